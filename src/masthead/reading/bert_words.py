"""Text into words as BERT's own normaliser and splitter do it, of which a model of other making learned.

Beyond ASCII they differ from what the shared encoder reads in small things: € and pictures stand with the word beside
them, a vowel sign belongs to its word. Control characters go, Chinese characters stand apart, and, as the model's files
say, accents go and capitals become small.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from masthead.reading.pieces import is_chinese

_LOST = frozenset(("Cc", "Cf", "Co", "Cs"))
_SPACE, _WORD, _ALONE = range(3)


@dataclass(frozen=True)
class BertWords:
    """small: capitals become small letters; bare: accents go; apart: Chinese characters stand apart; clean: control
    characters go."""

    small: bool = True
    bare: bool = True
    apart: bool = True
    clean: bool = True

    def __call__(self, text: str) -> Iterator[tuple[str, int, int]]:
        """(word, start, end) of each word of `text`."""
        letters: list[str] = []
        opened = closes = 0
        for place, letter in enumerate(text):
            for read, kind in _read(letter, self):
                if kind != _WORD and letters:
                    yield "".join(letters), opened, closes
                    letters = []
                if kind == _ALONE:
                    yield read, place, place + 1
                elif kind == _WORD:
                    opened = opened if letters else place
                    letters.append(read)
                    closes = place + 1
        if letters:
            yield "".join(letters), opened, closes


@lru_cache(maxsize=4_000)
def _read(letter: str, how: BertWords) -> tuple[tuple[str, int], ...]:
    """What becomes of one letter: each part as it is spelled, and whether it parts words, stands in one, or alone."""
    if how.clean:
        if letter in "\t\n\r":
            return ((" ", _SPACE),)
        if letter in "\0\ufffd" or unicodedata.category(letter) in _LOST:
            return ()
    if how.apart and is_chinese(letter):
        return ((letter, _ALONE),)
    parts = letter
    if how.bare:
        parts = "".join(part for part in unicodedata.normalize("NFD", letter) if unicodedata.category(part) != "Mn")
    if how.small:
        parts = "".join(part.lower() for part in parts)
    return tuple((part, _kind(part)) for part in parts)


def _kind(letter: str) -> int:
    if letter.isspace():
        return _SPACE
    punctuation = letter.isascii() and letter.isprintable() and not letter.isalnum()
    return _ALONE if punctuation or unicodedata.category(letter).startswith("P") else _WORD
