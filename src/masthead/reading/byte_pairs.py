"""Text into pieces as RoBERTa, ModernBERT and their kin learned of: the bytes of a word, joined pair by pair.

Every byte has a letter that stands for it, a space before a word belongs to the word, and of the pairs that lie side by
side the one that was learned first is joined first, until none is left (GPT-2's byte-level encoding).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

import regex

from masthead.reading.pieces import Piece

LONGEST_RUN = 300
"""Letters without a space. Of a longer run each part is read by itself, so that nobody's comment takes seconds."""
_RUN = regex.compile(
    r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+", regex.V0 | regex.UNICODE
)
_LETTER = regex.compile(r"\X")


def _letters() -> list[str]:
    """For each byte the letter that stands for it: itself where it can be seen, else one beyond Latin-1."""
    seen = {*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)}
    others = iter(range(256, 512))
    return [chr(byte) if byte in seen else chr(next(others)) for byte in range(256)]


LETTERS = _letters()
"""Each has to be in a vocabulary, so that nothing is unknown."""


@dataclass(frozen=True)
class Spelling:
    """spaced: a text is read as if a space stood before it; form: Unicode's, "" for as it is written."""

    spaced: bool = False
    form: Literal["", "NFC", "NFKC"] = ""


class BytePairs:
    """As `pieces.Pieces`. learned: the pairs in the order they were learned; around: the pieces
    that open and close a text; whole: pieces that are looked for
    before anything is cut, such as runs of spaces."""

    def __init__(
        self,
        vocabulary: Mapping[str, int],
        *,
        learned: Sequence[tuple[str, str]],
        around: tuple[str, str],
        spelling: Spelling,
        whole: Sequence[str] = (),
    ) -> None:
        self._vocabulary = dict(vocabulary)
        self._rank = {pair: rank for rank, pair in enumerate(learned)}
        self.opens, self.closes = (self._vocabulary.get(mark, -1) for mark in around)
        self._spelling = spelling
        ordered = sorted(whole, key=len, reverse=True)
        self._whole = regex.compile(f"({'|'.join(map(regex.escape, ordered))})") if ordered else None
        self._run = lru_cache(maxsize=5_000)(self._cut)

    def pieces(self, text: str, enough: int | None = None) -> list[Piece]:
        """(number, start, end) of each piece of `text`; pieces of a word all have the place of the word. No word is
        begun after `enough` pieces."""
        found: list[Piece] = []
        for run, start, end in self._runs(text):
            if enough is not None and len(found) >= enough:
                break
            found += [(number, start, end) for number in self._run(run)]
        return found

    def _runs(self, text: str) -> Iterator[tuple[str, int, int]]:
        """(the run as it is spelled, start, end), the space before it left out of the place."""
        spelled, places = _spelled(text, self._spelling.form)
        places.append(len(text))
        for part, begins in self._parts(spelled):
            if self._whole and self._whole.fullmatch(part):
                yield part, places[begins], places[begins + len(part)]
                continue
            added = int(self._spelling.spaced and not part.startswith(" "))
            for match in _RUN.finditer(" " * added + part):
                for at in range(match.start(), match.end(), LONGEST_RUN):
                    few = match.group()[at - match.start() :][:LONGEST_RUN]
                    blank = few.startswith(" ") and len(few) > 1
                    start = begins + max(0, at + blank - added)
                    yield few, places[start], places[begins + at + len(few) - added]

    def _parts(self, text: str) -> Iterator[tuple[str, int]]:
        """(part, where it begins) of `text`, cut around what is looked for whole."""
        begins = 0
        for part in self._whole.split(text) if self._whole else [text]:
            if part:
                yield part, begins
            begins += len(part)

    def _cut(self, run: str) -> tuple[int, ...]:
        if run in self._vocabulary and self._whole and self._whole.fullmatch(run):
            return (self._vocabulary[run],)
        pieces = [LETTERS[byte] for byte in run.encode("utf-8", "replace")]
        while len(pieces) > 1:
            rank, pair = min((self._rank.get(pair, len(self._rank)), pair) for pair in pairwise(pieces))
            if rank == len(self._rank):
                break
            pieces = list(_joined(pieces, pair))
        return tuple(self._vocabulary[piece] for piece in pieces)


def _joined(pieces: Sequence[str], pair: tuple[str, str]) -> Iterator[str]:
    """`pieces` with every such pair made one, from the left."""
    place = 0
    while place < len(pieces):
        two = tuple(pieces[place : place + 2]) == pair
        yield "".join(pair) if two else pieces[place]
        place += 2 if two else 1


def _spelled(text: str, form: Literal["", "NFC", "NFKC"]) -> tuple[str, list[int]]:
    """`text` in Unicode's `form`, and for each of its letters where it stands in `text`."""
    if not form or unicodedata.is_normalized(form, text):
        return text, list(range(len(text)))
    letters, places = "", []
    for match in _LETTER.finditer(text):
        composed = unicodedata.normalize(form, match.group())
        letters += composed
        places += [match.start()] * len(composed)
    return letters, places
