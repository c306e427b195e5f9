"""Reading a web page for its title, its language, its words and where it moves on to. Nothing on it is run."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from masthead.kernel.markup import Markup
from masthead.kernel.text import clean
from masthead.links.moves import Refresh, refresh, scripted

_SILENT = frozenset({"script", "style", "noscript", "template", "svg", "head"})
_UNSEEN = frozenset({"noscript", "template", "svg"})
"""What stands in one of these is nothing to a browser that runs scripts."""
_AROUND = frozenset({"nav", "header", "footer", "aside", "button", "select", "dialog"})
"""Around what a reader came for: the same on every page of a site, or changed every hour."""
_WITHIN = frozenset({"main", "article"})
"""A header in one of these is its heading."""
_FOR_NAMES = frozenset({"idna", "punycode"})
"""Python's codecs for names of hosts: on a whole page the one fails and the other takes hours."""
_ENOUGH = 20
"""Words. A part with fewer is no page's text: its maker meant something else by the mark."""
_PARTS = 100
"""Style sheets and pictures that are noted: more than are fetched, since some are of other sites."""
_DEEPEST = 200
"""A page that opens a hundred thousand menus and closes none is to cost no more than another."""


@dataclass(frozen=True, slots=True)
class PageText:
    title: str = ""
    language: str = ""
    text: str = ""
    main: str = ""
    """The words a reader came for; all of them where the page does not tell them apart."""
    refresh: Refresh | None = None
    script: str = ""
    """Where it moves on to by a script that does nothing else, as written."""
    base: str = ""
    parts: tuple[str, ...] = ()
    """Its style sheets and pictures, these after those, as it names them."""
    read: bool = False
    """Whether it is of a kind whose words can be read here."""


class _Reader(Markup):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title: list[str] = []
        self.language = ""
        self.words: list[str] = []
        self.inner: list[str] = []
        self.main: list[str] = []
        self._open: list[str] = []
        self._parts: list[str] = []
        self.script: list[str] = []
        self.refresh: Refresh | None = None
        self.base = ""
        self.sheets: list[str] = []
        self.pictures: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "html":
            self.language = (dict(attrs).get("lang") or "")[:12]
        if tag == "meta" and self.refresh is None and not _UNSEEN.intersection(self._open):
            given = dict(attrs)
            if (given.get("http-equiv") or "").strip().lower() == "refresh":
                self.refresh = refresh(given.get("content") or "")
        if tag in ("link", "img", "base"):
            self._take_part(tag, dict(attrs))
        if tag == "body":
            self.script.append(dict(attrs).get("onload") or "")
        if (tag in _SILENT or tag == "title") and len(self._open) < _DEEPEST:
            self._open.append(tag)
        if tag in _AROUND | _WITHIN and len(self._parts) < _DEEPEST:
            self._parts.append(tag)

    def _take_part(self, tag: str, given: dict[str, str | None]) -> None:
        address = given.get("src" if tag == "img" else "href") or ""
        if tag == "base":
            self.base = self.base or address
        elif address and len(self.sheets) + len(self.pictures) < _PARTS:
            if tag == "img":
                self.pictures.append(address)
            elif "stylesheet" in (given.get("rel") or "").lower().split():
                self.sheets.append(address)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._parts:
            while self._parts and self._parts.pop() != tag:
                pass
        if tag in self._open:
            while self._open and self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] == "title":
            self.title.append(data)
        elif self._open and self._open[-1] == "script":
            self.script.append(data)
        elif not self._open:
            self.words.append(data)
            if not self._is_around():
                self.inner.append(data)
                if "main" in self._parts:
                    self.main.append(data)

    def _is_around(self) -> bool:
        header = False
        for tag in reversed(self._parts):
            if tag in _WITHIN:
                return False
            if tag == "header":
                header = True
            elif tag in _AROUND:
                return True
        return header


def _decoded(body: bytes, charset: str) -> str:
    """In the charset it names; in UTF-8 where that is none of the web's."""
    try:
        if codecs.lookup(charset).name not in _FOR_NAMES:
            return body.decode(charset, "replace")
    except (LookupError, UnicodeError):
        pass
    return body.decode("utf-8", "replace")


def read_page(body: bytes, content_type: str) -> PageText:
    """What an HTML body says, or a plain text. Anything else gives empty fields. Never raises."""
    if "html" not in content_type.lower() and b"<html" not in body[:1024].lower():
        return _plain(body, content_type) if content_type.lower().startswith("text/plain") else PageText()
    named = re.search(r"charset=[\"']?([\w-]+)", content_type) or re.search(
        r"<meta[^>]+charset=[\"']?([\w-]+)", body[:2048].decode("latin-1")
    )
    text = _decoded(body, named.group(1) if named else "utf-8")
    reader = _Reader()
    reader.feed(text)
    reader.close()
    title = _line("".join(reader.title))[:300]
    whole = _line(" ".join(reader.words))
    moves = scripted("\n".join(reader.script).strip(), whole)
    return PageText(
        title,
        clean(reader.language)[:12],
        whole,
        _main(reader, whole),
        reader.refresh,
        moves,
        reader.base,
        (*reader.sheets, *reader.pictures),
        True,
    )


def _plain(body: bytes, content_type: str) -> PageText:
    named = re.search(r"charset=[\"']?([\w-]+)", content_type)
    words = _line(_decoded(body, named.group(1) if named else "utf-8"))
    return PageText(text=words, main=words, read=True)


def _main(reader: _Reader, whole: str) -> str:
    """What a reader came for: the first part that has enough words. A part that is all there is is not read twice."""
    for words in (reader.main, reader.inner):
        part = whole if words == reader.words else _line(" ".join(words))
        if part.count(" ") >= _ENOUGH - 1:
            return part
    return whole


def _line(text: str) -> str:
    return " ".join(clean(text).split())
