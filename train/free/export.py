"""Writes the shipped model: `python train/free/export.py RUN_FOLDER SECOND.jsonl SHARED_FOLDER OUT_FOLDER`.

model.onnx, a graph over the numbers of the shared encoder, and model.json: labels, the calibration of each on the
development rows as the eight-bit model scores them, and digests.
"""

from __future__ import annotations

import hashlib
import json
import random
import sys
from pathlib import Path

import numpy
import torch
from calibration import calibrate
from graph import reaches, write
from rows import LABELS
from teach import LONGEST, SEED, to_develop, to_learn
from upper import Upper

from masthead.reading.pieces import Vocabulary
from masthead.reading.sessions import Session
from masthead.signals.engine.normalise import normalise

EVERY = 40
"""Of so many texts that were learned from, one tells what the matrices are given."""


def main() -> None:
    run, second, shared, out = (Path(given) for given in sys.argv[1:5])
    torch.set_num_threads(1)
    words = Vocabulary.of(shared / "vocab.txt")

    def numbers(text: str) -> list[int]:
        pieces = words.pieces(normalise(text).text, LONGEST - 2)[: LONGEST - 2]
        return [words.opens, *(piece[0] for piece in pieces), words.closes]

    upper = Upper().eval()
    upper.load_state_dict(torch.load(run / "weights.pt"))
    reached = reaches(upper, [numbers(row["text"]) for row in to_learn(second, random.Random(SEED))[::EVERY]])
    write(upper, shared / "encoder.onnx", reached, out / "model.onnx", len(LABELS))
    session = Session(out / "model.onnx", numbers_in=shared)
    developed = to_develop(second)
    logits = numpy.array([session.of_pieces([numbers(row["text"])])[0].sum(0) for row in developed], dtype=float)
    calibration = {}
    for place, label in enumerate(LABELS):
        known = numpy.array([row["labels"][label] is not None for row in developed])
        gold = numpy.array([row["labels"][label] or 0 for row in developed], dtype=float)
        calibration[label] = calibrate(logits[known, place], gold[known])
        right = ((logits[:, place] > 0) == (gold > 0))[known].mean()
        print(f"{label:12} {right:.3f} right of {known.sum()}, calibration {calibration[label]}")
    digests = {
        "model.onnx": hashlib.sha256((out / "model.onnx").read_bytes()).hexdigest(),
        "encoder.bin": hashlib.sha256((shared / "encoder.bin").read_bytes()).hexdigest(),
    }
    told = {"labels": list(LABELS), "calibration": calibration, "longest": LONGEST, "sha256": digests}
    (out / "model.json").write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    print((out / "model.onnx").stat().st_size / 1e6, "MB", digests)


if __name__ == "__main__":
    main()
