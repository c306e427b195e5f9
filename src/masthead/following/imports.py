"""A register's files become a version: what came, what changed, what went. One transaction, never half of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Model

from masthead.agencies.actors import Actor
from masthead.agencies.models import Person
from masthead.following.models import (
    Preview,
    Register,
    RegisterAccount,
    RegisterId,
    RegisterRow,
    RegisterVersion,
)
from masthead.following.registers.forms import OWN, name_of, read
from masthead.following.registers.row import Parsed, ParsedRow
from masthead.following.registers.sources import Source
from masthead.kernel.clock import said_day
from masthead.kernel.refusals import Invalid
from masthead.links.candidate_sites import Told, replace_of_register
from masthead.records.append import append
from masthead.records.operation import operation

TOLD = 200
"""So many skipped rows are kept by line and reason; of the rest the number."""
_AT_ONCE = 400


@dataclass(frozen=True)
class Difference:
    """What an import would do to the register as it stands. `gone` are standing rows the files no longer have."""

    added: list[ParsedRow]
    changed: list[tuple[RegisterRow, ParsedRow]]
    gone: list[RegisterRow]
    unchanged: int

    @property
    def nothing(self) -> bool:
        return not (self.added or self.changed or self.gone)


def read_files(
    form: str, sources: Sequence[Source], columns: Mapping[str, str]
) -> tuple[Parsed, list[dict[str, object]]]:
    """(rows, what is kept of the files themselves: their names, sizes and fingerprints)."""
    return read(form, sources, columns), told_of(sources)


def told_of(sources: Sequence[Source]) -> list[dict[str, object]]:
    """What is kept of the files themselves."""
    return [
        {"name": one.name, "bytes": len(one.content), "sha256": hashlib.sha256(one.content).hexdigest()}
        for one in sources[:TOLD]
    ]


def compare(form: str, name: str, parsed: Parsed) -> Difference:
    """What importing `parsed` would change, without changing it."""
    standing = {
        row.key: row for row in RegisterRow.objects.filter(register__form=form, register__name=name, until=None)
    }
    added, changed, unchanged = [], [], 0
    for row in parsed.rows:
        earlier = standing.pop(row.key, None)
        if earlier is None:
            added.append(row)
        elif earlier.fingerprint != row.fingerprint:
            changed.append((earlier, row))
        else:
            unchanged += 1
    # A row that could not be read this time has not gone: what was known of it stays.
    for unread in parsed.skipped:
        standing.pop(unread.key, None)
    return Difference(added, changed, list(standing.values()), unchanged)


@operation("registers.import")
def import_register(
    *, by: Actor, at: datetime, form: str, name: str, as_of: date, parsed: Parsed, files: list[dict[str, object]]
) -> RegisterVersion:
    """Write a new version. Raises Invalid for one older than the version that stands.

    What it denies holds at once. What a person's import newly allows waits for an approver (confirm.py); whoever
    imports at the machine itself holds its database, and is on record as its keeper.
    """
    named = name_of(form, name)
    Register.objects.get_or_create(form=form, name=named)
    register = Register.objects.select_for_update().get(form=form, name=named)
    newest = register.versions.first()
    if newest and newest.as_of > as_of:
        raise Invalid(
            f"{register.name} is as of {said_day(newest.as_of)} already. Import files of that day or later.",
            field="as_of",
        )
    difference = compare(form, named, parsed)
    version = RegisterVersion.objects.create(
        register=register,
        number=(newest.number if newest else 0) + 1,
        as_of=as_of,
        imported_at=at,
        imported_by=by.actor_id,
        files=files,
        rows=len(parsed.rows),
        added=len(difference.added),
        changed=len(difference.changed),
        gone=len(difference.gone),
        skipped=[[one.file, one.line, one.why] for one in parsed.skipped[:TOLD]],
        skipped_count=len(parsed.skipped),
    )
    ended = [row.pk for row, _ in difference.changed] + [row.pk for row in difference.gone]
    written = [*difference.added, *(row for _, row in difference.changed)]
    if not isinstance(by, Person):
        version.confirmed_by, version.confirmed_at = by.actor_id, at
    elif not _allows(written, ended):
        version.confirmed_at = at  # there is nothing to confirm
    version.save(update_fields=["confirmed_by", "confirmed_at"])
    _end(ended, version)
    write_rows(version, written)
    sites = replace_of_register(
        register.subject, name=register.name, as_of=as_of, told=_sites(parsed), unread=_unread_sites(parsed)
    )
    append(
        "register/imported",
        by=by,
        at=at,
        subject=register.subject,
        body={
            "form": form,
            "name": register.name,
            "version": version.number,
            "as_of": as_of.isoformat(),
            "files": [{"name": str(one["name"]), "sha256": str(one["sha256"])} for one in files],
            "rows": version.rows,
            "added": version.added,
            "changed": version.changed,
            "gone": version.gone,
            "skipped": version.skipped_count,
            "waits": version.waits,
            "campaign_sites": sites,
        },
    )
    if isinstance(by, Person):
        Preview.objects.filter(made_by=by, form=form, name=named).delete()
    return version


def _sites(parsed: Parsed) -> list[Told]:
    """The web sites of the candidates in it: links to them are a campaign's from then on."""
    return [
        Told(
            key=row.key,
            site=site,
            candidate=row.name,
            runs_for=f"{row.office} {row.election_year or ''}".strip(),
            file=row.file,
            line=row.line,
        )
        for row in parsed.rows
        if row.role == "candidate"
        for site in row.sites
    ]


def _unread_sites(parsed: Parsed) -> set[str]:
    """Keys of rows whose site could not be read this time, alone or with the row."""
    read = {row.key for row in parsed.rows}
    return {one.key for one in parsed.skipped if one.key and (not one.of_row or one.key not in read)}


def _allows(written: Sequence[ParsedRow], ended: Sequence[int]) -> bool:
    """Whether an import names an account an office's, or takes one back that was a campaign's."""
    if any(account.kind != "campaign" for row in written for account in row.accounts):
        return True
    named = RegisterAccount.objects.filter(kind="campaign")
    return any(named.filter(row__in=batch).exists() for batch in _batches(ended))


def write_rows(
    version: RegisterVersion, rows: Sequence[ParsedRow], *, evidence: str = "", entry: str = ""
) -> list[RegisterRow]:
    made = RegisterRow.objects.bulk_create(
        [
            RegisterRow(
                register_id=version.register_id,
                since=version,
                key=row.key,
                role=row.role,
                name=row.name,
                surname=row.surname,
                office=row.office,
                state=row.state,
                starts=row.starts,
                ends=row.ends,
                election_year=row.election_year,
                status=row.status,
                file=row.file[-300:],
                line=row.line,
                evidence=evidence,
                entry=entry,
                fingerprint=row.fingerprint,
            )
            for row in rows
        ],
        batch_size=_AT_ONCE,
    )
    pairs = list(zip(made, rows, strict=True))
    _insert(
        RegisterAccount,
        ("row_id", "network", "handle", "native_id", "kind"),
        [(row.pk, a.network, a.handle, a.native_id, a.kind) for row, parsed in pairs for a in parsed.accounts],
    )
    ids = [(row.pk, scheme, value) for row, parsed in pairs for scheme, value in parsed.ids]
    _insert(RegisterId, ("row_id", "scheme", "value"), ids)
    return made


def _insert(table: type[Model], columns: Sequence[str], values: Sequence[Sequence[Any]]) -> None:
    """Plain rows, whose numbers nobody asks for: by statement they cost a third of what objects would."""
    if not values:
        return
    name, marks = connection.ops.quote_name(table._meta.db_table), ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({marks})", values)  # noqa: S608


def _end(rows: Sequence[int], version: RegisterVersion) -> None:
    for batch in _batches(rows):
        RegisterRow.objects.filter(pk__in=batch).update(until=version)


def _batches(rows: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(rows), _AT_ONCE):
        yield rows[start : start + _AT_ONCE]


__all__ = [
    "OWN",
    "compare",
    "import_register",
    "name_of",
    "read_files",
    "write_rows",
]
