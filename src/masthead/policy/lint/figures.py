"""Figures: one that is changed in one place only, in the words or beside them, is told while it is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from masthead.policy.lint.duties import BOUNDS
from masthead.policy.lint.finding import Finding, Written, found, words_of

_COUNTED = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
SPELLED: Mapping[str, int] = {
    **{word: figure for figure, word in enumerate(_COUNTED, start=1)},
    **{word: 10 * figure for figure, word in enumerate(_TENS, start=2)},
    **{
        f"{ten}-{unit}": 10 * tens + units
        for tens, ten in enumerate(_TENS, start=2)
        for units, unit in enumerate(_COUNTED[:9], start=1)
    },
}
"""Numbers as sentences write them, to ninety-nine."""

_NUMBER = re.compile(rf"\b(?:\d{{1,6}}|{'|'.join(sorted(SPELLED, key=len, reverse=True))})\b", re.I)


def lint_figures(file: Written) -> Iterator[Finding]:
    for where, clause in file.clauses:
        yield from _agree(where, clause)


def _agree(where: str, clause: Mapping[str, Any]) -> Iterator[Finding]:
    """A figure that is changed in one place only: in the words or beside them, in a check or in the gate."""
    kept_by = clause.get("enforced_by")
    bindings = [binding for binding in kept_by if isinstance(binding, dict)] if isinstance(kept_by, list) else []
    for unit in BOUNDS:
        by_kind = {
            kind: {figure for binding in bindings if kind in binding and (figure := _figure(binding, unit)) is not None}
            for kind in ("check", "gate", "notice")
        }
        used = by_kind["check"] | by_kind["gate"] | by_kind["notice"]
        for key, named in (("duty", "the duty"), ("public", "the words for the public")):
            said = words_of(clause, key)
            numbers = {SPELLED.get(word.lower()) or int(word) for word in _NUMBER.findall(said)}
            if re.search(rf"{_NUMBER.pattern}\s+{unit[:-1]}s?\b", said, re.I) and (unsaid := used - numbers):
                yield found(
                    "figures_disagree",
                    where,
                    f"It works with {_listed(unsaid)} {unit}, and {named} says {_listed(numbers)}. Write the same"
                    " figure in both.",
                )
        if by_kind["gate"] and (alone := by_kind["check"] - by_kind["gate"]):
            yield found(
                "figures_disagree",
                where,
                f"What writers are told works with {_listed(alone)} {unit}, and what holds the post with"
                f" {_listed(by_kind['gate'])}. Give both the same figure.",
            )


def _figure(binding: Mapping[str, Any], unit: str) -> int | None:
    """What the binding works with; None where it has no such figure, or one that cannot be meant and is told anyway."""
    params = binding.get("params")
    value = params.get(unit) if isinstance(params, dict) else None
    low, high = BOUNDS[unit]
    return value if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high else None


def _listed(figures: Iterable[int]) -> str:
    return " and ".join(str(figure) for figure in sorted(figures))
