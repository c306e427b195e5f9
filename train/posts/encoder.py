"""The encoder as posts are read with it: the shared layers in eight bits, and the upper layers that learn.

What the shared layers make of a text is reckoned once, by the very numbers in eight bits that are shipped.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"

import numpy
import onnx
import onnxruntime
import torch
from onnx.utils import Extractor
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import AutoModel

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from fit import weights_folder

SHARED, WIDTH, LONGEST = 2, 384, 128
"""Layers shared with the reader of comments, which stay as they are; numbers to a piece; pieces at once."""
STATES = "/layer.{}/output/LayerNorm/LayerNormalization_output_0"


class Layers(torch.nn.Module):
    """Some layers of the encoder, one after another. `mask`: 1 for each piece, 0 for what only fills a row."""

    def __init__(self, layers: torch.nn.ModuleList) -> None:
        super().__init__()
        self.layers = layers

    def forward(self, states: torch.Tensor, mask: torch.Tensor | None = None) -> torch.Tensor:
        unseen = None if mask is None else (1.0 - mask[:, None, None, :]) * -10_000.0
        for layer in self.layers:
            states = layer(states, unseen)
            states = states[0] if isinstance(states, tuple) else states
        return states


class Head(torch.nn.Module):
    """For each code every piece says how much, and how much it is to be heard; a post is the sum of its pieces."""

    def __init__(self, codes: int) -> None:
        super().__init__()
        self.heard = torch.nn.Linear(WIDTH, codes)
        self.says = torch.nn.Linear(WIDTH, codes)
        torch.nn.init.zeros_(self.heard.weight)
        torch.nn.init.constant_(self.says.bias, -2.0)

    def forward(self, states: torch.Tensor, mask: torch.Tensor | None = None) -> torch.Tensor:
        """What each piece adds for each code."""
        heard = self.heard(states)
        if mask is not None:
            heard = heard + (mask[:, :, None] - 1.0) * 10_000.0
        return heard.softmax(1) * self.says(states)


class Upper(torch.nn.Module):
    """The layers that learn, and the head."""

    def __init__(self, codes: int, base: torch.nn.Module) -> None:
        super().__init__()
        self.tuned = Layers(base.encoder.layer[SHARED:])
        self.head = Head(codes)
        self.drop = torch.nn.Dropout(0.1)

    def forward(self, states: torch.Tensor, mask: torch.Tensor | None = None) -> torch.Tensor:
        return self.head(self.drop(self.tuned(states, mask)), mask)


def base_encoder() -> torch.nn.Module:
    return AutoModel.from_pretrained(weights_folder(), attn_implementation="eager").eval()


def in_eight_bits(whole: Path, out: Path) -> None:
    quantize_dynamic(whole, out, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)


class Shared:
    """What the shared layers, as shipped, make of pieces of text."""

    def __init__(self, shipped: Path) -> None:
        self._session = session(shipped)

    def states(self, pieces: list[int]) -> torch.Tensor:
        numbers = numpy.array([pieces])
        [states] = self._session.run(None, {"input_ids": numbers, "attention_mask": numpy.ones_like(numbers)})
        return torch.from_numpy(states[0]).half()


def export(module: torch.nn.Module, out: Path, outputs: list[str]) -> None:
    given = torch.zeros(1, 5, WIDTH)
    axes = {"states": {1: "pieces"}}
    torch.onnx.export(
        module, (given,), str(out), input_names=["states"], output_names=[f"{name}_out" for name in outputs],
        dynamic_axes={**axes, **{f"{name}_out": {1: "pieces"} for name in outputs}}, opset_version=17, dynamo=False,
    )  # fmt: skip


def session(model: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.use_deterministic_compute = True
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


def split(whole: Path, lower: Path, upper: Path) -> None:
    """Cut a model in eight bits after the layers that are shared. Each half gives the numbers it gave in the whole."""
    cut = STATES.format(SHARED - 1)
    parts = Extractor(onnx.load(str(whole)))
    shared = parts.extract_model(["input_ids", "attention_mask"], [cut])
    tables = lower.with_suffix(".bin")
    tables.unlink(missing_ok=True)
    # numbers beside the graph are mapped, not copied: of the word vectors only those in use take memory
    onnx.save(shared, str(lower), save_as_external_data=True, location=tables.name, size_threshold=1024)
    onnx.save(parts.extract_model([cut, "attention_mask"], ["logits"]), str(upper))
