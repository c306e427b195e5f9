"""Any ONNX classifier in a folder, in Masthead's own shape (`recorded.py`) or in Hugging Face's (`hugging_face.py`).

Its first output, or the one called `logits`, has one number to a label, or one to each piece and label: the score is
their sum then, and the words that made it can be told. One thread, and the same comment gets the same answer: texts of
one length are read side by side only by a graph over the shared numbers, which `train/free/graph.py` writes so that no
text knows of its neighbors; any other model reads one at a time, for numbers in eight bits may depend on them. It is
also tried with a text as long as it is said to read when it is loaded: what cannot answer is refused then.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from masthead.reading.pieces import Piece
from masthead.reading.sessions import Session, Unreadable
from masthead.signals.engine.normalise import sentences
from masthead.signals.model.hugging_face import CONFIG, EXPORT, of_hugging_face
from masthead.signals.model.recorded import FILE, of_record

MOST_PIECES = 4
"""Stretches of a comment that are read at most: the first ones and the last. Signals read more: the first 5,000
letters and the last 1,000."""
MOST_OF_LONG = 2
LONG = 4_000
"""Letters. Of a text of more, MOST_OF_LONG stretches are read: an answer has to come within 50 ms."""
SHORT = 150
"""Letters. A text of so many is one stretch, if it fits."""
LAST = 600
"""Letters of an endless last sentence that are looked at."""
BATCH = 16
"""Texts side by side. More of them are no faster."""
PER_TEXT, PER_PIECE = 2, 3
"""Dimensions of what is told for each text (texts, labels), or for each piece (texts, pieces, labels)."""
MARKS = 2
"""Pieces that stand around those of a text."""
TRIED = "word "
"""What a model of other making is given when it is loaded, as often as it fits."""
FEWEST = 8
"""Pieces of a text that a model must be able to read at once."""
RECORD = f"Write the SHA-256 of the files as they are into {FILE}; see docs/your-own-model.md."
"""The cure for a folder that somebody brought and recorded."""
_WORD = re.compile(r"\S+")


class OnnxFolder:
    """A reader over one folder. Raises Unreadable when a file is missing, altered or cannot be loaded.

    any_language: the model is given whatever is written, also where the folder does not say so. came_along: the folder
    is Masthead's own, whose cure is to install it again.
    """

    def __init__(self, folder: Path, *, any_language: bool = False, came_along: bool = False) -> None:
        if not came_along and not folder.is_dir():
            raise Unreadable(f"{folder} is no folder. Name the one that the model was exported to.")
        if came_along or (folder / FILE).exists():
            told = of_record(folder) if came_along else of_record(folder, cure=RECORD)
        elif (folder / CONFIG).exists():
            told = of_hugging_face(folder)
        else:
            raise Unreadable(f"{folder} holds neither {CONFIG} nor {FILE}, which say what a model means. {EXPORT}")
        self.labels, self.version, self.any_language = told.labels, told.version, any_language or told.any_language
        self._calibration, self._one_of_them = told.calibration, told.one_of_them
        self._room = told.longest - MARKS
        self._vocabulary = told.vocabulary
        self._together = told.numbers_in is not None
        if self._room < FEWEST:
            raise Unreadable(f"{folder}: the model reads {told.longest} pieces at once, which is less than a sentence.")
        self._session = Session(told.file, numbers_in=told.numbers_in)
        if not self._together:
            self.scores([TRIED * self._room])

    def scores(self, texts: Sequence[str]) -> list[dict[str, float]]:
        rows = [self._row(self._pieces(text)) for text in texts]
        given: dict[int, list[float]] = {}
        for places in self._side_by_side(rows):
            told = self._session.of_pieces([rows[place] for place in places])
            given.update(zip(places, _sums(told, labels=len(self.labels)), strict=True))
        return [self._told(given[place]) for place in range(len(rows))]

    def _told(self, logits: list[float]) -> dict[str, float]:
        if self._one_of_them:
            return dict(zip(self.labels, _shares(logits), strict=True))
        return {label: self._calibrated(label, one) for label, one in zip(self.labels, logits, strict=True)}

    def _side_by_side(self, rows: list[list[int]]) -> Iterator[list[int]]:
        """The places of `rows` that are read in one go: of one length, at most BATCH; else each alone."""
        ordered = sorted(range(len(rows)), key=lambda place: len(rows[place]))
        for _, alike in groupby(ordered, key=lambda place: len(rows[place])):
            while few := list(islice(alike, BATCH if self._together else 1)):
                yield few

    def words(self, text: str, label: str) -> list[tuple[int, int, float]]:
        pieces = self._pieces(text)
        given = self._session.of_pieces([self._row(pieces)])
        if given.ndim < PER_PIECE:
            return []
        place, rows = self.labels.index(label), given[0].tolist()[1:]
        added: dict[tuple[int, int], float] = {}
        for (_, start, _), row in zip(pieces, rows, strict=False):
            word = next(m.span() for m in _WORD.finditer(text, text.rfind(" ", 0, start) + 1) if m.end() > start)
            added[word] = added.get(word, 0.0) + row[place]
        return [(start, end, of) for (start, end), of in added.items()]

    def _pieces(self, text: str) -> list[Piece]:
        return self._vocabulary.pieces(text, self._room)[: self._room]

    def _row(self, pieces: list[Piece]) -> list[int]:
        return [self._vocabulary.opens, *(piece[0] for piece in pieces), self._vocabulary.closes]

    def _calibrated(self, label: str, logit: float) -> float:
        slope, offset = self._calibration.get(label, (1.0, 0.0))
        return round(1 / (1 + math.exp(-max(-30.0, min(30.0, slope * logit + offset)))), 3)

    def pieces(self, text: str) -> list[tuple[int, int]]:
        """Whole sentences as far as they fit, so that "they" is read beside the name it stands for."""
        most = MOST_PIECES if len(text) <= LONG else MOST_OF_LONG
        found = list(islice(self._stretches(text), most + 1))
        return found if len(found) <= most else [*found[: most - 1], self._last(text)]

    def _stretches(self, text: str) -> Iterator[tuple[int, int]]:
        opened, held, last = 0, 0, 0
        for start, end in sentences(text) if len(text) > SHORT else ((0, len(text)),):
            pieces = self._vocabulary.pieces(text[start:end], self._room + 1)
            if held and held + len(pieces) > self._room:
                yield opened, start
                held = 0
            while len(pieces) > self._room:
                # a word of very many pieces is a stretch of its own
                cut = start + (pieces[self._room][1] or pieces[self._room][2])
                yield start, cut
                start, pieces = cut, self._vocabulary.pieces(text[cut:end], self._room + 1)
            if not held:
                opened = start
            held += len(pieces)
            last = end
        if held:
            yield opened, last

    def _last(self, text: str) -> tuple[int, int]:
        """The last sentences of `text` that fit; of an endless one, its last words."""
        *earlier, (start, closes) = sentences(text)
        opened = max(start, closes - LAST)
        pieces = self._vocabulary.pieces(text[opened:closes])
        if opened > start or len(pieces) > self._room:
            return opened + next((at for _, at, _ in pieces[-self._room :] if at), 0), closes
        held = len(pieces)
        for start, end in reversed(earlier):
            held += len(self._vocabulary.pieces(text[start:end], self._room + 1))
            if held > self._room:
                break
            opened = start
        return opened, closes


def _sums(given: Any, *, labels: int) -> list[list[float]]:
    """One number to a text and label. Pieces are added up in order and in double precision, alike on every machine."""
    if given.ndim not in (PER_TEXT, PER_PIECE) or given.shape[-1] != labels:
        shape = " by ".join(str(size) for size in given.shape)
        raise Unreadable(f"The model answers with {shape} numbers, and {labels} labels are named: name one to each.")
    rows = given.tolist()
    sums = [[sum(column) for column in zip(*row, strict=True)] for row in rows] if given.ndim == PER_PIECE else rows
    if not all(math.isfinite(one) for row in sums for one in row):
        raise Unreadable("The model answered with something that is no number.")
    return sums


def _shares(logits: list[float]) -> list[float]:
    """The scores of labels of which one holds: they add up to 1 (softmax)."""
    most = max(logits)
    weights = [math.exp(one - most) for one in logits]
    return [round(weight / sum(weights), 3) for weight in weights]
