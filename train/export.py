"""Writes the second stage as a whole model: `python train/export.py RUN_FOLDER OUT_FOLDER`.

The fine-tuned encoder becomes an ONNX model in eight bits (per channel, seven bits of weight so that older processors
get the same numbers), the vocabulary of the base weights goes beside it, and each label is calibrated on the
development rows, scored by the eight-bit model itself. model.json records labels, calibration and digests.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import numpy
import onnxruntime
import torch
from calibration import calibrate
from fit import LONGEST, Reader, weights_folder
from onnxruntime.quantization import QuantType, quantize_dynamic
from public_sets import LABELS
from transformers import AutoModel

from masthead.reading.pieces import Vocabulary
from masthead.signals.engine.normalise import normalise


def main() -> None:
    run, out = Path(sys.argv[1]), Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    folder = Path(weights_folder())
    model = Reader(AutoModel.from_pretrained(str(folder), attn_implementation="eager"))
    model.load_state_dict(torch.load(run / "weights.pt"))
    model.eval()
    whole = run / "whole.onnx"
    ids = torch.tensor([[101, 2023, 2003, 102], [101, 2023, 102, 0]])
    axes = {name: {0: "texts", 1: "pieces"} for name in ("input_ids", "attention_mask")}
    given = (ids, (ids > 0).long())
    torch.onnx.export(
        model, given, str(whole), input_names=list(axes), output_names=["logits"],
        dynamic_axes={**axes, "logits": {0: "texts"}}, opset_version=17, dynamo=False,
    )  # fmt: skip
    quantize_dynamic(whole, out / "model.onnx", per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)
    vocabulary = (folder / "vocab.txt").read_text("utf-8").rstrip("\n")
    (out / "vocab.txt").write_text(vocabulary, "utf-8")
    development = json.loads((run / "development.json").read_text("utf-8"))
    session = onnxruntime.InferenceSession(str(out / "model.onnx"), providers=["CPUExecutionProvider"])
    words = Vocabulary(vocabulary.split("\n"))
    logits = []
    for row in development:
        pieces = [p[0] for p in words.pieces(normalise(row["text"]).text)][: LONGEST - 2]
        numbers = numpy.array([[words.opens, *pieces, words.closes]])
        logits.append(session.run(None, {"input_ids": numbers, "attention_mask": numpy.ones_like(numbers)})[0][0])
    calibration = {}
    for place, label in enumerate(LABELS):
        told = [(logit[place], row["labels"][label]) for logit, row in zip(logits, development, strict=True)]
        known = [(logit, gold) for logit, gold in told if gold is not None]
        calibration[label] = calibrate(
            numpy.array([logit for logit, _ in known], dtype=float),
            numpy.array([gold for _, gold in known], dtype=float),
        )
        near = [abs(float(logit > 0) - gold) for logit, gold in known]
        print(f"{label:12} {1 - sum(near) / len(near):.3f} right of {len(known)}, calibration {calibration[label]}")
    digests = {name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in ("model.onnx", "vocab.txt")}
    told = {"labels": list(LABELS), "calibration": calibration, "longest": LONGEST, "sha256": digests}
    (out / "model.json").write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    print((out / "model.onnx").stat().st_size / 1e6, "MB", digests)


if __name__ == "__main__":
    main()
