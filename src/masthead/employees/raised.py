"""A point of the self-check, tied to the clause that asks for it.

The policy says which points it wants: a binding of the notice `self_check` lists them in `covers`, with their level.
A point that no clause covers is not raised: here the house has no rules of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import get_args

from masthead.checks.engine.finding import Finding, Raised
from masthead.policy.clause import Binding, Clause, Level
from masthead.policy.rulebook import Rulebook

CODES = (
    "missing_disclaimer",
    "about_unclear",
    "not_self_identified",
    "employment_used",
    "agency_email_used",
    "confidential",
    "advice_as_staff",
    "endorsement_as_staff",
    "own_views",
    "profile_names_agency",
    "profile_unfit",
    "profile_missing_disclaimer",
    "profile_looks_official",
    "profile_official_email",
    "words_last",
    "pause",
)
"""Every point the self-check can raise."""

_GRAVITY: tuple[Level, ...] = get_args(Level)


def attach(points: Iterable[Raised], book: Rulebook) -> tuple[Finding, ...]:
    """Findings for the points this policy covers, gravest first, then by their place in the text."""
    found = [_finding(point, clause, binding) for point in points for clause, binding in _covering(point.code, book)]
    return gravest_first(found)


def gravest_first(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those that block, that ask, that advise; among equals by their place in the text, the whole post's last."""
    return tuple(sorted(found, key=lambda finding: (_GRAVITY.index(finding.level), finding.span or (1 << 62, 0))))


def _covering(code: str, book: Rulebook) -> Iterator[tuple[Clause, Binding]]:
    """The first clause that covers this point: one point is told once."""
    for clause, binding in book.bound("notice", "self_check"):
        if code in binding.params.get("covers", ()):
            yield clause, binding
            return


def _finding(point: Raised, clause: Clause, binding: Binding) -> Finding:
    return Finding(
        code=point.code,
        check="self_check",
        clause=clause.id,
        label=clause.label,
        nickname=clause.called(binding),
        basis=clause.basis,
        level=binding.levels.get(point.code, binding.level),
        message=point.message,
        span=point.span,
        remedies=point.remedies,
    )
