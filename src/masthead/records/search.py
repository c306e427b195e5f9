"""Find records: by kind, subject, who, when, conversation and words; newest first, a page at a time.

A page is asked for by the number of the record it follows, never by an offset: the hundredth page costs what the first
does, and a record appended meanwhile moves nothing.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import F, Func, QuerySet, TextField

from masthead.records.models import Record

PAGE = 50


@dataclass(frozen=True)
class Wanted:
    """What is looked for; whatever is left empty does not narrow. `kind` may name a family: `draft/`. `subject` may
    too: `draft:`. `by` names one actor or several. From `since` up to but not at `until`. `text` is found anywhere in
    the record's words, in capitals or not (on SQLite, letters beyond ASCII are found as they are typed)."""

    kind: str = ""
    subject: str = ""
    by: tuple[str, ...] = ()
    conversation: str = ""
    since: datetime | None = None
    until: datetime | None = None
    text: str = ""


@dataclass(frozen=True)
class Page:
    """Records newest first. `newer` and `older` are the cursors of the pages beside this one, None at the ends."""

    records: tuple[Record, ...]
    newer: int | None
    older: int | None


def search(
    wanted: Wanted,
    *,
    older_than: int | None = None,
    newer_than: int | None = None,
    size: int = PAGE,
    withheld: Collection[str] = (),
) -> Page:
    """The newest page; with `older_than=page.older` the page below; with `newer_than=page.newer` the page above.

    withheld: conversations, by id, of which nothing is found. Raises ValueError when both cursors are given.
    """
    if older_than is not None and newer_than is not None:
        raise ValueError("Give one cursor: a page lies above a record or below it.")
    found = _matching(wanted)
    if withheld:
        found = found.exclude(conversation__in=withheld)
    if newer_than is not None:
        run = list(found.filter(number__gt=newer_than).order_by("number")[: size + 1])
        more_newer, more_older = len(run) > size, True
        records = tuple(reversed(run[:size]))
    else:
        below = found if older_than is None else found.filter(number__lt=older_than)
        run = list(below.order_by("-number")[: size + 1])
        more_newer, more_older = older_than is not None, len(run) > size
        records = tuple(run[:size])
    if not records:
        return Page((), None, None)
    return Page(
        records, newer=records[0].number if more_newer else None, older=records[-1].number if more_older else None
    )


def _matching(wanted: Wanted) -> QuerySet[Record]:
    found = Record.objects.all()
    for column, value, family in (("kind", wanted.kind, "/"), ("subject", wanted.subject, ":")):
        if value:
            found = found.filter(**{f"{column}__startswith" if value.endswith(family) else column: value})
    if wanted.by:
        found = found.filter(by__in=wanted.by)
    if wanted.conversation:
        found = found.filter(conversation=wanted.conversation)
    if wanted.since:
        found = found.filter(at__gte=wanted.since)
    if wanted.until:
        found = found.filter(at__lt=wanted.until)
    if wanted.text:
        # Words stand in the payload as JSON spells them: a quotation mark or a line break in the question does too.
        spelled = json.dumps(wanted.text, ensure_ascii=False)[1:-1]
        found = found.annotate(words=_words()).filter(words__icontains=spelled)
    return found


def _words() -> Func:
    """The payload, kept as bytes, as text the database can search."""
    if connection.vendor == "postgresql":
        # Text made from bytes has no language: without the database's own, only letters of ASCII would fold.
        template = "(convert_from(%(expressions)s, 'UTF8') COLLATE \"default\")"
        return Func(F("payload"), template=template, output_field=TextField())
    return Func(F("payload"), template="CAST(%(expressions)s AS TEXT)", output_field=TextField())
