"""A state's or county's list of candidates, as a CSV file whose columns somebody maps to what they hold.

A column with accounts makes those accounts a campaign's, one with web sites those sites. Without a mapping, columns are
taken by their own names.
Columns nobody maps, such as addresses, are not taken in.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches

from masthead.following.accounts import NETWORKS, account_of, network_of
from masthead.following.registers.campaign_site import sites_of_campaign
from masthead.following.registers.headings import usually_means
from masthead.following.registers.row import (
    LONGEST,
    Column,
    Named,
    Parsed,
    ParsedRow,
    Skipped,
    Unreadable,
    once_each,
    plain,
)
from masthead.following.registers.sources import Source, text_of
from masthead.kernel.refusals import Invalid

FIELDS = ("name", "id", "office", "state", "election_year", "fec_id", "account", "website")
"""Beside these, the name of a network ("x", "bluesky", "facebook" …) is the handle there; `account` a web address."""
_CALLED = {
    "name": "name",
    "id": "its number in this list",
    "office": "office",
    "state": "state",
    "election_year": "year of the election",
    "fec_id": "number at the FEC",
    "account": "address of an account of the campaign",
    "website": "web site of the campaign: links to it are held",
}
WIDEST = 200


def read(sources: Sequence[Source], columns: Mapping[str, str]) -> Parsed:
    """`columns` maps a column's heading to a field. Raises Invalid for a mapping or a file that cannot be used."""
    rows: list[ParsedRow] = []
    skipped: list[Skipped] = []
    columns_read: list[Column] = []
    for source in sources:
        text = text_of(source)
        lines = list(io.StringIO(text, newline=""))
        reader, began = csv.reader(lines, delimiter=_delimiter(text)), 1
        try:
            heads = next(reader, [])
            fields = _fields(heads, columns, source.name)
            columns_read += [
                Column(source.name, head.strip()[:LONGEST], field)
                for head, field in zip(heads, fields, strict=True)
                if head.strip() or field
            ]
            began = reader.line_num + 1
            for values in reader:
                if _stays_open(lines[began - 1 : reader.line_num], len(values) == len(fields)):
                    skipped.append(Skipped(source.name, began, _open_quote(began, reader.line_num)))
                elif any(values):
                    _take(
                        dict(zip(fields, values, strict=False)),
                        len(values),
                        fields,
                        source,
                        reader.line_num,
                        rows,
                        skipped,
                    )
                began = reader.line_num + 1
        except csv.Error as error:
            if reader.line_num > began:
                raise Invalid(
                    f"{source.name}, line {began}: {_open_quote(began, reader.line_num)}.", field="uploads"
                ) from error
            raise Invalid(f"{source.name} is no CSV in line {reader.line_num}: {error}.", field="uploads") from error
    if not rows:
        told = f" Line {skipped[0].line}: {skipped[0].why}." if skipped else ""
        raise Invalid(f"No line of this is a candidate.{told}", field="uploads")
    return replace(once_each(rows, skipped), columns=tuple(columns_read))


def headings(source: Source) -> list[str]:
    """The first line, for somebody who maps it."""
    text = text_of(source)
    return next(csv.reader(io.StringIO(text[:100_000], newline=""), delimiter=_delimiter(text)), [])


def called(field: str) -> str:
    """What a field holds, in words; "" for none."""
    return _CALLED.get(field) or (f"account of the campaign on {NETWORKS[field]}" if field in NETWORKS else "")


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max((",", ";", "\t"), key=first.count)


def _fields(heads: Sequence[str], columns: Mapping[str, str], name: str) -> list[str]:
    if len(heads) > WIDEST:
        raise Invalid(f"{name} has {len(heads)} columns; a list of candidates has fewer.", field="uploads")
    there = {head.strip().casefold() for head in heads}
    known = {*FIELDS, *NETWORKS}
    for column, wanted in columns.items():
        if column.strip().casefold() not in there:
            raise Invalid(
                f"{name} has no column “{column}”. Type “{_likely(heads, column)}={wanted}” if you meant that one. "
                f"It has: {', '.join(heads)[:300]}.",
                field="columns",
            )
        if network_of(wanted) not in known:
            raise Invalid(f"“{wanted}” is no field. There are: {', '.join((*FIELDS, *NETWORKS))}.", field="columns")
    mapped = {column.strip().casefold(): network_of(wanted) for column, wanted in columns.items()}
    fields = [mapped.get(head.strip().casefold(), "") for head in heads]
    # What nobody mapped is taken by its own name, then by what lists commonly call it.
    for meant in (lambda head: network_of(head) if network_of(head) in known else "", usually_means):
        for place, head in enumerate(heads):
            field = "" if fields[place] else meant(_plainly(head))
            if field and (field == "account" or field not in fields):
                fields[place] = field
    if "name" not in fields:
        raise Invalid(
            f"Say which column holds the candidate’s name: type the line “{_likely(heads)}=name” under “Columns of "
            f"a CSV file”. "
            f"{name} has: {', '.join(heads)[:300]}.",
            field="columns",
        )
    doubled = {field for field in fields if field and field != "account" and fields.count(field) > 1}
    if doubled:
        raise Invalid(f"More than one column is mapped to {', '.join(sorted(doubled))}.", field="columns")
    return fields


def _plainly(head: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", head.casefold()).strip("_")


def _likely(heads: Sequence[str], meant: str = "candidate name") -> str:
    """The heading somebody most likely means, to show the very line to type."""
    there = [head.strip() for head in heads if head.strip()]
    by_plain = {head.casefold(): head for head in there}
    close = get_close_matches(meant.casefold(), by_plain, n=1, cutoff=0.3)
    return by_plain[close[0]] if close else next(iter(there), "Name")


def _stays_open(lines: Sequence[str], whole: bool) -> bool:
    """Whether a quotation mark opened in the first of `lines` swallowed the others. `whole`: as wide as the heading."""
    return len(lines) > 1 and (not whole or "".join(lines).count('"') % 2 == 1)


def _open_quote(began: int, ended: int) -> str:
    return (
        f"a quotation mark that is opened here is not closed, so lines {began} to {ended} were read as one and none of "
        "them was taken: close it or take it out, and bring the file in again"
    )


def _take(
    given: Mapping[str, str],
    width: int,
    fields: Sequence[str],
    source: Source,
    line: int,
    rows: list[ParsedRow],
    skipped: list[Skipped],
) -> None:
    try:
        if width != len(fields):
            raise Unreadable(f"the line has {width} columns, the heading {len(fields)}")
        row = _candidate(given, source.name, line)
    except Unreadable as reason:
        skipped.append(Skipped(source.name, line, str(reason), given.get("id", "").strip()[:LONGEST]))
        return
    try:
        rows.append(replace(row, sites=sites_of_campaign(given.get("website"))))
    except Unreadable as reason:
        rows.append(row)
        skipped.append(Skipped(source.name, line, str(reason), row.key, of_row=False))


def _candidate(given: Mapping[str, str], file: str, line: int) -> ParsedRow:
    name = plain(given.get("name"), "the name", required=True)
    office, year = plain(given.get("office"), "the office"), plain(given.get("election_year"), "the election year")
    if year and not (year.isascii() and year.isdigit() and len(year) == 4):
        raise Unreadable(f"the election year is no year: {year[:20]}")
    fec = plain(given.get("fec_id"), "the FEC id")
    return ParsedRow(
        key=plain(given.get("id"), "the id") or fec or "|".join((name, office, year)).casefold(),
        role="candidate",
        name=name,
        surname=(name.partition(",")[0] if "," in name else name.split()[-1]).strip().casefold(),
        office=office,
        state=plain(given.get("state"), "the state"),
        election_year=int(year) if year else None,
        accounts=_accounts(given),
        ids=(("fec", fec),) if fec else (),
        file=file,
        line=line,
    )


def _accounts(given: Mapping[str, str]) -> tuple[Named, ...]:
    found = []
    for field, value in given.items():
        said = plain(value, f"the column {field}") if field in NETWORKS or field == "account" else ""
        if not said:
            continue
        try:
            account = account_of("" if field == "account" else field, said)
        except Invalid as refused:
            raise Unreadable(f"{said[:60]}: {refused.sentence.rstrip('.')}") from refused
        if not account.network:
            raise Unreadable(f"{said[:60]} is no web address of an account")
        found.append(Named(account.network, account.handle, "campaign"))
    return tuple(dict.fromkeys(found))
