"""What a signal may look at, and what it may say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

NO_MODEL = "+no-model"
"""Ends the name of the engine where a policy asks for a model and none could be used."""


@dataclass(frozen=True, slots=True)
class CommentFacts:
    """A comment with the post and thread it answers. No author: who wrote it is no reason.

    thread: earlier comments, `Name: text`; words: the terms the policy publishes for its ground on language.
    """

    comment: str
    post: str = ""
    thread: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sign:
    """One reason. `direction` says which way it points. `ground`: what it points to; of a reason to keep, the only
    ground it answers, "" for any. `score` is in (0, 1]."""

    signal: str
    direction: Literal["remove", "keep"]
    sentence: str
    span: tuple[int, int] | None = None
    ground: str = ""
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the machine proposes: nothing is ever done by it. `remove` means: a person should look at these grounds."""

    remove: bool
    grounds: tuple[str, ...]
    scores: dict[str, float]
    signs: tuple[Sign, ...]
    engine: str

    def as_json(self) -> dict[str, Any]:
        return {
            "remove": self.remove,
            "grounds": list(self.grounds),
            "scores": {name: round(score, 4) for name, score in self.scores.items()},
            "spans": [
                {"start": s.span[0], "end": s.span[1], "ground": s.ground, "signal": s.signal, "sentence": s.sentence}
                for s in self.signs
                if s.direction == "remove" and s.span
            ],
            "keep_reasons": [
                {"signal": s.signal, "sentence": s.sentence, "span": list(s.span) if s.span else None}
                for s in self.signs
                if s.direction == "keep"
            ],
            "engine": self.engine,
        }
