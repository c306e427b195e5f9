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
    """One reason. `direction` says which way it points; a "note" points neither way: it tells how the comment was read.
    `ground`: what it points to; of a reason to keep, the only ground it answers, "" for any. `score` is in (0, 1]."""

    signal: str
    direction: Literal["remove", "keep", "note"]
    sentence: str
    span: tuple[int, int] | None = None
    ground: str = ""
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the machine proposes: nothing is ever done by it. `remove` means: a person should look at these grounds.

    policy, policy_digest: the stamp of the policy whose grounds and thresholds were asked, and the SHA-256 of its file
    in hex; both "" where no policy was, but grounds alone.
    """

    remove: bool
    grounds: tuple[str, ...]
    scores: dict[str, float]
    signs: tuple[Sign, ...]
    engine: str
    policy: str = ""
    policy_digest: str = ""

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
                {
                    "signal": s.signal,
                    "sentence": s.sentence,
                    "span": list(s.span) if s.span else None,
                    "ground": s.ground,
                }
                for s in self.signs
                if s.direction == "keep"
            ],
            "notes": [{"signal": s.signal, "sentence": s.sentence} for s in self.signs if s.direction == "note"],
            "engine": self.engine,
            "policy": self.policy,
            "policy_digest": self.policy_digest,
        }
