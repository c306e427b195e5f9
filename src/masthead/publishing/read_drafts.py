"""A table of drafts (CSV), as a spreadsheet saves it: read whole or refused, and the line named. Pure and bounded."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from masthead.kernel.refusals import Invalid
from masthead.kernel.text import clean, shorten

LARGEST = 2 * 1024 * 1024
"""Bytes."""
MOST = 100
"""Drafts in one table: what is brought in is checked at once, and read by somebody."""
COLUMNS = {
    "title": ("title", "name"),
    "text": ("text", "post", "message"),
    "audience": ("audience",),
    "commitment": ("commitment", "program", "goal", "serves"),
    "presences": ("presences", "presence", "publish on", "accounts"),
}
LONGEST = {"title": 160, "audience": 200, "text": 100_000}
"""Characters that a draft takes."""
WITHOUT_TITLE = 60
"""Letters of the text that stand for a title where there is none."""


@dataclass(frozen=True, slots=True)
class Row:
    """One draft of the table. `line` is where it stands in the file, the head being 1; `presences` are names."""

    line: int
    title: str
    text: str
    audience: str
    commitment: str
    presences: tuple[str, ...]


def read_drafts(raw: bytes) -> tuple[Row, ...]:
    """The drafts of a table, in order. Raises Invalid, in a sentence that names the cure, for anything else."""
    if len(raw) > LARGEST:
        raise Invalid(f"The file is larger than {LARGEST // 1024 // 1024} MB. Bring it in in parts.", field="file")
    try:
        text = raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    if "\x00" in text or raw[:2] == b"PK":
        raise Invalid("This is no table of text. In the spreadsheet, save it as CSV, and choose that.", field="file")
    try:
        found = tuple(_rows(text))
    except csv.Error as error:
        raise Invalid(f"The table cannot be read: {error}. Save it again as CSV.", field="file") from error
    if not found:
        raise Invalid("No draft was found in it: below the first line, nothing is written.", field="file")
    if len(found) > MOST:
        raise Invalid(f"There are {len(found)} drafts in it. Bring in at most {MOST} at a time.", field="file")
    return found


def _rows(text: str) -> Iterator[Row]:
    first = text.lstrip().partition("\n")[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True)
    heads = [" ".join(head.casefold().split()) for head in next(rows, [])]
    place = {
        what: next((heads.index(name) for name in names if name in heads), None) for what, names in COLUMNS.items()
    }
    if place["text"] is None:
        raise Invalid(
            "The first line of the table names its columns: it needs one called Text. Others may be called Title,"
            " Audience, Commitment and Presences.",
            field="file",
        )
    unknown = [head for head in heads if head and all(head not in names for names in COLUMNS.values())]
    if unknown:
        known = "Text, Title, Audience, Commitment and Presences"
        raise Invalid(
            f"The table has a column “{shorten(unknown[0], 40)}”, which says nothing of a draft. Take it out; the"
            f" columns that are read are {known}.",
            field="file",
        )
    for row in rows:
        if any(cell.strip() for cell in row[len(heads) :]):
            raise Invalid(
                f"Line {rows.line_num} has more cells than the first line has names. A text with a comma in it stands"
                ' in quotation marks ("…"), as spreadsheets write it.',
                field="file",
            )
        cell = {what: clean(row[at]).strip() if at is not None and at < len(row) else "" for what, at in place.items()}
        if not any(cell.values()):
            continue
        if not cell["text"]:
            raise Invalid(f"Line {rows.line_num}: the text is missing. Write it, or take the line out.", field="file")
        for what, most in LONGEST.items():
            if len(cell[what]) > most:
                raise Invalid(
                    f"Line {rows.line_num}: the {what} is longer than {most:,} characters. Shorten it.", field="file"
                )
        named = tuple(name for part in cell["presences"].split(";") if (name := part.strip()))
        title = cell["title"] or " ".join(cell["text"].split())[:WITHOUT_TITLE]
        yield Row(rows.line_num, title, cell["text"], cell["audience"], cell["commitment"], named)
