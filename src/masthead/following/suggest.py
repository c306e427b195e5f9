"""Rows that may be the same person, by how names look. They suggest to a person, and decide nothing."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from masthead.following.models import RegisterRow

FEW = 5
_ALIKE = 0.55


def alike(name: str, state: str = "", *, role: str = "", but: int | None = None) -> list[RegisterRow]:
    """At most five standing rows with the same surname, the most alike first. One query, bounded."""
    words = _words(name)
    if not words:
        return []
    surnames = {words[-1], " ".join(words[-2:])} | ({words[0]} if "," in name else set())
    rows = RegisterRow.objects.filter(until=None, surname__in=surnames).select_related("register")
    if but is not None:
        rows = rows.exclude(pk=but)
    if role:
        rows = rows.filter(role=role)
    if state:
        rows = rows.filter(state__iexact=state)
    return _best(name, list(rows[:200]))


def _best(name: str, rows: Sequence[RegisterRow]) -> list[RegisterRow]:
    wanted = " ".join(sorted(_words(name)))
    scored = [(SequenceMatcher(None, wanted, " ".join(sorted(_words(row.name)))).ratio(), row) for row in rows]
    scored.sort(key=lambda pair: (-pair[0], pair[1].pk))
    return [row for score, row in scored if score >= _ALIKE][:FEW]


def _words(name: str) -> list[str]:
    return ["".join(sign for sign in word if sign.isalnum()) for word in name.casefold().replace(",", " ").split()]
