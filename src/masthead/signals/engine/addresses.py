"""Addresses of pages in a comment: their words are not the writer's, and where they lead is for a person to see."""

from __future__ import annotations

import re

from masthead.signals.engine.normalise import WINDOW, Normalised

_ENDS = r"(?:com|org|net|gov|edu|mil|info|biz|shop|store|us|io|co|me|tv|app|dev|ly|be|gl|uk|ca|mx|example|test)"
_ADDRESS = re.compile(
    rf"\bhttps?:\s?\S+|\bwww\.\S+|(?<![\w@.\-])[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*\.{_ENDS}\b(?:[/?#:]\S*)?"
    r"|(?<![\w@./\-])[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)+/\S+",
    re.IGNORECASE,
)


def without_addresses(text: Normalised) -> str:
    """`text.text` with a space for each letter of an address."""
    inside = [match.span() for match in _ADDRESS.finditer(text.original)] if len(text.original) <= WINDOW else []
    if not inside:
        return _ADDRESS.sub(" ", text.text)
    taken = {place for start, end in inside for place in range(start, end)}
    return "".join(" " if place in taken else char for char, place in zip(text.text, text.places, strict=True))


def in_an_address(text: Normalised, start: int) -> bool:
    """Whether the letter at `start` of `text.text` stands in an address."""
    place = text.places[start]
    opens, closes = max(0, place - 200), place + 400
    return any(
        opens + match.start() <= place < opens + match.end() for match in _ADDRESS.finditer(text.original[opens:closes])
    )


def is_only_addresses(text: Normalised) -> bool:
    """Whether the comment holds an address, and no letter besides."""
    return bool(_ADDRESS.search(text.original[:WINDOW])) and not any(map(str.isalpha, without_addresses(text)))
