"""How often each clause is cited, counted from the ledger a stretch at a time, so that no page reads the ledger."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Sum

from masthead.adoption.models import ClauseMonth, CountedUpTo
from masthead.records.models import Record

STRETCH = 5_000
"""Records read at once. A busy agency writes fewer in a day."""

FAMILIES: Mapping[str, tuple[str, str]] = {
    "decision": ("decision about a comment", "decisions about comments"),
    "assessment": ("comment pointed at", "comments pointed at"),
    "case": ("comment looked at", "comments looked at"),
    "enforcement": ("removal carried out", "removals carried out"),
    "appeal": ("appeal", "appeals"),
    "notice": ("notice to an author", "notices to authors"),
    "draft": ("act on a draft", "acts on drafts"),
    "publication": ("post scheduled", "posts scheduled"),
    "delivery": ("delivery", "deliveries"),
    "reply": ("reply", "replies"),
    "forwarding": ("exchange forwarded", "exchanges forwarded"),
    "presence": ("act about a presence", "acts about presences"),
    "publishing": ("stop", "stops"),
    "policy_version": ("act about the policy", "acts about the policy"),
}
"""Kinds of acts, by the family of their records: one of them, and several."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What one clause was cited for in twelve months: in all, and by kind of act, the most frequent first."""

    cited: int
    by_family: tuple[tuple[str, int], ...]


def count_on() -> int:
    """Count the next stretch of records. Returns how many were read; 0 when every record is counted."""
    with transaction.atomic():
        CountedUpTo.objects.get_or_create(pk=1)
        mark = CountedUpTo.objects.select_for_update().get(pk=1)
        rows = list(
            Record.objects.filter(number__gte=mark.number).order_by("number").values_list("number", "payload")[:STRETCH]
        )
        if not rows:
            return 0
        for (clause, family, month), cited in _counted(bytes(payload) for _, payload in rows if payload).items():
            row, made = ClauseMonth.objects.get_or_create(
                clause=clause, family=family, month=month, defaults={"cited": cited}
            )
            if not made:
                ClauseMonth.objects.filter(pk=row.pk).update(cited=F("cited") + cited)
        mark.number = rows[-1][0] + 1
        mark.save()
    return len(rows)


def is_behind() -> bool:
    """Whether records are waiting to be counted."""
    upto = CountedUpTo.objects.values_list("number", flat=True).first() or 0
    return Record.objects.filter(number__gte=upto).exists()


def figures(at: datetime) -> dict[str, Figure]:
    """By clause, for the twelve months up to `at` (whole months). One query over a few hundred small rows."""
    since = date(at.year - 1, at.month, 1)
    rows = ClauseMonth.objects.filter(month__gt=since).values_list("clause", "family").annotate(Sum("cited"))
    by_clause: dict[str, Counter[str]] = {}
    for clause, family, cited in rows:
        by_clause.setdefault(clause, Counter())[family] += cited
    return {
        clause: Figure(total.total(), tuple((_named(family, count), count) for family, count in total.most_common()))
        for clause, total in by_clause.items()
    }


def _named(family: str, count: int) -> str:
    other = family.replace("_", " ")
    one, several = FAMILIES.get(family, (other, other))
    return one if count == 1 else several


def _counted(payloads: Iterable[bytes]) -> Counter[tuple[str, str, date]]:
    counted: Counter[tuple[str, str, date]] = Counter()
    for payload in payloads:
        try:
            said = json.loads(payload)
            family, month = str(said["kind"]).partition("/")[0], date.fromisoformat(str(said["at"])[:7] + "-01")
            counted.update((str(clause)[:120], family[:40], month) for clause in set(said["clauses"]))
        except (ValueError, KeyError, TypeError):
            continue  # somebody changed it under the desk: the ledger's own examination tells
    return counted
