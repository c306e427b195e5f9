"""Names people have: what tells that a word is one, though it is also a people, a faith or a color."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from masthead.signals.engine.normalise import Normalised
from masthead.signals.engine.words import is_common

_WORD_BEFORE = re.compile(r"([a-z][a-z'\-]+) $")
_REACH = 30


@cache
def names() -> frozenset[str]:
    """Given and family names, lower case. Made by train/person_names.py."""
    return frozenset((files(__package__) / "person_names.txt").read_text("ascii").split())


def follows_a_name(text: Normalised, start: int) -> bool:
    """Whether the word at `start`, written with a capital, comes right after somebody's given name: "Mark Cuban"."""
    before = _WORD_BEFORE.search(text.text[max(0, start - _REACH) : start])
    if before is None or text.shouted or not text.capital(start):
        return False
    name = before[1]
    return name in names() and not is_common(name) and text.capital(start - len(before[0]))
