"""What a channel allows, in the words of people who post and answer."""

from __future__ import annotations

from dataclasses import dataclass

from masthead.channels.description import Act, Answer, Description

WORDS: dict[Act, str] = {
    "publish": "Post",
    "edit": "Change a post later",
    "delete_own": "Take a post down",
    "reply": "Answer comments",
    "moderate": "Remove comments",
    "pull": "Take in comments",
    "messages": "Answer private messages",
    "recheck": "Notice deleted comments",
    "profile": "Read the account back",
    "follow": "Follow accounts from here",
    "marks": "See what was liked and shared",
    "metrics": "Count views, likes and answers",
}
ANSWERS: dict[Answer, str] = {"yes": "yes", "no": "no", "conditional": "within limits"}


@dataclass(frozen=True, slots=True)
class Allowed:
    """One line: `what` may be done, `answer` in words, `kind` for icon and edge, `reason` where it is no plain yes."""

    what: str
    answer: str
    kind: Answer
    reason: str


def allowed_by(description: Description) -> list[Allowed]:
    """Every act the desk can ask of a channel, in the order of a post's life."""
    able = {act: description.capability(act) for act in WORDS}
    return [Allowed(WORDS[act], ANSWERS[can.answer], can.answer, can.reason) for act, can in able.items()]
