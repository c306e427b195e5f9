"""Give records out. The act is recorded and signed first, then written, so the copy proves its own extent.

Writing a large export takes minutes, and must not make every other act of the desk wait: only `declare` holds the
ledger's lock. Records never change, so what it counted is what is then read.
"""

from __future__ import annotations

import errno
import hashlib
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db.models import QuerySet

from masthead.agencies.actors import Actor
from masthead.agencies.models import Person, the_agency
from masthead.agencies.rights import refuse_unless_permitted
from masthead.exporters.formats import format_named
from masthead.exporters.port import Entry, Selection
from masthead.kernel.clock import aware, stamp
from masthead.kernel.refusals import Invalid, Refused
from masthead.records import tiles
from masthead.records.append import append
from masthead.records.checkpoint import make_checkpoint
from masthead.records.models import Checkpoint, Record
from masthead.records.note import TreeHead
from masthead.records.operation import operation
from masthead.records.signing import verifier
from masthead.records.tree import inclusion_proof

CHUNK = 500


@dataclass(frozen=True)
class ExportResult:
    """Where the export lies, how many records it holds besides its own, and the checkpoint that covers them."""

    path: Path
    records: int
    checkpoint: Checkpoint


@dataclass(frozen=True)
class Scope:
    """Which records: those of one conversation (empty: all), from `since` up to but not at `until`."""

    conversation: str = ""
    since: datetime | None = None
    until: datetime | None = None

    def records(self) -> QuerySet[Record]:
        found = Record.objects.order_by("number")
        if self.conversation:
            found = found.filter(conversation=self.conversation)
        if self.since:
            found = found.filter(at__gte=self.since)
        if self.until:
            found = found.filter(at__lt=self.until)
        return found


def export(
    *,
    by: Actor,
    at: datetime,
    to: Path,
    conversation: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    form: str = "bagit",
) -> ExportResult:
    """Record the export (`declare`), then write it to `to`, whole or not at all.

    `form` is one of exporters.formats. Raises NotPermitted; Invalid for an unknown form or bounds the wrong way
    round; Refused when there is nothing to export, `to` exists, or it cannot be written.
    """
    refuse_unless_permitted(by, "records.export")
    wanted = format_named(form)
    if since and until and aware(since, "since") >= aware(until, "until"):
        raise Invalid("The export would end before it begins. Choose a later end.", field="until")
    _refuse_bad_place(to)
    scope = Scope(conversation or "", since, until)
    own, count, checkpoint = declare(by=by, at=at, scope=scope, form=wanted.name, name=to.name)
    selection = _selection(scope, own, count, checkpoint)
    beside = to.parent / f".{to.name}.{secrets.token_hex(4)}"
    try:
        wanted.write(selection, beside)
        _refuse_bad_place(to)
        beside.rename(to)
    except OSError as fault:
        raise Refused(_cure(fault, to)) from fault
    finally:
        if beside.is_dir():
            shutil.rmtree(beside, ignore_errors=True)
        else:
            beside.unlink(missing_ok=True)
    return ExportResult(to, count, checkpoint)


@operation("records.export")
def declare(*, by: Actor, at: datetime, scope: Scope, form: str, name: str) -> tuple[Record, int, Checkpoint]:
    """Append `records/exported`, which says exactly what is taken, and sign the ledger right after it.

    Answers the record, how many records it takes, and the checkpoint. Raises Refused when there is nothing to take.
    """
    digest, count, wordless = hashlib.sha256(), 0, 0
    for leaf, payload in scope.records().values_list("leaf", "payload").iterator():
        digest.update(leaf)
        count += 1
        wordless += payload is None
    if not count:
        raise Refused("There are no records to export for this choice. Choose a longer time or another conversation.")
    own = append(
        "records/exported",
        by=by,
        at=at,
        subject=f"export:{name}",
        body={
            "format": form,
            "name": name,
            "count": count,
            "without_words": wordless,
            "leaves": digest.hexdigest(),
            "conversation": scope.conversation,
            "since": stamp(scope.since) if scope.since else "",
            "until": stamp(scope.until) if scope.until else "",
        },
    )
    return own, count, make_checkpoint(by=by, at=at)


class _Entries:
    """The records of `scope` before the export's own, then that one; read again, in chunks, at every walk."""

    def __init__(self, scope: Scope, own: Record) -> None:
        self._scope = scope
        self._own = own

    def __iter__(self) -> Iterator[Entry]:
        after = -1
        while True:
            run = self._scope.records().filter(number__gt=after, number__lt=self._own.number)
            chunk = [_entry(record) for record in run[:CHUNK]]
            yield from chunk
            if len(chunk) < CHUNK:
                break
            after = chunk[-1].number
        yield _entry(self._own)


def _entry(record: Record) -> Entry:
    payload = None if record.payload is None else bytes(record.payload)
    salt = None if record.salt is None else bytes(record.salt)
    return Entry(record.number, payload, salt, bytes(record.commitment), bytes(record.leaf))


def _selection(scope: Scope, own: Record, count: int, checkpoint: Checkpoint) -> Selection:
    read = tiles.reader()
    agency, key = the_agency(), verifier()
    return Selection(
        agency=agency.name if agency else "",
        at=own.at,
        conversation=scope.conversation,
        since=scope.since,
        until=scope.until,
        count=count,
        entries=_Entries(scope, own),
        prove=lambda number: inclusion_proof(number, checkpoint.size, read),
        checkpoint=checkpoint.note,
        head=TreeHead(key.name, checkpoint.size, bytes(checkpoint.root)),
        key=str(key),
        names={person.actor_id: person.name for person in Person.objects.all()},
    )


def _refuse_bad_place(to: Path) -> None:
    if to.exists() or to.is_symlink():
        raise Refused(f"{to} is already there. Choose another name, or move it away first.")
    if not to.parent.is_dir():
        raise Refused(f"There is no folder {to.parent}. Make it first, or choose another.")


def _cure(fault: OSError, to: Path) -> str:
    if fault.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk that holds {to.parent} is full. Free some space, then export again; nothing was left behind."
    return f"The export could not be written to {to}: {fault.strerror or fault}. Choose another place and try again."
