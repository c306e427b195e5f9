"""Assessments: what the machine would propose for a comment that is not here. Nothing is kept, and nothing is done."""

from __future__ import annotations

from typing import Any

from ninja import Field, Router, Schema

from masthead.api.access import ApiRequest, needs
from masthead.moderation.assess import assess_words

router = Router(tags=["assessments"])


class WordsIn(Schema):
    """A comment with the post it answers and earlier comments of its thread, oldest first (`Name: text`)."""

    comment: str
    post: str = ""
    thread: list[str] = Field(default_factory=list)


class SpanOut(Schema):
    """A reason to look: [start, end) of the comment, in characters."""

    start: int
    end: int
    ground: str
    signal: str
    sentence: str


class KeepReasonOut(Schema):
    signal: str
    sentence: str
    span: tuple[int, int] | None


class AssessmentOut(Schema):
    """What `masthead assess` answers: `remove` means that a person should look at these grounds."""

    remove: bool
    grounds: list[str]
    scores: dict[str, float]
    spans: list[SpanOut]
    keep_reasons: list[KeepReasonOut]
    engine: str


@router.post("", response=AssessmentOut, summary="What would be proposed for this comment, and why?")
@needs("cases.see", "read")
def assess(request: ApiRequest, given: WordsIn) -> dict[str, Any]:
    return assess_words(given.comment, post=given.post, thread=tuple(given.thread)).as_json()
