"""Any ONNX classifier in a folder: `model.onnx`, and `model.json` that says what its outputs mean.

model.json: `labels` (one per output, in order), `calibration` (label → [slope, offset] on the logit), `longest` (pieces
the model reads at once), `sha256` of each file. A model brings its `vocab.txt`, or it is a graph over the numbers of
the shared encoder and names their digest (`encoder.bin`). A file that is not the recorded one is not loaded. The first
output has one number to a label, or one to each piece and label: the score is their sum then, and the words that made
it can be told. One thread, and the same comment gets the same answer: texts of one length are read side by side only by
a graph over the shared numbers, which `train/free/graph.py` writes so that no text knows of its neighbors; any other
model reads one at a time, for numbers in eight bits may depend on them.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from masthead.reading.encoder import numbers
from masthead.reading.pieces import Piece, Vocabulary
from masthead.reading.sessions import Session, Unreadable, check
from masthead.signals.engine.normalise import sentences

MOST_PIECES = 4
"""Stretches of a comment that are read at most: the first ones and the last. Signals read the whole comment."""
MOST_OF_LONG = 2
LONG = 4_000
"""Letters. Of a text of more, MOST_OF_LONG stretches are read: an answer has to come within 50 ms."""
SHORT = 150
"""Letters. A text of so many is one stretch, if it fits."""
LAST = 600
"""Letters of an endless last sentence that are looked at."""
BATCH = 16
"""Texts side by side. More of them are no faster."""
PER_PIECE = 3
"""Dimensions of what is told for each piece: texts, pieces, labels."""
_WORD = re.compile(r"\S+")


class OnnxFolder:
    """A reader over one folder. Raises Unreadable when a file is missing, altered or cannot be loaded."""

    def __init__(self, folder: Path) -> None:
        told = _description(folder)
        self.labels: tuple[str, ...] = tuple(told["labels"])
        self._calibration: dict[str, list[float]] = told.get("calibration", {})
        self._room = int(told.get("longest", 64)) - 2
        digests = told["sha256"]
        model = check(folder, "model.onnx", digests.get("model.onnx"))
        self.version = digests["model.onnx"][:12]
        if "encoder.bin" not in digests:
            self._vocabulary = Vocabulary.of(check(folder, "vocab.txt", digests.get("vocab.txt")))
            self._session, self._together = Session(model), False
            return
        shared = numbers()
        if shared.version != digests["encoder.bin"]:
            raise Unreadable(f"{folder}: the model was made for another encoder. Install Masthead again.")
        self._vocabulary = shared.vocabulary
        self._session, self._together = Session(model, numbers_in=shared.folder), True

    def scores(self, texts: Sequence[str]) -> list[dict[str, float]]:
        rows = [self._row(self._pieces(text)) for text in texts]
        given: dict[int, list[float]] = {}
        for places in self._side_by_side(rows):
            told = self._session.of_pieces([rows[place] for place in places])
            given.update(zip(places, _sums(told), strict=True))
        return [
            {label: self._calibrated(label, one) for label, one in zip(self.labels, given[place], strict=True)}
            for place in range(len(rows))
        ]

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


def _sums(given: Any) -> list[list[float]]:
    """One number to a text and label. Pieces are added up in order and in double precision, alike on every machine."""
    rows = given.tolist()
    return [[sum(column) for column in zip(*row, strict=True)] for row in rows] if given.ndim == PER_PIECE else rows


def _description(folder: Path) -> dict[str, Any]:
    try:
        told = json.loads((folder / "model.json").read_text("utf-8"))
        if not isinstance(told, dict) or not told["labels"] or not isinstance(told["sha256"], dict):
            raise ValueError("labels or digests are missing")
    except OSError as reason:
        raise Unreadable(f"{folder}: model.json cannot be read ({reason.strerror}).") from reason
    except (ValueError, KeyError) as reason:
        raise Unreadable(f"{folder}: model.json is not as it should be ({reason}).") from reason
    return told
