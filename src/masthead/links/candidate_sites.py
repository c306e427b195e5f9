"""The campaigns' sites that registers of candidates tell of. What staff listed themselves is campaigns.py's."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from masthead.kernel.clock import said_day
from masthead.links.list_edition import lists_changed
from masthead.links.models import CandidateSite

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Told:
    """A candidate's site as a register's file has it. key: the register's own id of the row; runs_for: office, year."""

    key: str
    site: str
    candidate: str
    runs_for: str = ""
    file: str = ""
    line: int = 0


def replace_of_register(
    register: str, *, name: str, as_of: date, told: Sequence[Told], unread: Collection[str] = ()
) -> int:
    """Inside the import of a register: put `told` in place of what it told before. Returns how many sites stand now.

    register: its subject. unread: keys of rows that could not be read this time; what was known of them stays.
    """
    rows = CandidateSite.objects.filter(register=register)
    before = set(rows.values_list("site", flat=True))
    kept = [pk for pk, key in rows.values_list("pk", "key") if key in unread] if unread else []
    stay = set(kept)
    gone = [pk for pk in rows.values_list("pk", flat=True) if pk not in stay]
    for start in range(0, len(gone), _AT_ONCE):
        CandidateSite.objects.filter(pk__in=gone[start : start + _AT_ONCE]).delete()
    CandidateSite.objects.bulk_create(
        [
            CandidateSite(
                register=register,
                register_name=name,
                as_of=as_of,
                key=one.key,
                site=one.site,
                candidate=one.candidate,
                runs_for=one.runs_for,
                file=one.file[-300:],
                line=one.line,
            )
            for one in told
        ],
        batch_size=_AT_ONCE,
    )
    standing = set(rows.values_list("site", flat=True))
    if standing != before:
        lists_changed()
    return len(standing)


def whose(row: CandidateSite) -> str:
    """Whose site it is and how we know, as staff read it."""
    runs = f", who runs for {row.runs_for}" if row.runs_for else ", a candidate"
    where = f", {row.file}, line {row.line}" if row.file else ""
    return f"of {row.candidate}{runs}, by the register “{row.register_name}” of {said_day(row.as_of)}{where}"


def in_registers(sites: Sequence[str]) -> dict[str, str]:
    """Those of at most 500 `sites` that a register has → whose each is. One query."""
    found: dict[str, str] = {}
    for row in CandidateSite.objects.filter(site__in=sites).order_by("-as_of", "id"):
        found.setdefault(row.site, whose(row))
    return found
