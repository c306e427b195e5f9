"""Assessments: what the machine would propose for a comment that is not here. Nothing is kept, and nothing is done."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Field, Router, Schema

from masthead.api.access import ApiRequest, needs
from masthead.moderation.assess import assess_words
from masthead.moderation.precedents import precedents_of_words

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
    """`ground`: the only ground it answers, "" for any."""

    signal: str
    sentence: str
    span: tuple[int, int] | None
    ground: str


class NoteOut(Schema):
    """How the comment was read; no reason either way."""

    signal: str
    sentence: str


class AssessmentOut(Schema):
    """What `masthead assess` answers: `remove` means that a person should look at these grounds."""

    remove: bool
    grounds: list[str]
    scores: dict[str, float]
    spans: list[SpanOut]
    keep_reasons: list[KeepReasonOut]
    notes: list[NoteOut]
    engine: str
    policy: str
    policy_digest: str


class PrecedentOut(Schema):
    """What a person decided of a similar comment; no part of the proposal. `likeness` is in (0, 1].

    `harms`: it was removed as a threat, or the machine pointed at one; the desk shows such words blurred.
    """

    case: UUID
    outcome: str
    ground: str
    clause: str
    policy: str
    decided_at: datetime
    text: str
    likeness: float
    same_words: bool
    harms: bool


class AssessmentHereOut(AssessmentOut):
    """With the most similar comments that were decided at this desk, kept and removed."""

    precedents: list[PrecedentOut]


@router.post("", response=AssessmentHereOut, summary="What would be proposed for this comment, and why?")
@needs("cases.see", "read")
def assess(request: ApiRequest, given: WordsIn) -> dict[str, Any]:
    found = assess_words(given.comment, post=given.post, thread=tuple(given.thread))
    return {**found.as_json(), "precedents": precedents_of_words(given.comment).as_json()}
