"""Give records out. The act is recorded and signed first, then written, so the copy proves its own extent.

Writing a large export takes minutes, and must not make every other act of the desk wait: only `declare` holds the
ledger's lock. Records never change, so what it counted is what is then read. The files they speak of are copied before
it, for it states the digest of their list; under the lock only those of records that came meanwhile are left to copy.
"""

from __future__ import annotations

import errno
import hashlib
import json
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db.models import QuerySet

from masthead.agencies.actors import Actor
from masthead.agencies.models import Person, the_agency
from masthead.agencies.rights import refuse_unless_permitted
from masthead.exporters.files import Taking
from masthead.exporters.formats import format_named
from masthead.exporters.listing import list_of
from masthead.exporters.port import Entry, Files, Selection, Spoken
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
    """Where the export lies, how many records it holds besides its own, the checkpoint over them, their files."""

    path: Path
    records: int
    checkpoint: Checkpoint
    files: Files


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
    most_bytes: int | None = None,
) -> ExportResult:
    """Record the export (`declare`), then write it to `to`, whole or not at all.

    `form` is one of exporters.formats. Raises NotPermitted; Invalid for an unknown form, bounds the wrong way round, or
    files larger than `most_bytes` together; Refused when there is nothing to export, something is at `to` already (an
    empty folder is filled), or it cannot be written.
    """
    refuse_unless_permitted(by, "records.export")
    wanted = format_named(form)
    if since and until and aware(since, "since") >= aware(until, "until"):
        raise Invalid("The export would end before it begins. Choose a later end.", field="until")
    _refuse_bad_place(to)
    scope = Scope(conversation or "", since, until)
    beside = to.parent / f".{to.name}.{secrets.token_hex(4)}"
    # On the disk that the export goes to, so that taking a file along is no second copy.
    try:
        with tempfile.TemporaryDirectory(prefix=f".{to.name}.", dir=to.parent) as place:
            files = _Following(scope, Taking(Path(place), most=most_bytes)) if wanted.holds_files else None
            if files:
                files.take()
            own, count, checkpoint = declare(by=by, at=at, scope=scope, form=wanted.name, name=to.name, files=files)
            held = files.taking.files() if files else Files(Path(place))
            wanted.write(_selection(scope, own, count, checkpoint, held), beside)
        _refuse_bad_place(to)
        if to.is_dir():
            to.rmdir()
        beside.rename(to)
    except OSError as fault:
        raise Refused(_cure(fault, to)) from fault
    finally:
        if beside.is_dir():
            shutil.rmtree(beside, ignore_errors=True)
        else:
            beside.unlink(missing_ok=True)
    return ExportResult(to, count, checkpoint, held)


class _Following:
    """Takes the files of a scope's records, again and again from where it stopped."""

    def __init__(self, scope: Scope, taking: Taking) -> None:
        self.taking = taking
        self._scope = scope
        self._after = -1

    def take(self) -> None:
        while True:
            rows = self._scope.records().filter(number__gt=self._after)
            chunk = list(rows.values_list("number", "payload")[:CHUNK])
            said = (json.loads(bytes(payload)) for _, payload in chunk if payload is not None)
            self.taking.take([Spoken(one["kind"], one["conversation"], one["body"]) for one in said])
            if not chunk:
                return
            self._after = chunk[-1][0]


@operation("records.export")
def declare(
    *, by: Actor, at: datetime, scope: Scope, form: str, name: str, files: _Following | None
) -> tuple[Record, int, Checkpoint]:
    """Append `records/exported`, which says exactly what is taken, and sign the ledger right after it.

    `files` is for a form that holds files. Answers the record, how many records it takes, and the checkpoint. Raises
    Refused when there is nothing to take.
    """
    digest, count, wordless = hashlib.sha256(), 0, 0
    for leaf, payload in scope.records().values_list("leaf", "payload").iterator():
        digest.update(leaf)
        count += 1
        wordless += payload is None
    if not count:
        raise Refused("There are no records to export for this choice. Choose a longer time or another conversation.")
    if files:
        files.take()
    held = files.taking.files() if files else None
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
            "files": len(held.listed) if held else 0,
            "files_lacking": len(held.lacking) if held else 0,
            "files_list": hashlib.sha256(list_of(held).encode()).hexdigest() if held else "",
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


def _selection(scope: Scope, own: Record, count: int, checkpoint: Checkpoint, files: Files) -> Selection:
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
        files=files,
    )


def _refuse_bad_place(to: Path) -> None:
    if (to.exists() or to.is_symlink()) and not _is_empty_folder(to):
        raise Refused(f"{to} is already there. Choose another name, or move it away first.")
    if not to.parent.is_dir():
        raise Refused(f"There is no folder {to.parent}. Make it first, or choose another.")


def _is_empty_folder(to: Path) -> bool:
    return to.is_dir() and not to.is_symlink() and not any(to.iterdir())


def _cure(fault: OSError, to: Path) -> str:
    if fault.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk that holds {to.parent} is full. Free some space, then export again; nothing was left behind."
    return f"The export could not be written to {to}: {fault.strerror or fault}. Choose another place and try again."
