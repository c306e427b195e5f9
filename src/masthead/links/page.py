"""Reading a web page for its title, its language and its words. Nothing on it is run."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser

from masthead.kernel.text import clean

_SILENT = frozenset({"script", "style", "noscript", "template", "svg", "head"})


@dataclass(frozen=True, slots=True)
class PageText:
    title: str = ""
    language: str = ""
    text: str = ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title: list[str] = []
        self.language = ""
        self.words: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "html":
            self.language = (dict(attrs).get("lang") or "")[:12]
        if tag in _SILENT or tag == "title":
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open and self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] == "title":
            self.title.append(data)
        elif not self._open:
            self.words.append(data)


def read_page(body: bytes, content_type: str) -> PageText:
    """The title, language and words of an HTML body. Anything else gives empty fields. Never raises."""
    if "html" not in content_type.lower() and b"<html" not in body[:1024].lower():
        return PageText()
    named = re.search(r"charset=[\"']?([\w-]+)", content_type) or re.search(
        r"<meta[^>]+charset=[\"']?([\w-]+)", body[:2048].decode("latin-1")
    )
    try:
        text = body.decode(named.group(1) if named else "utf-8", "replace")
    except LookupError:
        text = body.decode("utf-8", "replace")
    reader = _Reader()
    reader.feed(text)
    reader.close()
    title = " ".join(clean("".join(reader.title)).split())[:300]
    return PageText(title, clean(reader.language)[:12], " ".join(clean(" ".join(reader.words)).split()))
