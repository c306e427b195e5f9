"""What stands above the shared encoder when comments are read: four layers, and a head that hears each piece.

The layers go on from the second stage (`train/README.md`), taken out of its model in eight bits. For each label every
piece says how much, and how much it is to be heard: at the start all alike, which is the second stage's mean.
"""

from __future__ import annotations

from pathlib import Path

import numpy
import onnx
import torch
from encoder import SHARED, WIDTH, Head, Layers, base_encoder
from onnx.numpy_helper import to_array
from public_sets import LABELS

LAYERS = 4
WEIGHTS = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)
"""The matrices of a layer, in the order in which a layer uses them."""


class Upper(torch.nn.Module):
    """The layers above the shared ones, and the head. Says what each piece adds for each label."""

    def __init__(self) -> None:
        super().__init__()
        self.tuned = Layers(base_encoder().encoder.layer[SHARED:])
        self.head = Head(len(LABELS))
        self.drop = torch.nn.Dropout(0.1)

    def forward(self, states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        return self.head(self.drop(self.tuned(states, mask)), mask)


def second_stage(folder: Path) -> Upper:
    """The upper layers as `model.onnx` of the second stage has them, and its head as what each piece says."""
    model, upper = onnx.load(str(folder / "model.onnx")), Upper()
    held = {one.name: to_array(one) for one in model.graph.initializer}
    matrices = [
        _whole(held, node.input[1].removesuffix("_quantized"))
        for node in model.graph.node
        if node.op_type == "MatMulInteger"
    ]
    state = upper.state_dict()
    for layer in range(LAYERS):
        for name in WEIGHTS:
            state[f"tuned.layers.{layer}.{name}.weight"] = torch.from_numpy(matrices.pop(0).T.copy())
    for name, value in held.items():
        if name.startswith("encoder.encoder.layer."):
            number, _, part = name.removeprefix("encoder.encoder.layer.").partition(".")
            state[f"tuned.layers.{int(number) - SHARED}.{part}"] = torch.from_numpy(value.copy())
    [head] = matrices
    state["head.says.weight"] = torch.from_numpy(head.T.copy())
    state["head.says.bias"] = torch.from_numpy(held["head.bias"].copy())
    upper.load_state_dict(state)
    return upper


def _whole(held: dict[str, numpy.ndarray], name: str) -> numpy.ndarray:
    """A matrix of eight bits as numbers of 32."""
    small, zero, scale = (held[f"{name}_{part}"].astype(numpy.float32) for part in ("quantized", "zero_point", "scale"))
    return (small - zero) * scale


def padded(held: list[torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
    """Texts as one block, and which of its pieces are there."""
    longest = max(len(states) for states in held)
    block, mask = torch.zeros(len(held), longest, WIDTH), torch.zeros(len(held), longest)
    for place, states in enumerate(held):
        block[place, : len(states)] = states.float()
        mask[place, : len(states)] = 1.0
    return block, mask
