"""From files somebody uploads to a register: stored at once, read by a job, looked at, asked for, imported by a job.

No page waits on a file. Whoever uploaded it sees how far it is, looks at what would change, and asks for the import.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime

from masthead.agencies.actors import Actor
from masthead.agencies.models import Person
from masthead.following.imports import TOLD, import_register, told_of
from masthead.following.models import Preview, RegisterVersion, Uploaded
from masthead.following.registers.forms import name_of, read
from masthead.following.registers.row import Column, Parsed, ParsedRow, Skipped
from masthead.following.registers.sources import Source, refuse_too_much, unpacked_sources
from masthead.following.states import PREVIEW
from masthead.kernel.refusals import Invalid, Refused
from masthead.records.append import append
from masthead.records.operation import operation

MOST_TRIES = 3
"""A worker that dies over the same files so often will die over them again."""


@operation("registers.import")
def upload(
    *, by: Person, at: datetime, form: str, name: str, as_of: date, columns: Mapping[str, str], files: Sequence[Source]
) -> Preview:
    """Store files to be read by the next worker. Raises Invalid, storing nothing, for what is too large."""
    named = name_of(form, name)
    if columns and form != "csv":
        raise Invalid("Only a CSV file has columns to map.", field="columns")
    refuse_too_much(files)
    Preview.objects.filter(made_by=by).exclude(state="asked").delete()  # one at a time: an older one is forgotten
    if Preview.objects.filter(made_by=by).exists():
        raise Refused("Your last import is still under way. Look at it, then bring in the next.")
    made = Preview.objects.create(
        form=form, name=named, as_of=as_of, columns=dict(columns), made_by=by, made_at=at, state=PREVIEW.initial
    )
    Uploaded.objects.bulk_create(
        Uploaded(preview=made, place=place, name=one.name[:300], content=zlib.compress(one.content, 1))
        for place, one in enumerate(files)
    )
    body = {
        "form": form,
        "name": named,
        "files": [{"name": one.name, "sha256": hashlib.sha256(one.content).hexdigest()} for one in files[:TOLD]],
    }
    append("register/uploaded", by=by, at=at, subject=made.subject, body=body)
    return made


def to_work_on() -> Sequence[Preview]:
    """What a worker has to do: files to read, imports that were asked for. The oldest first."""
    return list(Preview.objects.filter(state__in=["waiting", "asked"]).defer("parsed").order_by("made_at")[:10])


def work_on(kept: Preview, *, by: Actor, at: datetime) -> None:
    """Read it, or import it. What stands in the way is told to whoever uploaded it, in one line."""
    # Counted before the work, so that a worker that dies over it is counted too.
    tries = kept.tries + 1
    Preview.objects.filter(pk=kept.pk).update(tries=tries, begun_at=at)
    try:
        if tries > MOST_TRIES:
            raise Invalid("The worker stopped over these files each time. Give fewer rows at once.")
        if kept.state == "asked":
            _import(kept, at)
        else:
            sources = unpacked_sources(_stored(kept))
            note_read(by=by, at=at, kept=kept, parsed=read(kept.form, sources, kept.columns), files=told_of(sources))
    except Refused as trouble:
        note_failed(by=by, at=at, kept=kept, why=trouble.sentence)


def _stored(kept: Preview) -> list[Source]:
    return [Source(one.name, zlib.decompress(bytes(one.content))) for one in kept.uploads.all()]


@operation("registers.import")
def note_read(*, by: Actor, at: datetime, kept: Preview, parsed: Parsed, files: list[dict[str, object]]) -> None:
    """Keep the rows that were read, and the files no longer. Nothing of the register changes."""
    row = Preview.objects.select_for_update().get(pk=kept.pk)
    row.state, row.files, row.tries = PREVIEW.to(row.state, "read"), files, 0
    said = {"rows": [one.as_json() for one in parsed.rows], "skipped": [asdict(one) for one in parsed.skipped]}
    said["columns"] = [asdict(one) for one in parsed.columns]
    row.parsed = zlib.compress(json.dumps(said, ensure_ascii=False).encode())
    row.save()
    row.uploads.all().delete()
    body = {"form": row.form, "name": row.name, "rows": len(parsed.rows), "skipped": len(parsed.skipped)}
    append("register/previewed", by=by, at=at, subject=row.subject, body=body)


@operation("registers.import")
def note_failed(*, by: Actor, at: datetime, kept: Preview, why: str) -> None:
    """It cannot be read or imported: whoever uploaded it is told why. The files are forgotten."""
    row = Preview.objects.select_for_update().get(pk=kept.pk)
    row.state, row.trouble = PREVIEW.to(row.state, "fail"), why
    row.save(update_fields=["state", "trouble"])
    row.uploads.all().delete()
    append("register/failed", by=by, at=at, subject=row.subject, body={"form": row.form, "name": row.name, "why": why})


def unpacked(kept: Preview) -> Parsed:
    said = json.loads(zlib.decompress(bytes(kept.parsed)))
    return Parsed(
        tuple(map(ParsedRow.from_json, said["rows"])),
        tuple(Skipped(**one) for one in said["skipped"]),
        tuple(Column(**one) for one in said.get("columns", ())),
    )


@operation("registers.import")
def ask_to_import(*, by: Person, at: datetime, kept: Preview) -> Preview:
    """Whoever looked at it wants it imported: the next worker does, in their name."""
    row = Preview.objects.select_for_update().get(pk=kept.pk)
    row.state = PREVIEW.to(row.state, "ask")
    row.save(update_fields=["state"])
    append("register/import_asked", by=by, at=at, subject=row.subject, body={"form": row.form, "name": row.name})
    return row


def _import(kept: Preview, at: datetime) -> RegisterVersion:
    return import_register(
        by=kept.made_by,
        at=at,
        form=kept.form,
        name=kept.name,
        as_of=kept.as_of,
        parsed=unpacked(kept),
        files=kept.files,
    )


@operation("registers.import")
def put_aside(*, by: Person, at: datetime, kept: Preview) -> None:
    """Forget a preview: nothing of it was imported. Raises Refused once its import was asked for."""
    row = Preview.objects.select_for_update().get(pk=kept.pk)
    if row.state == "asked":
        raise Refused("Its import was asked for already. Wait for it; another import mends what it did.")
    append("register/put_aside", by=by, at=at, subject=row.subject, body={"form": row.form, "name": row.name})
    row.delete()
