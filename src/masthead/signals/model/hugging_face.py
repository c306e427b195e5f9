"""A folder as Hugging Face's tools write it (`optimum-cli export onnx --task text-classification`): nothing to add.

`config.json` names the labels (`id2label`) and whether several may hold at once (`problem_type`); `tokenizer.json` says
how a text is cut; the graph is `model.onnx` or `onnx/model.onnx`, or their smaller twins in eight bits. Where no
`problem_type` is set, of several labels one holds and a single one stands for itself, as those tools read it too.
`masthead.json` is ours and may be left out: {"languages": "any"} gives the model whatever is written. Without recorded
digests the version is made of all the files that count.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from masthead.reading.sessions import Unreadable, digest_of
from masthead.reading.tokenizer_json import tokenizer_in
from masthead.signals.model.described import Described, reads_any_language

CONFIG, TOKENIZER, OURS = "config.json", "tokenizer.json", "masthead.json"
GRAPHS = tuple(f"{where}model{kind}.onnx" for kind in ("", "_quantized") for where in ("", "onnx/"))
"""Where the graph is looked for, in this order."""
NUMBERS = ("_data", ".data")
"""What the name of a second file with the numbers of the graph ends in, where it has one."""
LONGEST = 512
"""Pieces that are read at once at most, whatever the folder says: a comment is cut between its sentences."""
COUNT_FROM_TWO = frozenset({"roberta", "mpnet"})
EXPORT = "Export it again: optimum-cli export onnx --task text-classification --model NAME FOLDER."


def of_hugging_face(folder: Path) -> Described:
    """Raises Unreadable with the cure when something is missing, or says what Masthead cannot do."""
    config = _object(folder / CONFIG)
    labels = _labels(config, folder / CONFIG)
    tokenizer = tokenizer_in(folder / TOKENIZER)
    graph = next((folder / name for name in GRAPHS if (folder / name).is_file()), None)
    if graph is None:
        raise Unreadable(f"{folder} holds neither {GRAPHS[0]} nor {GRAPHS[1]}. {EXPORT}")
    ours = _object(folder / OURS) if (folder / OURS).exists() else {}
    cut = _object(folder / "tokenizer_config.json") if (folder / "tokenizer_config.json").exists() else {}
    beside = [graph.with_name(graph.name + ending) for ending in NUMBERS]
    files = [graph, *filter(Path.is_file, beside), folder / CONFIG, folder / TOKENIZER]
    return Described(
        file=graph,
        version=hashlib.sha256("".join(digest_of(file, cure=EXPORT) for file in files).encode()).hexdigest()[:12],
        labels=labels,
        vocabulary=tokenizer.vocabulary,
        longest=_longest(tokenizer.longest, cut.get("model_max_length"), _places(config)),
        one_of_them=_one_of_them(config, labels, folder / CONFIG),
        any_language=reads_any_language(ours, folder / OURS),
    )


def _labels(config: dict[str, Any], file: Path) -> tuple[str, ...]:
    """By number: id2label counts from "0", in whatever order it is written."""
    named = config.get("id2label")
    try:
        numbered = {int(number): str(label) for number, label in dict(named or {}).items()}
    except (ValueError, TypeError):
        numbered = {}
    if not numbered or sorted(numbered) != list(range(len(numbered))):
        raise Unreadable(f"{file} does not name the labels of a classifier (id2label). {EXPORT}")
    return tuple(numbered[number] for number in range(len(numbered)))


def _one_of_them(config: dict[str, Any], labels: tuple[str, ...], file: Path) -> bool:
    kind = config.get("problem_type")
    if kind not in (None, "single_label_classification", "multi_label_classification"):
        raise Unreadable(f"{file} says {kind}: Masthead reads classifiers, single_label or multi_label_classification.")
    return len(labels) > 1 and kind != "multi_label_classification"


def _places(config: dict[str, Any]) -> object:
    """Pieces that the model has a place for. Those of RoBERTa's kin count from the mark for nothing, by which two are
    lost."""
    places = config.get("max_position_embeddings")
    return places - 2 if isinstance(places, int) and config.get("model_type") in COUNT_FROM_TWO else places


def _longest(*said: object) -> int:
    """The least of what the files say; some say nothing by 0 or by a number beyond all measure."""
    return min([LONGEST, *(int(one) for one in said if isinstance(one, int | float) and one > 0)])


def _object(file: Path) -> dict[str, Any]:
    try:
        told = json.loads(file.read_text("utf-8"))
    except OSError as reason:
        raise Unreadable(f"{file} cannot be read ({reason.strerror}). {EXPORT}") from reason
    except ValueError as reason:
        raise Unreadable(f"{file} is not as it should be ({reason}). {EXPORT}") from reason
    if not isinstance(told, dict):
        raise Unreadable(f"{file} is not as it should be. {EXPORT}")
    return told
