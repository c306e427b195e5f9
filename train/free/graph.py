"""The model that reads comments as one graph in eight bits, on the numbers of the shared encoder.

Written node by node: what an exporter makes of the layers is twice as many nodes, and its eight bits are counted from
the largest number of a whole batch. Here each matrix is counted from what it was given for recorded texts, so a text
gets the same scores alone and beside others of its length. The word vectors and the two lowest layers stay in
`encoder.bin`, where the reader of posts finds them too. Weights of the upper layers have seven bits, for on older
processors the sums of two products of eight do not fit.
"""

from __future__ import annotations

from pathlib import Path

import numpy
import onnx
import torch
from encoder import SHARED, WIDTH, base_encoder
from onnx import TensorProto, helper, numpy_helper
from upper import LAYERS, WEIGHTS, Upper

HEADS, HEAD, OPSET, MOST, LAYER = 12, 32, 20, 63, "layer.{}"
Held = dict[str, numpy.ndarray]
Reaches = dict[str, tuple[float, float]]
"""For each matrix the least and the largest number it is given."""


class Graph:
    """Collects nodes and numbers; each method adds a step and gives the name of what it makes."""

    def __init__(self, reaches: Reaches) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.numbers: dict[str, onnx.TensorProto] = {}
        self._reaches = reaches

    def number(self, name: str, value: object, kind: type = numpy.float32) -> str:
        self.numbers.setdefault(name, numpy_helper.from_array(numpy.array(value, dtype=kind), name))
        return name

    def step(self, kind: str, *given: str, made: tuple[str, ...] = (), domain: str = "", **how: object) -> str:
        made = made or (f"{kind}_{len(self.nodes)}",)
        self.nodes.append(helper.make_node(kind, list(given), list(made), name=made[0], domain=domain, **how))
        return made[0]

    def counted(self, states: str, name: str) -> tuple[str, str, str]:
        """`states` in eight bits, as the matrix `name` takes them: themselves, what a step is worth, which is zero."""
        low, high = self._reaches[name]
        worth = (max(high, 0.0) - min(low, 0.0)) / 255.0
        one, zero = self.number(f"{name}.worth", worth), self.number(f"{name}.zero", round(-low / worth), numpy.uint8)
        return self.step("QuantizeLinear", states, one, zero), one, zero

    def times(self, counted: tuple[str, str, str], matrix: str, scale: str, added: str) -> str:
        small, worth, zero = counted
        return self.step("MatMulIntegerToFloat", small, matrix, worth, scale, zero, "", added, domain="com.microsoft")

    def small(self, name: str, matrix: numpy.ndarray) -> tuple[str, str]:
        """`matrix` (rows by outputs) in seven bits, and what a step of each output is worth."""
        scale = numpy.maximum(numpy.abs(matrix).max(0), 1e-9) / MOST
        eight = numpy.clip(numpy.round(matrix / scale), -MOST, MOST)
        return self.number(f"{name}.eight", eight, numpy.int8), self.number(f"{name}.scale", scale)

    def heard(self, query: str, key: str, value: str) -> str:
        how = {"num_heads": HEADS, "scale": float(HEAD**-0.5)}
        return self.step("MultiHeadAttention", query, key, value, domain="com.microsoft", **how)

    def normed(self, one: str, other: str, weight: str, bias: str) -> str:
        return self.step("LayerNormalization", self.step("Add", one, other), weight, bias, axis=-1, epsilon=1e-12)


class Shared:
    """What stands in the encoder's files: the word vectors and the lowest layers, left where they are."""

    def __init__(self, graph: Graph, file: Path) -> None:
        model = onnx.load(str(file), load_external_data=False)
        self._graph = graph
        self._held = {one.name: one for one in model.graph.initializer}
        self._matrices = [node.input[1] for node in model.graph.node if node.op_type == "MatMulInteger"]

    def take(self, name: str) -> str:
        self._graph.numbers[name] = self._held[name]
        return name

    def vectors(self, table: str, places: str | None) -> str:
        """Rows of a table of vectors."""
        name = f"encoder.embeddings.{table}_embeddings.weight"
        rows = self.take(f"{name}_quantized")
        if places:
            rows = self._graph.step("Gather", rows, places)
        else:
            first, along = (self._graph.number(of, [0], numpy.int64) for of in ("first", "along"))
            length = self._graph.step("Shape", "input_ids", start=1, end=2)
            rows = self._graph.step("Slice", rows, first, length, along)
        return self._graph.step("DequantizeLinear", rows, self.take(f"{name}_scale"), self.take(f"{name}_zero_point"))

    def states(self) -> str:
        """What the lowest layers make of `input_ids`."""
        graph = self._graph
        kind = self.vectors("token_type", graph.number("first kind", [0], numpy.int64))
        words = graph.step("Add", self.vectors("word", "input_ids"), kind)
        norm = [self.take(f"encoder.embeddings.LayerNorm.{part}") for part in ("weight", "bias")]
        states = graph.normed(words, self.vectors("position", None), norm[0], norm[1])
        for number in range(SHARED):
            states = self._layer(LAYER.format(number), states)
        return states

    def _layer(self, name: str, states: str) -> str:
        graph = self._graph

        def times(counted: tuple[str, str, str], which: str) -> str:
            matrix = self._matrices.pop(0).removesuffix("_quantized")
            taken = [self.take(f"{matrix}_{part}") for part in ("quantized", "scale")]
            return graph.times(counted, taken[0], taken[1], self.take(f"encoder.encoder.{name}.{which}.bias"))

        def norm(one: str, other: str, which: str) -> str:
            taken = [self.take(f"encoder.encoder.{name}.{which}.LayerNorm.{part}") for part in ("weight", "bias")]
            return graph.normed(one, other, taken[0], taken[1])

        counted = graph.counted(states, f"{name}.{WEIGHTS[0]}")
        heard = graph.heard(*[times(counted, which) for which in WEIGHTS[:3]])
        states = norm(times(graph.counted(heard, f"{name}.{WEIGHTS[3]}"), WEIGHTS[3]), states, "attention.output")
        wide = graph.step("Gelu", times(graph.counted(states, f"{name}.{WEIGHTS[4]}"), WEIGHTS[4]))
        return norm(times(graph.counted(wide, f"{name}.{WEIGHTS[5]}"), WEIGHTS[5]), states, "output")


def learned(graph: Graph, states: str, held: Held, number: int) -> str:
    """One of the layers that learned, on `states`."""
    name, of = LAYER.format(number + SHARED), f"tuned.layers.{number}"

    def part(which: str) -> tuple[numpy.ndarray, numpy.ndarray]:
        return held[f"{of}.{which}.weight"].T, held[f"{of}.{which}.bias"]

    def times(given: str, which: str) -> str:
        matrix, added = part(which)
        small, scale = graph.small(f"{name}.{which}", matrix)
        counted = graph.counted(given, f"{name}.{which}")
        return graph.times(counted, small, scale, graph.number(f"{name}.{which}.added", added))

    def norm(one: str, other: str, which: str) -> str:
        numbers = [
            graph.number(f"{name}.{which}.{end}", held[f"{of}.{which}.LayerNorm.{end}"]) for end in ("weight", "bias")
        ]
        return graph.normed(one, other, numbers[0], numbers[1])

    asked = [part(which) for which in WEIGHTS[:3]]
    small, scale = graph.small(f"{name}.asked", numpy.concatenate([matrix for matrix, _ in asked], 1))
    added = graph.number(f"{name}.asked.added", numpy.concatenate([bias for _, bias in asked]))
    together = graph.times(graph.counted(states, f"{name}.{WEIGHTS[0]}"), small, scale, added)
    made = tuple(f"{name}.{which}" for which in ("query", "key", "value"))
    graph.step("Split", together, made=made, axis=2, num_outputs=3)
    states = norm(times(graph.heard(*made), WEIGHTS[3]), states, "attention.output")
    return norm(times(graph.step("Gelu", times(states, WEIGHTS[4])), WEIGHTS[5]), states, "output")


def write(upper: Upper, encoder: Path, reaches: Reaches, out: Path, labels: int, *, means: bool = False) -> None:
    """The whole model: numbers of pieces of texts of one length in, what each piece adds for each label out.

    means: the mean of the last layer of each text comes out too."""
    held = {name: value.detach().numpy() for name, value in upper.state_dict().items()}
    graph = Graph(reaches)
    states = Shared(graph, encoder).states()
    for number in range(LAYERS):
        states = learned(graph, states, held, number)

    def plain(which: str) -> str:
        matrix = graph.number(f"{which}.weight", held[f"head.{which}.weight"].T)
        return graph.step(
            "Add", graph.step("MatMul", states, matrix), graph.number(f"{which}.bias", held[f"head.{which}.bias"])
        )

    graph.step("Mul", graph.step("Softmax", plain("heard"), axis=1), plain("says"), made=("added",))
    given = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["texts", "pieces"])
    told = helper.make_tensor_value_info("added", TensorProto.FLOAT, ["texts", "pieces", labels])
    outputs = [told]
    if means:
        graph.step("ReduceMean", states, graph.number("over pieces", [1], numpy.int64), made=("mean",), keepdims=0)
        outputs.append(helper.make_tensor_value_info("mean", TensorProto.FLOAT, ["texts", WIDTH]))
    made = helper.make_graph(graph.nodes, "comments", [given], outputs, list(graph.numbers.values()))
    operators = [helper.make_opsetid("", OPSET), helper.make_opsetid("com.microsoft", 1)]
    out.write_bytes(helper.make_model(made, opset_imports=operators, ir_version=9).SerializeToString())


def reaches(upper: Upper, texts: list[list[int]]) -> Reaches:
    """What each matrix is given for the pieces of `texts`."""
    base, found = base_encoder(), {}

    def watch(name: str, module: torch.nn.Module) -> None:
        def seen(_: torch.nn.Module, inputs: tuple[torch.Tensor, ...]) -> None:
            low, high = found.get(name, (0.0, 0.0))
            found[name] = min(low, float(inputs[0].min())), max(high, float(inputs[0].max()))

        module.register_forward_pre_hook(seen)

    layers = [*base.encoder.layer[:SHARED], *upper.tuned.layers]
    for number, layer in enumerate(layers):
        for which in WEIGHTS:
            watch(f"{LAYER.format(number)}.{which}", layer.get_submodule(which))
    with torch.no_grad():
        for numbers in texts:
            states = base.embeddings(input_ids=torch.tensor([numbers]))
            for layer in base.encoder.layer[:SHARED]:
                states = layer(states)
                states = states[0] if isinstance(states, tuple) else states
            upper(states, torch.ones(1, len(numbers)))
    return found
