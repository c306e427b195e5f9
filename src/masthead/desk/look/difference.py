"""What changed between two texts, word by word, for people who approve."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_PARTS = re.compile(r"\s+|\w+|[^\w\s]")
LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that is the same in both, only in the older (gone), or only in the newer (new)."""

    kind: Literal["same", "gone", "new"]
    text: str


def difference(older: str, newer: str) -> list[Piece]:
    """The pieces of both texts in order. Texts beyond 20,000 characters are shown whole, old before new."""
    if len(older) + len(newer) > LONGEST:
        return [Piece("same", newer)] if older == newer else [Piece("gone", older), Piece("new", newer)]
    before, after = _PARTS.findall(older), _PARTS.findall(newer)
    pieces: list[Piece] = []
    for act, a, b, c, d in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if act == "equal":
            pieces.append(Piece("same", "".join(after[c:d])))
            continue
        if b > a:
            pieces.append(Piece("gone", "".join(before[a:b])))
        if d > c:
            pieces.append(Piece("new", "".join(after[c:d])))
    return pieces
