"""Writes the shipped heads: `python train/context/export.py RUN_FOLDER SHARED_FOLDER OUT_FOLDER`.

context.onnx, a graph in eight bits over the numbers of the shared encoder; heads.npz, the two small heads; and
context.json: labels, the calibration of each on the development rows as the shipped files score them, and digests.
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
from encoder import base_encoder
from graph import reaches, write
from heads import NUMBERS, Heads
from rows import AIMS, BELONGS, aimed, belongs, in_threads, part
from teach import LONGEST, free

from masthead.reading.pieces import Vocabulary
from masthead.reading.sessions import Session
from masthead.signals.context.heads import ContextHeads, Pair
from masthead.signals.engine.normalise import normalise

NAMES = {"unrelated": "another_post", "elsewhere": "unrelated", "person": "person_here"}
"""The names under which a policy asks for them, where these differ."""
EVERY = 4
"""Of so many texts that were learned from, one tells what the matrices are given."""


def main() -> None:
    run, shared, out = (Path(given) for given in sys.argv[1:4])
    torch.set_num_threads(1)
    out.mkdir(parents=True, exist_ok=True)
    words = Vocabulary.of(shared / "vocab.txt")
    heads = Heads(base_encoder()).eval()
    heads.load_state_dict({name: value.float() for name, value in torch.load(run / "weights.pt").items()})
    rows = [_numbers(words, text) for text in _texts()]
    reached = reaches(heads, rows[::EVERY])
    write(heads, shared / "encoder.onnx", reached, out / "context.onnx", NUMBERS, means=True)
    held = {n: value.numpy() for n, value in heads.state_dict().items() if n.startswith(("belongs.", "aims."))}
    numpy.savez(out / "heads.npz", **held, middle=_middle(out / "context.onnx", shared, rows))
    names = (*BELONGS, *AIMS)
    told = {
        "labels": {"belongs": [NAMES.get(n, n) for n in BELONGS], "aims": [NAMES.get(n, n) for n in AIMS]},
        "calibration": {NAMES.get(n, n): [1.0, 0.0] for n in names},
        "longest": LONGEST,
        "sha256": {name: _digest(out / name) for name in ("context.onnx", "heads.npz")}
        | {"encoder.bin": _digest(shared / "encoder.bin")},
    }
    (out / "context.json").write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    told["calibration"] = _calibrated(ContextHeads(out))
    (out / "context.json").write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    print((out / "context.onnx").stat().st_size / 1e6, "MB", told["calibration"], told["sha256"])


def _middle(graph: Path, shared: Path, texts: list[list[int]]) -> numpy.ndarray:
    """Where all that was learned from lies on the mean: from there, texts are near each other or far."""
    session = Session(graph, numbers_in=shared)
    means = [session.all_of_pieces([text])[1][0].astype("float64") for text in texts]
    return numpy.mean([mean / numpy.linalg.norm(mean) for mean in means], axis=0)


def _texts() -> list[str]:
    learned = part("learned.txt")
    posts = [post for subject in learned.subjects for post in subject.posts]
    said = [remark.text for subject in learned.subjects for remark in subject.remarks]
    return [
        *posts,
        *said,
        *(r.text for r in (*learned.anywhere, *learned.nowhere)),
        *(r.text for r, _ in free("learned.tsv")),
    ]


def _numbers(words: Vocabulary, text: str) -> list[int]:
    pieces = words.pieces(normalise(text).text, LONGEST - 2)[: LONGEST - 2]
    return [words.opens, *(piece[0] for piece in pieces), words.closes]


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _calibrated(heads: ContextHeads) -> dict[str, list[float]]:
    """Slope and offset of each label on the development rows."""
    seen: dict[str, list[tuple[float, int]]] = {NAMES.get(name, name): [] for name in (*BELONGS, *AIMS)}

    def hear(pair: Pair, gold: dict[str, int | None]) -> None:
        for label, score in heads.logits(pair).items():
            name = next((n for n in gold if NAMES.get(n, n) == label), None)
            if name is not None and gold[name] is not None:
                seen[label].append((score, int(gold[name] or 0)))

    rows = part("development.txt")
    every = [*rows.anywhere, *rows.nowhere, *(remark for subject in rows.subjects for remark in subject.remarks)]
    for subject in rows.subjects:
        for post in subject.posts:
            for remark in every:
                hear(Pair((normalise(remark.text).text,), post), belongs(remark, subject))
    for remark, gold in free("development.tsv"):
        hear(Pair((normalise(remark.text).text,), remark.post), gold)
    spoken = aimed(development=True)
    spoken += in_threads([row.post for row in spoken], random.Random(5), 300, every=-5, rest=0)
    for remark in spoken:
        hear(Pair((normalise(remark.text).text,), remark.post, (remark.thread,) if remark.thread else ()), remark.aim)
    result = {}
    for label, pairs in seen.items():
        logits, gold = (numpy.array([pair[place] for pair in pairs], dtype=float) for place in (0, 1))
        result[label] = calibrate(logits, gold)
        print(f"{label:12} {((logits > 0) == (gold > 0)).mean():.3f} right of {len(pairs)}")
    return result


if __name__ == "__main__":
    main()
