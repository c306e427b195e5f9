"""Finding the links in a text, with their places."""

from __future__ import annotations

import re
from dataclasses import dataclass

_URL = re.compile(r"https?://[^\s<>\"'“”‘’]+", re.IGNORECASE)
_TRAILING = ".,;:!?)]}…"


@dataclass(frozen=True, slots=True)
class FoundLink:
    """A link as written, at [start, end) of the text."""

    url: str
    start: int
    end: int


def find_links(text: str) -> list[FoundLink]:
    """Every http(s) address in `text`, without the punctuation of the sentence it stands in."""
    found = []
    for match in _URL.finditer(text):
        url = match.group()
        while url and url[-1] in _TRAILING:
            if url[-1] == ")" and url.count("(") >= url.count(")"):
                break
            url = url[:-1]
        if len(url) > len("https://"):
            found.append(FoundLink(url, match.start(), match.start() + len(url)))
    return found
