"""Records as a table for a spreadsheet: one row a record. A convenience made from the records, and no proof itself."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import rfc8785

from masthead.exporters.port import Entry, Format, Selection
from masthead.records.schemas import title

HEADINGS = ["number", "at", "what", "kind", "by", "name", "subject", "conversation", "clauses", "policy", "body"]
# What a spreadsheet would take for a formula. Comments are written by anyone, and officers open this by double-click.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write(selection: Selection, to: Path) -> None:
    """UTF-8 with a byte order mark, without which spreadsheets garble names."""
    with to.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file, lineterminator="\r\n")
        table.writerow(HEADINGS)
        for entry in selection.entries:
            table.writerow([harmless(cell) for cell in _cells(entry, selection)])


def harmless(cell: str) -> str:
    """`cell`, marked as text where a spreadsheet would run it."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _cells(entry: Entry, selection: Selection) -> list[str]:
    if entry.payload is None:
        return [str(entry.number), "", "Disposed of under a retention schedule", *[""] * (len(HEADINGS) - 3)]
    said = json.loads(entry.payload)
    return [
        str(entry.number),
        said["at"],
        title(said["kind"]),
        said["kind"],
        said["by"],
        selection.names.get(said["by"], ""),
        said["subject"],
        said["conversation"],
        " ".join(said["clauses"]),
        said["policy"],
        rfc8785.dumps(said["body"]).decode(),
    ]


FORMAT = Format(name="csv", label="Table for a spreadsheet (CSV)", write=write)
