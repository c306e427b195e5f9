"""A table or a saved page with comments, read: who said what, when and where, as far as it tells. Pure and bounded.

Nothing of a file is kept; what comes in is what a person leaves in the preview.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from masthead.kernel.markup import Markup
from masthead.kernel.refusals import Invalid
from masthead.kernel.text import clean

LARGEST = 2 * 1024 * 1024
"""Bytes. Hundreds of comments take a tenth of it, and a saved page without its pictures seldom more."""

_COLUMNS = {
    "name": ("name", "author", "who", "from", "user", "username", "commenter", "profile"),
    "text": ("comment", "text", "message", "words", "body", "content"),
    "when": ("when", "time", "date", "posted", "created", "timestamp"),
    "url": ("url", "link", "address", "permalink"),
}
_TIMES = ("%m/%d/%Y %I:%M %p", "%m/%d/%Y %H:%M", "%m/%d/%Y", "%B %d, %Y", "%B %d, %Y at %I:%M %p", "%b %d, %Y")
_ONE = frozenset({"article", "li", "tr", "blockquote"})
_DEEPEST = 50
"""A page that opens a hundred thousand menus and closes none is to cost no more than another."""
_SILENT = frozenset({"script", "style", "noscript", "template", "svg", "head", "button", "nav", "form"})
_BREAKS = frozenset({"p", "div", "br", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "header", "footer", "dd", "dt"})


@dataclass(frozen=True, slots=True)
class Brought:
    """One comment. when: a moment, without a zone where the file names none; unread: a time not understood."""

    name: str
    text: str
    when: datetime | None = None
    url: str = ""
    unread: str = ""


def read_comments(raw: bytes) -> tuple[Brought, ...]:
    """The comments of a table (CSV) or a page (HTML), in order. Raises Invalid, in a sentence, for anything else."""
    if len(raw) > LARGEST:
        raise Invalid(
            f"The file is larger than {LARGEST // 1024 // 1024} MB. Choose one without pictures.", field="file"
        )
    if not raw.strip():
        raise Invalid("The file is empty.", field="file")
    try:
        text = raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    if "\x00" in text:
        raise Invalid("This is no text. Save the comments as CSV or HTML, or paste them.", field="file")
    found = tuple(_from_page(text) if is_html(text) else _from_table(text))
    if not found:
        raise Invalid("No comment was found in it. Paste the comments instead.", field="file")
    return found


def is_html(text: str) -> bool:
    return (
        re.search(r"<(!doctype html|html|body|article|div|li|ul|ol|table|p)\b", text[:4096], re.IGNORECASE) is not None
    )


def _from_table(text: str) -> Iterator[Brought]:
    try:
        dialect: type[csv.Dialect] | csv.Dialect = csv.Sniffer().sniff(text[:8192], delimiters=",;\t")
    except csv.Error:
        dialect = csv.excel
    rows = csv.reader(io.StringIO(text, newline=""), dialect)
    try:
        heads = [re.sub(r"[^a-z]+", " ", head.casefold()).split() for head in next(rows)]
        place = {what: _column(heads, names) for what, names in _COLUMNS.items()}
        if place["name"] is None or place["text"] is None:
            raise Invalid(
                "The first line of a table names its columns: it needs one called Name and one called Comment. Others"
                " may be called When and Address.",
                field="file",
            )
        for row in rows:
            cell = {what: row[at].strip() if at is not None and at < len(row) else "" for what, at in place.items()}
            if cell["text"]:
                when = moment(cell["when"])
                yield Brought(cell["name"], cell["text"], when, cell["url"], "" if when else cell["when"])
    except csv.Error as error:
        raise Invalid(f"The table cannot be read: {error}. Save it again as CSV.", field="file") from error


def _column(heads: list[list[str]], names: tuple[str, ...]) -> int | None:
    """The column that is called so, the first of the names before the others."""
    for name in names:
        for at, words in enumerate(heads):
            if words == [name]:
                return at
    return next((at for at, words in enumerate(heads) if set(words) & set(names)), None)


def moment(given: str) -> datetime | None:
    """A time as platforms and spreadsheets write it in the United States, or None."""
    said = " ".join(given.replace("\u202f", " ").split())
    if not said or len(said) > 40:
        return None
    try:
        return datetime.fromisoformat(said)
    except ValueError:
        pass
    for spelled in _TIMES:
        try:
            return datetime.strptime(said, spelled)  # noqa: DTZ007 - its zone is the agency's, where it is taken in
        except ValueError:
            continue
    return None


def _from_page(text: str) -> Iterator[Brought]:
    """Each article, list item or row of the page is one comment; its first line is the name beside it."""
    page = _Page()
    page.feed(text)
    page.close()
    for block in page.blocks:
        lines = [line for line in (" ".join(clean(line).split()) for line in "".join(block.parts).split("\n")) if line]
        if len(lines) > 1 and len(lines[0]) <= 120:
            when = moment(block.time)
            yield Brought(lines[0], "\n".join(lines[1:]), when, unread="" if when else block.time)
        elif lines:
            yield Brought("", "\n".join(lines), moment(block.time))


@dataclass(slots=True)
class _Block:
    parts: list[str] = field(default_factory=list)
    time: str = ""


class _Page(Markup):
    """Blocks in the order they begin. What stands in an inner block is the inner one's alone."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[_Block] = []
        self._open: list[tuple[str, _Block]] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if (tag in _SILENT or tag == "time") and len(self._silent) < _DEEPEST:
            self._silent.append(tag)
        if tag == "time" and self._open:
            self._open[-1][1].time = self._open[-1][1].time or (dict(attrs).get("datetime") or "")
        if tag in _ONE and len(self._open) < _DEEPEST:
            block = _Block()
            self.blocks.append(block)
            self._open.append((tag, block))
        elif tag in _BREAKS and self._open:
            self._open[-1][1].parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:
            while self._silent and self._silent.pop() != tag:
                pass
        elif tag in _BREAKS and self._open:
            self._open[-1][1].parts.append("\n")
        elif any(tag == name for name, _ in self._open):
            while self._open and self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self._open and not self._silent:
            self._open[-1][1].parts.append(data)
