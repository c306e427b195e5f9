"""A folder in Masthead's own shape: `model.onnx`, and `model.json` that says what its outputs mean.

model.json: `labels` (one per output, in order), `calibration` (label → [slope, offset] on the logit), `longest` (pieces
the model reads at once), `one_of_them` (true: the scores add up to 1), `languages` ("English", or "any"), `sha256` of
each file. A model brings its `vocab.txt`, or it is a graph over the numbers of the shared encoder and names their
digest (`encoder.bin`). A file that is not the recorded one is not loaded.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from masthead.reading.encoder import numbers
from masthead.reading.pieces import Vocabulary
from masthead.reading.sessions import AGAIN, Unreadable, check
from masthead.signals.model.described import Described, reads_any_language

FILE = "model.json"
LONGEST = 64
"""Pieces, where the folder does not say."""


def of_record(folder: Path, *, cure: str = AGAIN) -> Described:
    """Raises Unreadable with `cure` when a file is missing or altered."""
    told = _description(folder, cure)
    digests = told["sha256"]
    model = check(folder, "model.onnx", digests.get("model.onnx"), cure=cure)
    if "encoder.bin" in digests:
        shared = numbers()
        if shared.version != digests["encoder.bin"]:
            raise Unreadable(f"{folder}: the model was made for another encoder. {cure}")
        vocabulary, numbers_in = shared.vocabulary, shared.folder
    else:
        vocabulary, numbers_in = Vocabulary.of(check(folder, "vocab.txt", digests.get("vocab.txt"), cure=cure)), None
    return Described(
        file=model,
        version=digests["model.onnx"][:12],
        labels=tuple(told["labels"]),
        vocabulary=vocabulary,
        longest=int(told.get("longest", LONGEST)),
        calibration=told.get("calibration", {}),
        one_of_them=bool(told.get("one_of_them", False)),
        any_language=reads_any_language(told, folder / FILE),
        numbers_in=numbers_in,
    )


def _description(folder: Path, cure: str) -> dict[str, Any]:
    try:
        told = json.loads((folder / FILE).read_text("utf-8"))
        if not isinstance(told, dict) or not told["labels"] or not isinstance(told["sha256"], dict):
            raise ValueError("labels or digests are missing")
        if not all(isinstance(label, str) for label in told["labels"]):
            raise ValueError("a label is no text")
        int(told.get("longest", LONGEST))
    except OSError as reason:
        raise Unreadable(f"{folder}: {FILE} cannot be read ({reason.strerror}). {cure}") from reason
    except (ValueError, KeyError, TypeError) as reason:
        raise Unreadable(f"{folder}: {FILE} is not as it should be ({reason}). {cure}") from reason
    return told
