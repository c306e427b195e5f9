"""Reads a post for what no rule names: for each code how likely it is, and what each word added.

Above the shared encoder (`masthead.reading`) stand four layers of its own, `reader.onnx`. Each piece of the text says
for each code how much it speaks for it and how much it is to be heard; a stretch of the post is the sum of its pieces,
so the words shown to staff are those that made the sum. `reader.json` holds the codes, from which sum each is raised,
and the SHA-256 of the files. Other files are refused: the check then blocks, as every check that cannot finish does.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from masthead.checks.engine.prose import Span, sentences
from masthead.reading.encoder import Encoder, encoder
from masthead.reading.sessions import Session, Unreadable, check

HERE = Path(__file__).parent / "reader"
LONGEST = 126
"""Pieces of text read at once. A longer post is read in stretches of whole sentences."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a post as it was read. `added`: for each word, its place and what it added for each code."""

    span: Span
    sums: dict[str, float]
    added: tuple[tuple[Span, dict[str, float]], ...]


@dataclass(frozen=True, slots=True)
class Limits:
    """A stretch that reaches `raised` raises the code; where none reaches `doubt`, a weak rule is not believed."""

    raised: float
    doubt: float


class Reader:
    """Raises Unreadable when a file is missing, altered or cannot be loaded."""

    def __init__(self, folder: Path, below: Encoder) -> None:
        try:
            told = json.loads((folder / "reader.json").read_text("utf-8"))
            self.limits = {code: Limits(one["raised"], one["doubt"]) for code, one in told["codes"].items()}
            digests = {name: str(told["sha256"][name]) for name in ("reader.onnx", "encoder.bin")}
        except (OSError, ValueError, KeyError, TypeError) as reason:
            raise Unreadable(f"{folder}: reader.json is missing or not as it should be.") from reason
        model = check(folder, "reader.onnx", digests["reader.onnx"])
        if digests["encoder.bin"] != below.version:
            raise Unreadable(f"{folder}: the reader was made for another encoder. Install Masthead again.")
        self._below, self._session = below, Session(model)
        self._known = lru_cache(maxsize=64)(self._read)
        self.read = lru_cache(maxsize=2)(self._read_all)

    def _read_all(self, text: str) -> list[Stretch]:
        """All of `text`, stretch by stretch. What was read a moment ago is not read again, nor for each code."""
        return [_moved(self._known(text[start:end]), start) for start, end in self._stretches(text)]

    def _stretches(self, text: str) -> list[Span]:
        found: list[Span] = []
        room = 0
        for sentence in sentences(text):
            start, end = sentence.start, sentence.end
            places = [sentence.start + place for _, place, _ in self._below.vocabulary.pieces(sentence.text)]
            done = 0
            while len(places) - done > LONGEST:
                cut = bisect_left(places, places[done + LONGEST])  # where the word begins
                found.append((start, places[cut]))
                start, done, room = places[cut], cut, 0
            if found and len(places) - done <= room:
                found[-1] = (found[-1][0], end)
                room -= len(places) - done
            elif places:
                found.append((start, end))
                room = LONGEST - (len(places) - done)
        return found

    def _read(self, text: str) -> Stretch:
        words = self._below.vocabulary
        pieces = words.pieces(text)[:LONGEST]
        states = self._below.states([words.opens, *(number for number, _, _ in pieces), words.closes])
        [rows] = self._session.of_states(states).tolist()
        codes = tuple(self.limits)
        sums = {code: round(sum(row[place] for row in rows), 3) for place, code in enumerate(codes)}
        added: dict[Span, dict[str, float]] = {}
        for (_, start, end), row in zip(pieces, rows[1:], strict=False):
            word = added.setdefault((start, end), dict.fromkeys(codes, 0.0))
            for place, code in enumerate(codes):
                word[code] += row[place]
        return Stretch((0, len(text)), sums, tuple(added.items()))


def _moved(one: Stretch, by: int) -> Stretch:
    start, end = one.span
    return Stretch((start + by, end + by), one.sums, tuple(((s + by, e + by), what) for (s, e), what in one.added))


@cache
def reader() -> Reader:
    """The reader that came along, loaded when the first post asks for it. Unreadable when it cannot be used."""
    return Reader(HERE, encoder())
