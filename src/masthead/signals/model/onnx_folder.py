"""Any ONNX classifier in a folder: `model.onnx`, and `model.json` that says what its outputs mean.

model.json: `labels` (one per output, in order), `calibration` (label → [slope, offset] on the logit), `longest` (pieces
the model reads at once), `sha256` of each file. A whole model brings its `vocab.txt`; the one that came along stands on
the shared encoder instead and names its digest (`encoder.bin`). A file that is not the recorded one is not loaded. One
text at a time on one thread: in a batch, numbers in eight bits depend on the neighbors, and the same comment must get
the same answer.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from masthead.reading.encoder import encoder
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


class OnnxFolder:
    """A reader over one folder. Raises Unreadable when a file is missing, altered or cannot be loaded."""

    costly = False

    def __init__(self, folder: Path) -> None:
        told = _description(folder)
        self.labels: tuple[str, ...] = tuple(told["labels"])
        self._calibration: dict[str, list[float]] = told.get("calibration", {})
        self._room = int(told.get("longest", 64)) - 2
        digests = told["sha256"]
        model = check(folder, "model.onnx", digests.get("model.onnx"))
        self.version = digests["model.onnx"][:12]
        self._encoder = encoder() if "encoder.bin" in digests else None
        if self._encoder is None:
            self._vocabulary = Vocabulary.of(check(folder, "vocab.txt", digests.get("vocab.txt")))
        elif self._encoder.version == digests["encoder.bin"]:
            self._vocabulary = self._encoder.vocabulary
        else:
            raise Unreadable(f"{folder}: the model was made for another encoder. Install Masthead again.")
        self._session = Session(model)

    def scores(self, text: str) -> dict[str, float]:
        pieces = self._vocabulary.pieces(text, self._room)[: self._room]
        return self._scores(pieces)

    def _scores(self, pieces: list[Piece]) -> dict[str, float]:
        numbers = [self._vocabulary.opens, *(piece[0] for piece in pieces), self._vocabulary.closes]
        if self._encoder is None:
            given = self._session.of_pieces(numbers)
        else:
            given = self._session.of_states(self._encoder.states(numbers))
        [logits] = given.tolist()
        return {label: self._calibrated(label, logit) for label, logit in zip(self.labels, logits, strict=True)}

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
