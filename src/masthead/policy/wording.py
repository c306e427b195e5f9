"""Two wordings beside each other, word by word: what stayed, what went, what came."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Literal

_TOKEN = re.compile(r"\s+|\w+|[^\w\s]")

WORTH_MARKING = 0.4
"""How alike two wordings must be. Two sentences that share but "the" and "is" are read one after the other."""

SHORTEST_RUN = 4
"""Words and spaces that stayed between two changes: fewer, and the eye jumps more than it reads."""

Mark = tuple[Literal["same", "gone", "new"], str]


@dataclass(slots=True)
class Patience:
    """How much comparing is still worth while somebody waits: pairs of words. Spent, wordings stand whole."""

    left: int = field(default=4_000_000)

    def spend(self, pairs: int) -> bool:
        if pairs > self.left:
            return False
        self.left -= pairs
        return True


def marks(old: str, new: str, patience: Patience | None = None) -> tuple[Mark, ...]:
    """Runs of text in reading order. Joining those not `new` gives `old`; joining those not `gone` gives `new`."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    if not (patience or Patience()).spend(len(before) * len(after)):
        return _whole(old, new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < WORTH_MARKING:
        return _whole(old, new)
    found: list[Mark] = []
    gone = new_words = ""
    opcodes = matcher.get_opcodes()
    for place, (tag, a, b, c, d) in enumerate(opcodes):
        inside = 0 < place < len(opcodes) - 1
        if tag == "equal" and not (inside and b - a < SHORTEST_RUN):
            found += _whole(gone, new_words)
            gone = new_words = ""
            found.append(("same", "".join(before[a:b])))
        else:
            gone, new_words = gone + "".join(before[a:b]), new_words + "".join(after[c:d])
    return (*found, *_whole(gone, new_words))


def _whole(old: str, new: str) -> tuple[Mark, ...]:
    whole: list[Mark] = [("gone", old)] if old else []
    return (*whole, ("new", new)) if new else tuple(whole)
