"""Candidates for federal office, from the candidate master of the Federal Election Commission (`cn.txt`).

Ten columns, or fifteen with addresses, some of them homes: the last five are dropped here and kept nowhere. Quotation
marks are part of names. The file is in the public domain. It names no accounts: it tells that a person runs, never
which account is whose.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from masthead.following.registers.row import Parsed, ParsedRow, Skipped, Unreadable, once_each, plain
from masthead.following.registers.sources import Source, text_of
from masthead.kernel.refusals import Invalid

COLUMNS, WITH_ADDRESSES = 10, 15
_ID = re.compile(r"[HSP][0-9A-Z]{8}")
_OFFICES = {"H": "U.S. House", "S": "U.S. Senate", "P": "President"}


def read(sources: Sequence[Source]) -> Parsed:
    """Raises Invalid when no line is a candidate."""
    rows: list[ParsedRow] = []
    skipped: list[Skipped] = []
    for source in sources:
        # Not splitlines(): a name may hold signs that it takes for the end of a line.
        for number, line in enumerate(text_of(source).replace("\r\n", "\n").split("\n"), start=1):
            if not line.strip():
                continue
            key = ""
            try:
                values = line.split("|", WITH_ADDRESSES)
                if len(values) not in (COLUMNS, WITH_ADDRESSES):
                    raise Unreadable(f"the line has {line.count('|') + 1} columns and not 10 or 15")
                key = values[0].strip() if _ID.fullmatch(values[0].strip()) else ""
                rows.append(_candidate(values[:COLUMNS], source.name, number))
            except Unreadable as reason:
                skipped.append(Skipped(source.name, number, str(reason), key))
    if not rows:
        told = f" Line {skipped[0].line}: {skipped[0].why}." if skipped else ""
        raise Invalid(f"No line of this is a candidate of the FEC’s candidate master.{told}", field="uploads")
    return once_each(rows, skipped)


def _candidate(values: Sequence[str], file: str, line: int) -> ParsedRow:
    key, name, _party, year, state, office, district, _incumbent, status, _committee = values
    if not _ID.fullmatch(key.strip()):
        raise Unreadable("the candidate id is none of the FEC’s")
    if not (year.strip().isascii() and year.strip().isdigit() and 1900 < int(year.strip()[:5]) < 2200):
        raise Unreadable("the election year is no year")
    if office.strip() not in _OFFICES:
        raise Unreadable("the office is none of H, S and P")
    named = plain(name, "the name", required=True)
    place = plain(state, "the state")
    seat = f" ({place}{f'-{district.strip()}' if office.strip() == 'H' and district.strip() else ''})" if place else ""
    return ParsedRow(
        key=key.strip(),
        role="candidate",
        name=named,
        surname=named.partition(",")[0].strip().casefold(),
        office=f"{_OFFICES[office.strip()]}{seat}",
        state=place,
        election_year=int(year.strip()),
        status=plain(status, "the status"),
        ids=(("fec", key.strip()),),
        file=file,
        line=line,
    )
