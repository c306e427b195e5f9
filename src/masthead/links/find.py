"""Finding the links in a text, with their places."""

from __future__ import annotations

from dataclasses import dataclass

from masthead.checks.engine.prose import ADDRESS

_TRAILING = ".,;:!?)]}…'\""
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class FoundLink:
    """A link at [start, end) of the text. `url` is whole: a bare `library.example/hours` gets its https://."""

    url: str
    start: int
    end: int


def find_links(text: str) -> list[FoundLink]:
    """Every web address in `text`, bare ones too, without the punctuation of the sentence it stands in."""
    found = []
    for match in ADDRESS.finditer(text):
        written = match.group()
        if written[0] in "@#" or "@" in written.split("/")[0]:
            continue
        while written and written[-1] in _TRAILING:
            if written[-1] == ")" and written.count("(") >= written.count(")"):
                break
            written = written[:-1]
        bare = "://" not in written
        url = f"https://{written}" if bare else written
        if len(url) > len("https://") and len(url) <= LONGEST:
            found.append(FoundLink(url, match.start(), match.start() + len(written)))
    return found
