"""What the public is told of moderation: counts per ground, kept, reversed. Small numbers are veiled."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from masthead.conversations.in_public import said_in_public
from masthead.moderation.models import Appeal, Decision
from masthead.policy.in_force import rulebook

SMALL = 5
FEW = "fewer than 5"
VEILED = "not shown"


@dataclass(frozen=True, slots=True)
class Line:
    """One ground. Numbers as text: a count, FEW, or VEILED."""

    ground: str
    name: str
    clause: str
    removed: str
    reversed: str


@dataclass(frozen=True, slots=True)
class Report:
    """From `since` (included) to `until` (not). Numbers as in Line."""

    since: datetime
    until: datetime
    received: str
    kept: str
    removed: str
    reversed: str
    appeals: str
    lines: tuple[Line, ...]


def public_report(*, since: datetime, until: datetime) -> Report:
    """Counts of decisions made in the period. Four queries.

    received: comments of the public taken in; kept: those a person looked at and kept; reversed: removals that were
    overturned, by appeal or otherwise.
    """
    book = rulebook()
    rows = Decision.objects.filter(at__gte=since, at__lt=until, state__in=["final", "overturned"])
    decided = Counter(rows.values_list("outcome", "ground", "state"))
    removed = Counter(
        {g.id: decided["remove", g.id, "final"] + decided["remove", g.id, "overturned"] for g in book.grounds}
    )
    turned = Counter({g.id: decided["remove", g.id, "overturned"] for g in book.grounds})
    lines = tuple(
        Line(g.id, g.name, book.clause(g.clause).label, veil(removed[g.id]), veil(turned[g.id])) for g in book.grounds
    )
    return Report(
        since=since,
        until=until,
        received=veil(said_in_public().filter(seen_at__gte=since, seen_at__lt=until).count()),
        kept=veil(decided["keep", "", "final"]),
        removed=veil_total(removed),
        reversed=veil_total(turned),
        appeals=veil(Appeal.objects.filter(filed_at__gte=since, filed_at__lt=until).count()),
        lines=lines,
    )


def veil(count: int) -> str:
    """A number small enough to point at one person is told as FEW. Nothing at all is told as 0."""
    return FEW if 0 < count < SMALL else str(count)


def veil_total(parts: Counter[str]) -> str:
    """A total that would give a single veiled part away by subtraction is veiled with it."""
    if sum(1 for count in parts.values() if 0 < count < SMALL) == 1 and sum(parts.values()) >= SMALL:
        return VEILED
    return veil(sum(parts.values()))
