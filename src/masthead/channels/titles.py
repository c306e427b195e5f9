"""A title for words that have none, on platforms that ask for one, and the same words back from title and body."""

from __future__ import annotations

HEADING, SHORT = 160, 60


def split(text: str) -> tuple[str, str]:
    """(title, body). A first line with an empty line after it is the title; else the body's beginning is."""
    first, gap, rest = text.partition("\n\n")
    heading = bool(gap) and "\n" not in first and 0 < len(first) <= HEADING and bool(rest.strip())
    if heading and first == first.strip() and first != beginning(rest):
        return first, rest
    return beginning(text), text


def joined(title: str, body: str) -> str:
    """The words as they were given to `split`."""
    return body if title == beginning(body) else f"{title}\n\n{body}"


def beginning(text: str) -> str:
    """The first words, as a title for a text that has none."""
    words = " ".join(text.split())
    if len(words) <= SHORT:
        return words
    return words[: words.rfind(" ", 0, SHORT) if " " in words[:SHORT] else SHORT] + "…"
