"""The disclaimer, word for word: to copy, and to look for in a text.

Source: the clause that binds the notice `disclaimer`. Where the policy sets the words, a text in other words does not
carry the disclaimer, so one that comes close is shown beside the exact one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from masthead.policy.notices import notice
from masthead.policy.rulebook import Rulebook

_CLOSE = 0.7
"""How alike (0 to 1) a sentence is that was meant as the disclaimer. “Views are my own.” is not."""

_SENTENCE = re.compile(r"[^.!?\n]+[.!?]?")
_LONGEST_COMPARED = 400
"""Characters. A sentence beyond this is no attempt at the disclaimer, and comparing it would cost time."""


@dataclass(frozen=True, slots=True)
class Disclaimer:
    """Words to copy, and the clause that asks for them."""

    text: str
    clause: str
    label: str


@notice
def disclaimer(book: Rulebook) -> Disclaimer | None:
    """An employee is given the exact words of the disclaimer to copy. None where the policy asks for no disclaimer."""
    asked_by = book.bound("notice", "disclaimer")
    if not book.policy.disclaimer or not asked_by:
        return None
    clause, _ = asked_by[0]
    return Disclaimer(text=book.policy.disclaimer, clause=clause.id, label=clause.label)


def carries(text: str, exact: str) -> bool:
    """Whether `text` holds the words letter for letter. Quotation marks and blanks around them do not matter."""
    return exact in text


def near_miss(text: str, exact: str) -> tuple[int, int] | None:
    """The span of the sentence that comes closest to the disclaimer without being it, or None where none is close."""
    best: tuple[float, tuple[int, int]] | None = None
    for match in _SENTENCE.finditer(text):
        words = match.group().strip(" \t\"'“”‘’")
        if not 10 <= len(words) <= _LONGEST_COMPARED:
            continue
        alike = SequenceMatcher(None, words.casefold(), exact.casefold(), autojunk=False)
        # The cheap upper bounds come first: a page of prose is dismissed without comparing it letter by letter.
        if alike.real_quick_ratio() < _CLOSE or alike.quick_ratio() < _CLOSE or (ratio := alike.ratio()) < _CLOSE:
            continue
        if best is None or ratio > best[0]:
            start = match.start() + match.group().index(words)
            best = ratio, (start, start + len(words))
    return best[1] if best else None
