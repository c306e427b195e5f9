"""Lists of malware and phishing sites that somebody imports. A link to a listed site, or leading to one, is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from masthead.agencies.actors import Actor
from masthead.agencies.days import local_day
from masthead.kernel.clock import said_day
from masthead.kernel.refusals import Invalid, NotFound
from masthead.kernel.text import clean
from masthead.links.list_edition import lists_changed
from masthead.links.list_file import ListFile
from masthead.links.models import ListedSite, SiteList
from masthead.links.sites import entries_above
from masthead.records.append import append
from masthead.records.operation import operation

_AT_ONCE = 2000
_ASKED = 500


@dataclass(frozen=True, slots=True)
class Against:
    """What is held against an address. says: a clause of a sentence; key: on what it stands, also in later files."""

    key: str
    says: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What an import would do to the list of this name as it stands."""

    added: int
    gone: int
    unchanged: int


def compare(name: str, given: ListFile) -> Difference:
    """What importing `given` would change, without changing it."""
    standing = set(ListedSite.objects.filter(site_list__name=name_of(name)).values_list("entry", flat=True))
    new = {row.entry for row in given.rows}
    return Difference(len(new - standing), len(standing - new), len(new & standing))


def refuse_day(name: str, as_of: date, *, at: datetime) -> None:
    """Raises Invalid for a day that has not come yet, and for one before that of the list of this name."""
    if as_of > local_day(at):
        raise Invalid("The file cannot tell of a day that has not come yet. Give the day it was made.", field="as_of")
    if listed := SiteList.objects.filter(name=name_of(name)).first():
        _refuse_older(listed, as_of)


def _refuse_older(listed: SiteList, as_of: date) -> None:
    if listed.as_of > as_of:
        day = said_day(listed.as_of)
        raise Invalid(f"“{listed.name}” is as of {day} already. Import a file of that day or later.", field="as_of")


@operation("links.import_list")
def import_list(*, by: Actor, at: datetime, name: str, as_of: date, given: ListFile) -> SiteList:
    """Put a file's sites in place of all that the list of this name had. Raises Invalid as `refuse_day` does."""
    named = name_of(name)
    refuse_day(named, as_of, at=at)
    SiteList.objects.get_or_create(name=named, defaults={"as_of": as_of, "imported_at": at, "imported_by": by.actor_id})
    listed = SiteList.objects.select_for_update().get(name=named)
    _refuse_older(listed, as_of)  # once more: another import may have come between
    difference = compare(named, given)
    listed.as_of, listed.imported_at, listed.imported_by = as_of, at, by.actor_id
    listed.file_name, listed.file_sha256, listed.sites = given.name, given.sha256, len(given.rows)
    listed.skipped = [[one.line, one.why] for one in given.skipped]
    listed.skipped_count = given.skipped_count
    listed.save()
    # Nothing refers to a row: what an earlier file said is told by its name and fingerprint, on record.
    rows = ListedSite.objects.filter(site_list=listed)
    rows._raw_delete(rows.db)
    for start in range(0, len(given.rows), _AT_ONCE):
        ListedSite.objects.bulk_create(
            ListedSite(site_list=listed, entry=row.entry, line=row.line, threat=row.threat)
            for row in given.rows[start : start + _AT_ONCE]
        )
    body = {
        "name": named,
        "as_of": as_of.isoformat(),
        "file": given.name,
        "sha256": given.sha256,
        "sites": listed.sites,
        "added": difference.added,
        "gone": difference.gone,
        "skipped": listed.skipped_count,
    }
    append("link/list_imported", by=by, at=at, subject=listed.subject, body=body)
    lists_changed()
    return listed


@operation("links.import_list")
def remove(*, by: Actor, at: datetime, list_id: UUID, why: str) -> None:
    """Take a list away with all its sites, with a reason that stays on record."""
    said = clean(why).strip()
    listed = SiteList.objects.select_for_update().filter(pk=list_id).first()
    if listed is None:
        raise NotFound("There is no such list.")
    if not said:
        raise Invalid("Say why the list goes: it is kept on record.", field="why")
    append("link/list_removed", by=by, at=at, subject=listed.subject, body={"name": listed.name, "why": said})
    listed.delete()
    lists_changed()


def name_of(name: str) -> str:
    """The list's name as it is kept. Raises Invalid for none."""
    named = " ".join(clean(name).split())
    if not named or len(named) > 100:
        raise Invalid("Give the list a name of at most 100 characters, such as URLhaus.", field="name")
    return named


def said_by_lists(addresses: Iterable[str]) -> dict[str, Against]:
    """What the lists say of each of `addresses` that stands on one: list, day and row, as a clause of a sentence.

    Asked are the address, its host and the host's parents: one query for 500 of them, however long the lists.
    """
    by_address = {address: entries_above(address) for address in addresses}
    asked = sorted({entry for entries in by_address.values() for entry in entries})
    found: dict[str, ListedSite] = {}
    for start in range(0, len(asked), _ASKED):
        rows = ListedSite.objects.filter(entry__in=asked[start : start + _ASKED]).select_related("site_list")
        for row in rows.order_by("site_list__name", "line"):
            found.setdefault(row.entry, row)
    return {
        address: _says(found[max(hit, key=len)])
        for address, entries in by_address.items()
        if (hit := entries & found.keys())
    }


def _says(row: ListedSite) -> Against:
    threat = f" ({row.threat})" if row.threat else ""
    name, day = row.site_list.name, said_day(row.site_list.as_of)
    return Against(f"list {name} {row.entry}", f"on the list “{name}” of {day}, row {row.line}: {row.entry}{threat}")
