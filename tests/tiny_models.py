"""Tiny classifiers made on the spot: a graph in ONNX's own bytes, and beside it what Hugging Face's exporter writes.

Each word of a small vocabulary adds its numbers to the labels, so that a test knows every score beforehand. The graph
is written field by field (onnx/onnx.proto): a library for it would be one more thing to install.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path

from masthead.reading.byte_pairs import LETTERS

LABELS = ("toxic", "severe_toxic", "threat")
WORDS: dict[str, tuple[float, float, float]] = {
    "rotten": (2.0, 1.0, -2.0),
    "idiot": (5.0, 2.0, -2.0),
    "podrida": (6.0, 2.0, -2.0),
    "hurt": (2.0, 1.0, 7.0),
    "thanks": (-4.0, -4.0, -4.0),
    "##s": (0.0, 0.0, 0.0),
}
PLAIN = (
    *(
        "you",
        "are",
        "an",
        "a",
        "the",
        "and",
        "is",
        "this",
        "library",
        "i",
        "will",
        "we",
        "do",
        "not",
        "all",
        "at",
        "to",
    ),
    *(".", ",", "!", "branch", "closed", "was", "again", "word", "esta", "biblioteca", "para", "todos"),
)
BASE = -3.0
"""What each label begins from."""
PIECES = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", *WORDS, *PLAIN)
ALL_INPUTS = ("input_ids", "attention_mask", "token_type_ids")
FLOAT, INT64, INT32 = 1, 7, 6


def hugging_face_folder(
    folder: Path,
    *,
    inputs: Sequence[str] = ALL_INPUTS,
    problem_type: str | None = "multi_label_classification",
    labels: Sequence[str] = LABELS,
    graph: str = "model.onnx",
    pieces: Sequence[str] = PIECES,
    **config: object,
) -> Path:
    """A folder as `optimum-cli export onnx` leaves it. pieces: those the graph knows; at any other it
    fails."""
    (folder / graph).parent.mkdir(parents=True, exist_ok=True)
    (folder / graph).write_bytes(model(inputs=inputs, pieces=pieces))
    told = {
        "model_type": "bert",
        "id2label": {str(number): label for number, label in enumerate(labels)},
        "problem_type": problem_type,
        "max_position_embeddings": 512,
    }
    (folder / "config.json").write_text(json.dumps(told | config), "utf-8")
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer()), "utf-8")
    return folder


def tokenizer(pieces: Sequence[str] = PIECES, **model: object) -> dict[str, object]:
    """What `tokenizer.json` holds of a BERT."""
    around = [{"SpecialToken": {"id": mark, "type_id": 0}} for mark in ("[CLS]", "[SEP]")]
    return {
        "version": "1.0",
        "added_tokens": [{"id": 0, "content": "[PAD]", "special": True}],
        "truncation": None,
        "normalizer": {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True,
                       "strip_accents": None, "lowercase": True},
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {"type": "TemplateProcessing",
                           "single": [around[0], {"Sequence": {"id": "A", "type_id": 0}}, around[1]]},
        "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                  "max_input_chars_per_word": 100,
                  "vocab": {piece: number for number, piece in enumerate(pieces)}} | model,
    }  # fmt: skip


def byte_level_tokenizer() -> dict[str, object]:
    """What `tokenizer.json` holds of a RoBERTa that learned of one word: idiot, after a space."""
    pieces = [*LETTERS]
    merges = [("i", "d"), ("o", "t"), ("id", "i"), ("idi", "ot"), ("Ġ", "idiot")]
    pieces += ["".join(pair) for pair in merges]
    vocabulary = {piece: number for number, piece in enumerate(("<s>", "<pad>", "</s>", *pieces))}
    return {
        "added_tokens": [{"id": 0, "content": "<s>", "special": True}],
        "normalizer": None,
        "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True},
        "post_processor": {"type": "RobertaProcessing", "sep": ["</s>", 2], "cls": ["<s>", 0]},
        "model": {"type": "BPE", "vocab": vocabulary, "merges": [" ".join(pair) for pair in merges]},
    }


def model(*, inputs: Sequence[str] = ALL_INPUTS, pieces: Sequence[str] = PIECES, kind: int = INT64) -> bytes:
    """The graph: the numbers of each piece are looked up, masked, and added up to one logit for each label."""
    table = [WORDS.get(piece.removeprefix("Ġ"), (0.0,) * len(LABELS)) for piece in pieces]
    steps = [_node("Gather", ["table", "input_ids"], "looked_up")]
    held = [
        _floats("table", table),
        _floats("base", [[BASE] * len(LABELS)]),
        _tensor("pieces", INT64, [1], struct.pack("<q", 1)),
    ]
    last = "looked_up"
    if "token_type_ids" in inputs:
        held.append(_floats("kinds", [(0.0,) * len(LABELS), (50.0,) * len(LABELS)]))
        steps += [_node("Gather", ["kinds", "token_type_ids"], "of_kind"), _node("Add", [last, "of_kind"], "kinded")]
        last = "kinded"
    if "attention_mask" in inputs:
        held.append(_tensor("labels", INT64, [1], struct.pack("<q", 2)))
        steps += [
            _node("Cast", ["attention_mask"], "mask", _integer("to", FLOAT)),
            _node("Unsqueeze", ["mask", "labels"], "each"),
            _node("Mul", [last, "each"], "masked"),
        ]
        last = "masked"
    steps += [
        _node("ReduceSum", [last, "pieces"], "summed", _integer("keepdims", 0)),
        _node("Add", ["summed", "base"], "logits"),
    ]
    graph = b"".join(
        (
            *(_field(1, step) for step in steps),
            _field(2, b"tiny"),
            *(_field(5, one) for one in held),
            *(_field(11, _value(name, kind, ["texts", "pieces"])) for name in inputs),
            _field(12, _value("logits", FLOAT, ["texts", len(LABELS)])),
        )
    )
    return _number(1, 8) + _field(7, graph) + _field(8, _field(1, b"") + _number(2, 13))


def scores(comment: str) -> Mapping[str, float]:
    """The logit of each label for the words of `comment`, as the graph reckons it."""
    words = comment.lower().replace(".", "").replace("!", "").split()
    sums = [BASE + sum(WORDS.get(word, (0.0,) * len(LABELS))[place] for word in words) for place in range(len(LABELS))]
    return dict(zip(LABELS, sums, strict=True))


def _varint(number: int) -> bytes:
    given = bytearray()
    while number > 0x7F:
        given.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*given, number])


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _field(field: int, value: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def _node(kind: str, takes: Sequence[str], gives: str, *attributes: bytes) -> bytes:
    return b"".join(
        (
            *(_field(1, name.encode()) for name in takes),
            _field(2, gives.encode()),
            _field(4, kind.encode()),
            *(_field(5, attribute) for attribute in attributes),
        )
    )


def _integer(name: str, value: int) -> bytes:
    return _field(1, name.encode()) + _number(3, value) + _number(20, 2)


def _tensor(name: str, kind: int, sizes: Sequence[int], content: bytes) -> bytes:
    return (
        b"".join(_number(1, size) for size in sizes) + _number(2, kind) + _field(8, name.encode()) + _field(9, content)
    )


def _floats(name: str, rows: Sequence[Sequence[float]]) -> bytes:
    flat = [number for row in rows for number in row]
    return _tensor(name, FLOAT, [len(rows), len(rows[0])], struct.pack(f"<{len(flat)}f", *flat))


def _value(name: str, kind: int, sizes: Sequence[str | int]) -> bytes:
    dims = (_field(1, _field(2, size.encode()) if isinstance(size, str) else _number(1, size)) for size in sizes)
    return _field(1, name.encode()) + _field(2, _field(1, _number(1, kind) + _field(2, b"".join(dims))))
