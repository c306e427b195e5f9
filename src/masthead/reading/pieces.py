"""Text into the word pieces of a BERT vocabulary, as the encoder was taught them, with the place of each.

Lower case, accents off, punctuation and Chinese characters apart, then the longest pieces of the vocabulary from the
left. Own code because the library for it brings a client for a hub on the network into every installation.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Protocol

LONGEST_WORD = 100
"""Letters. A longer word is unknown, as in the encoder's own reading."""
INSIDE = "##"
"""Begins the pieces that continue a word."""
SAME = 3
"""Letters that pieces lying together begin with; a shorter piece lies alone."""

_RUN = re.compile(r"[^\W_]+|[^\s]", re.UNICODE)
_CHINESE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f]")

Piece = tuple[int, int, int]
Words = Callable[[str], Iterator[tuple[str, int, int]]]
"""Cuts a text into (word as the vocabulary spells it, start, end)."""


class Pieces(Protocol):
    """How a text is cut into pieces, each with its number."""

    opens: int
    closes: int

    def pieces(self, text: str, enough: int | None = None) -> list[Piece]:
        """(number, start, end) of each piece of `text`; pieces of a word all have the place of the word. No word is
        begun after `enough` pieces."""


class _Numbers:
    """The number of each piece, in a tenth of the memory that thirty thousand strings in a dictionary take.

    Pieces lie in order of their letters; those with the same first letters lie together, and are looked through alone.
    """

    def __init__(self, pieces: list[str]) -> None:
        ordered = sorted((piece.encode(), number) for number, piece in enumerate(pieces))
        self._text = b"".join(piece for piece, _ in ordered)
        self._ends = array("I", accumulate(len(piece) for piece, _ in ordered))
        self._numbers = array("I", (number for _, number in ordered))
        self._together: dict[str, tuple[int, int, int]] = {}
        for place, (piece, _) in enumerate(ordered):
            word = piece.decode()
            inside, letters = word.startswith(INSIDE), word.removeprefix(INSIDE)
            key = letters[:SAME] if not inside else INSIDE + letters[:SAME]
            first, _, longest = self._together.get(key, (place, 0, 0))
            self._together[key] = (first, place + 1, max(longest, len(letters)))

    def of(self, piece: str) -> int:
        """Its number, or -1."""
        head = SAME + len(INSIDE) if piece.startswith(INSIDE) else SAME
        together = self._together.get(piece[:head])
        return self._among(piece, *together[:2]) if together else -1

    def longest(self, letters: str, inside: bool) -> tuple[int, int]:
        """(number, length) of the longest piece that `letters` begin with; (-1, 0) where there is none."""
        mark = INSIDE if inside else ""
        first, end, most = self._together.get(mark + letters[:SAME], (0, 0, 0))
        for length in range(min(most, len(letters)), min(SAME, len(letters) + 1) - 1, -1):
            if (number := self._among(mark + letters[:length], first, end)) >= 0:
                return number, length
        for length in range(min(SAME - 1, len(letters)), 0, -1):
            if (number := self.of(mark + letters[:length])) >= 0:
                return number, length
        return -1, 0

    def _among(self, piece: str, first: int, end: int) -> int:
        wanted = piece.encode("utf-8", "replace")
        place = bisect_left(range(end), wanted, lo=first, key=self._at)
        return self._numbers[place] if place < end and self._at(place) == wanted else -1

    def _at(self, place: int) -> bytes:
        return self._text[self._ends[place - 1] if place else 0 : self._ends[place]]


@dataclass(frozen=True)
class Marks:
    """The pieces that open and close a text, and the one for a word that is not known."""

    opens: str = "[CLS]"
    closes: str = "[SEP]"
    unknown: str = "[UNK]"


def words_of(text: str) -> Iterator[tuple[str, int, int]]:
    """The words of `text`, as the shared encoder's vocabulary spells them."""
    for match in _RUN.finditer(text):
        for start, end in _apart(match.group(), match.start()):
            word = _plain(text[start:end])
            if word:
                yield word, start, end


class Vocabulary:
    """The pieces known, by their number. longest_word: letters; a longer word is unknown."""

    def __init__(
        self,
        pieces: list[str],
        *,
        marks: Marks = Marks(),
        words: Words = words_of,
        longest_word: int = LONGEST_WORD,
    ) -> None:
        self._numbers = _Numbers(pieces)
        named = (marks.opens, marks.closes, marks.unknown)
        self.opens, self.closes, self._unknown = (self._numbers.of(mark) for mark in named)
        self._words, self._longest_word = words, longest_word
        self._word = lru_cache(maxsize=5_000)(self._cut)

    @classmethod
    def of(cls, file: Path) -> Vocabulary:
        """The vocabulary in a file, one piece to a line."""
        return cls(file.read_text("utf-8").split("\n"))

    def pieces(self, text: str, enough: int | None = None) -> list[Piece]:
        """(number, start, end) of each piece of `text`; pieces of a word all have the place of the word. No word is
        begun after `enough` pieces."""
        found: list[Piece] = []
        for word, start, end in self._words(text):
            if enough is not None and len(found) >= enough:
                break
            found += [(number, start, end) for number in self._word(word)]
        return found

    def _cut(self, word: str) -> tuple[int, ...]:
        if len(word) > self._longest_word:
            return (self._unknown,)
        found, start = [], 0
        while start < len(word):
            number, length = self._numbers.longest(word[start:], start > 0)
            if number < 0:
                return (self._unknown,)
            found.append(number)
            start += length
        return tuple(found)


def is_chinese(letter: str) -> bool:
    """Whether `letter` is one that stands apart: Chinese characters, in whatever language."""
    return bool(_CHINESE.match(letter))


def _apart(run: str, start: int) -> list[tuple[int, int]]:
    """`run` cut where a Chinese character stands."""
    if run.isascii() or not _CHINESE.search(run):
        return [(start, start + len(run))]
    cut, done = [], 0
    for match in _CHINESE.finditer(run):
        if match.start() > done:
            cut.append((start + done, start + match.start()))
        cut.append((start + match.start(), start + match.end()))
        done = match.end()
    if done < len(run):
        cut.append((start + done, start + len(run)))
    return cut


def _plain(word: str) -> str:
    if word.isascii():
        return word.lower()
    parted = unicodedata.normalize("NFD", word.lower())
    return "".join(c for c in parted if unicodedata.category(c) not in ("Mn", "Cc", "Cf", "Cs", "Co"))
