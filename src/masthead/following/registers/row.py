"""One row of a register as it was read: who, what for, and which accounts the register itself names."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date

LONGEST = 300
"""Characters of one value. A name or office longer than this is no name or office."""


@dataclass(frozen=True, slots=True)
class Named:
    """An account a row names. `kind`: office, public_body or campaign; native_id: the network's own id, if told."""

    network: str
    handle: str
    kind: str
    native_id: str = ""


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """`key` is the register's own id of the row; `role`: official, public_body or candidate; `ids`: (scheme, value).

    `sites`: the candidate's own web sites, as links/sites.py spells them.
    """

    key: str
    role: str
    name: str
    office: str = ""
    state: str = ""
    surname: str = ""
    starts: date | None = None
    ends: date | None = None
    election_year: int | None = None
    status: str = ""
    accounts: tuple[Named, ...] = ()
    ids: tuple[tuple[str, str], ...] = ()
    file: str = ""
    line: int = 0
    sites: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Of what the row says, wherever it stands: a row that only moved down the file has not changed."""
        accounts = tuple((one.network, one.handle, one.kind, one.native_id) for one in self.accounts)
        said = (self.key, self.role, self.name, self.office, self.state, self.surname, str(self.starts), str(self.ends))
        # Rows without a site keep the fingerprint they had before sites were read: they have not changed.
        whole = repr((*said, self.election_year, self.status, accounts, self.ids, *self.sites))
        return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:32]

    def as_json(self) -> dict[str, object]:
        return {name: value for name, value in json.loads(json.dumps(asdict(self), default=str)).items() if value}

    @classmethod
    def from_json(cls, stored: dict[str, object]) -> ParsedRow:
        given = dict(stored)
        given["accounts"] = tuple(Named(**one) for one in given.get("accounts", ()))  # type: ignore[attr-defined]
        given["ids"] = tuple((str(scheme), str(value)) for scheme, value in given.get("ids", ()))  # type: ignore[attr-defined]
        given["sites"] = tuple(map(str, given.get("sites", ())))  # type: ignore[call-overload]
        for day in ("starts", "ends"):
            given[day] = date.fromisoformat(str(given[day])) if given.get(day) else None
        return cls(**given)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that could not be read. With its key known, what an earlier version said of it stays as it was.

    of_row: False where only the candidate's site could not be read, and the row was taken without it.
    """

    file: str
    line: int
    why: str
    key: str = ""
    of_row: bool = True


@dataclass(frozen=True, slots=True)
class Column:
    """How one column of a file with headings was read; `field` is empty where it was not kept."""

    file: str
    heading: str
    field: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """`columns` are told where a file's headings say what its columns hold."""

    rows: tuple[ParsedRow, ...]
    skipped: tuple[Skipped, ...] = field(default=())
    columns: tuple[Column, ...] = field(default=())


class Unreadable(ValueError):
    """One row cannot be read; the message says why."""


def once_each(rows: Sequence[ParsedRow], skipped: Sequence[Skipped]) -> Parsed:
    """Every key once: of rows that claim the same key the first stays, the others are told."""
    kept: dict[str, ParsedRow] = {}
    told = list(skipped)
    for row in rows:
        if (first := kept.setdefault(row.key, row)) is not row:
            why = f"a row for {row.key} stands in line {first.line} already"
            told.append(Skipped(row.file, row.line, why, row.key))
    return Parsed(tuple(kept.values()), tuple(sorted(told, key=lambda one: (one.file, one.line))))


def plain(value: object, what: str, *, required: bool = False) -> str:
    """A text of one line and a bearable length. Raises Unreadable for anything else."""
    if value is None:
        value = ""
    if not isinstance(value, str):
        raise Unreadable(f"{what} is no text")
    said = " ".join(value.split())
    if required and not said:
        raise Unreadable(f"{what} is missing")
    if len(said) > LONGEST:
        raise Unreadable(f"{what} is longer than {LONGEST} characters")
    if any(sign < " " or "\ud800" <= sign <= "\udfff" or sign == "\x7f" for sign in said):
        raise Unreadable(f"{what} holds signs that are no text")
    return said


def day(value: object, what: str) -> date | None:
    said = plain(value, what)
    if not said or said in ("null", "~"):
        return None
    try:
        # Some publishers know no more than the year or the month.
        return date.fromisoformat({4: f"{said}-01-01", 7: f"{said}-01"}.get(len(said), said[:10]))
    except ValueError:
        raise Unreadable(f"{what} is no date: {said[:20]}") from None
