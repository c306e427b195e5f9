"""A list of malware or phishing sites as its publisher gives it out: read row by row, bounded before it is read.

Read are: URLhaus' text and CSV, hosts files, and plain hosts or web addresses, one a line. A row that names no site is
told with its line and skipped. A file that is too large, packed, or no UTF-8 text is refused whole.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from masthead.kernel.refusals import Invalid
from masthead.links.sites import entry_of, is_address

LARGEST = 32 * 1024 * 1024
MOST_ROWS, TOLD, LONGEST_LINE = 500_000, 200, 10_000
"""Lines of a file, and sites it names; skipped rows kept with line and reason, of the rest the number; letters."""
_PACKED = (b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"\x28\xb5\x2f\xfd")
_THIS_MACHINE = frozenset(
    {"localhost", "localhost.localdomain", "local", "broadcasthost", "ip6-localhost", "ip6-loopback", "0.0.0.0"}  # noqa: S104
)
_NAMES_A_SITE = ("url", "domain", "host", "hostname")
_COLUMNS = frozenset(
    {"id", "dateadded", "url_status", "last_online", "threat", "tags", "urlhaus_link", "reporter", *_NAMES_A_SITE}
)
"""Those of URLhaus, which writes its headings as a remark (urlhaus.abuse.ch/api, CSV dump), and of sites alone."""


@dataclass(frozen=True, slots=True)
class Row:
    """A site of the list: `entry` as links/sites.py spells it, the line it stands on, and what the list says of it."""

    entry: str
    line: int
    threat: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    line: int
    why: str


@dataclass(frozen=True, slots=True)
class ListFile:
    """What a file says. Of a site that stands in it twice the first row is kept; of what was skipped the first TOLD
    rows, and the number of all."""

    name: str
    sha256: str
    rows: tuple[Row, ...]
    skipped: tuple[Skipped, ...]
    skipped_count: int


def from_path(path: Path) -> ListFile:
    """Read a file. Raises Invalid for what is not there, and for what `read` refuses."""
    if not path.is_file():
        raise Invalid(f"There is no file {path}.", field="upload")
    refuse_too_large(path.name, path.stat().st_size)
    return read(path.name, path.read_bytes())


def refuse_too_large(name: str, size: int) -> None:
    """Raises Invalid, before anything is read."""
    if size > LARGEST:
        raise Invalid(
            f"{name} is larger than {LARGEST // 1024 // 1024} MB. Give the publisher's shorter list, such as what is "
            "online now.",
            field="upload",
        )


def read(name: str, content: bytes) -> ListFile:
    """Raises Invalid for a file that cannot be used, or names no site: a list is never emptied by a wrong file."""
    refuse_too_large(name, len(content))
    if content.startswith(_PACKED):
        raise Invalid(f"{name} is packed. Unpack it, and give the text or CSV file in it.", field="upload")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\x00"
    if "\x00" in text:
        raise Invalid(f"{name} is no text in UTF-8. Save it as UTF-8, one site a line.", field="upload")
    rows, skipped, skipped_count = _rows(name, text)
    if not rows:
        raise Invalid(f"No row of {name} names a site, so nothing was changed.", field="upload")
    sha256 = hashlib.sha256(content).hexdigest()
    return ListFile(name[-200:], sha256, tuple(rows.values()), tuple(skipped), skipped_count)


def _rows(name: str, text: str) -> tuple[dict[str, Row], list[Skipped], int]:
    """(rows by site, the first that were skipped, how many were). Raises Invalid as soon as there are too many."""
    rows: dict[str, Row] = {}
    skipped: list[Skipped] = []
    skipped_count = named = 0
    _refuse_too_many(name, text.count("\n") + (not text.endswith("\n")), "lines")
    for line, said in _said(text):
        named += len(said)
        _refuse_too_many(name, named, "sites")
        for written, threat in said:
            try:
                entry = entry_of(written)
            except ValueError as reason:
                skipped_count += 1
                if len(skipped) < TOLD:
                    skipped.append(Skipped(line, f"{reason} It says “{written[:80]}”."))
            else:
                rows.setdefault(entry, Row(entry, line, threat[:100]))
    return rows, skipped, skipped_count


def _refuse_too_many(name: str, many: int, what: str) -> None:
    if many > MOST_ROWS:
        raise Invalid(f"{name} has more than {MOST_ROWS:,} {what}. Give a shorter list.", field="upload")


def _lines(text: str) -> Iterator[str]:
    """One after the other: all at once take more memory than the file."""
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield text[start:end]
        start = end + 1


def _said(text: str) -> Iterator[tuple[int, list[tuple[str, str]]]]:
    """(line, what it names as (site, threat)) of every line that is no remark."""
    columns: list[str] = []
    for line, raw in enumerate(_lines(text), start=1):
        whole = raw.strip()
        if not whole or whole.startswith(("#", "!", "//")):
            columns = columns or _columns(whole.lstrip("#").strip(), only=_COLUMNS)
        elif len(whole) > LONGEST_LINE:
            yield line, [(whole[:LONGEST_LINE], "")]  # no site is as long: it is told and skipped
        elif not columns and (heading := _columns(whole)):
            columns = heading
        elif columns:
            yield line, [_of_csv(whole, columns)]
        else:
            yield line, [(written, "") for written in _of_hosts_file(whole)]


def _columns(whole: str, *, only: frozenset[str] | None = None) -> list[str]:
    """The headings of a CSV file, where `whole` is them: a plain line names no column, and a remark may be a sentence
    that speaks of some, so there each has to be one of `only`.
    """
    if "," not in whole:
        return []
    names = [name.strip().strip('"').lower() for name in whole.split(",")]
    if only is not None and not only.issuperset(names):
        return []
    return names if any(name in names for name in _NAMES_A_SITE) else []


def _of_csv(whole: str, columns: list[str]) -> tuple[str, str]:
    # Each line by itself: a quotation mark that is never closed costs its own row, not all that follow.
    try:
        values = next(csv.reader([whole], strict=True, skipinitialspace=True))
    except csv.Error:
        return whole, ""
    row = dict(zip(columns, values, strict=False))
    return next((row[name] for name in _NAMES_A_SITE if row.get(name)), whole), row.get("threat", "")


def _of_hosts_file(whole: str) -> list[str]:
    """The hosts of `0.0.0.0 evil.example bad.example # why`; else the line itself, without its remark."""
    words = whole.split(" #")[0].split("\t#")[0].split()
    if len(words) > 1 and is_address(words[0]):
        return [word for word in words[1:] if word.lower() not in _THIS_MACHINE and not is_address(word)]
    return [" ".join(words)] if words else []
