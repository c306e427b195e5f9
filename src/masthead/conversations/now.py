"""What a comment is now, from everything ever seen of it: pure, and the same in whatever order it was seen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

Standing = Literal["shown", "hidden_elsewhere", "deleted_by_author"]


@dataclass(frozen=True, slots=True)
class Seen:
    """One sighting: `wording` is the row of its text (None for a bare deletion), `version` the channel's name of it."""

    kind: str
    version: str
    wording: UUID | None
    text_sha256: str
    author_shown: str
    first_seen: datetime
    last_seen: datetime


@dataclass(frozen=True, slots=True)
class Now:
    wording: UUID | None
    standing: Standing
    author_shown: str


def now_of(sightings: Iterable[Seen]) -> Now:
    """Fold sightings into what is so now.

    The wording: the highest numbered version where the channel numbers them; else an edit over what it edits, the one
    first seen later over the earlier. A deletion is final. Of hiding and wording, whichever was first seen later holds.
    The name: the one seen last.
    """
    every = sorted(sightings, key=_precedence)
    worded = [seen for seen in every if seen.wording is not None]
    named = [seen for seen in every if seen.author_shown]
    return Now(
        wording=worded[-1].wording if worded else None,
        standing=_standing(every),
        author_shown=max(named, key=lambda seen: (seen.last_seen, seen.author_shown)).author_shown if named else "",
    )


def _precedence(seen: Seen) -> tuple[int, bool, datetime, str, str]:
    numbered = int(seen.version) if seen.version.isdecimal() and len(seen.version) < 10 else 0
    return numbered, seen.kind == "edited", seen.first_seen, seen.version, seen.text_sha256


def _standing(every: list[Seen]) -> Standing:
    if any(seen.kind == "deleted" for seen in every):
        return "deleted_by_author"
    hidden = [seen.first_seen for seen in every if seen.kind == "hidden"]
    shown = [seen.first_seen for seen in every if seen.kind != "hidden"]
    if hidden and (not shown or max(hidden) >= max(shown)):
        return "hidden_elsewhere"
    return "shown"
