"""Models in files: the recorded bytes or none, one thread, the same numbers every time."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any


class Unreadable(Exception):
    """The model cannot be used. The message says why and what to do."""


AGAIN = "Install Masthead again."
"""The cure where a file came with Masthead."""
TAKES = frozenset({"input_ids", "attention_mask", "token_type_ids"})
"""What a model over the pieces of a text may ask for."""
TOLD = 160
"""Letters of what the runtime says that are passed on."""


def check(folder: Path, name: str, digest: str | None, *, cure: str = AGAIN) -> Path:
    """The path of a file of `folder`, once its content is found to be the recorded one."""
    if digest_of(folder / name, cure=cure) != digest:
        raise Unreadable(f"{folder / name} is not the file that was recorded. {cure}")
    return folder / name


def digest_of(file: Path, *, cure: str = AGAIN) -> str:
    """The SHA-256 of its content, in hexadecimal."""
    try:
        with file.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except OSError as reason:
        raise Unreadable(f"{file} cannot be read ({reason.strerror}). {cure}") from reason


def load() -> tuple[Any, Any]:
    """(numpy, onnxruntime), loaded by the first call. Raises Unreadable where one is not installed.

    As published, the runtime reports to its maker over the network and marks the machine with an identifier
    (onnxruntime's Privacy.md, since 1.29). The variable forbids both, and only when it is set before. numpy's helpers
    for large matrices are of no use here and would keep threads.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    try:
        import numpy
        import onnxruntime
    except ImportError as reason:
        raise Unreadable(f"The library that runs the model is not installed ({reason.name}).") from reason
    return numpy, onnxruntime


class Session:
    """A model as a function from arrays to arrays. In a batch, eight bits may depend on neighbors.

    numbers_in: the folder with the file of numbers that the model names, where that is not its own. Such a model is
    also laid out as the processor likes it; for others that would be a second copy of the weights, for little.
    """

    def __init__(self, model: Path, *, numbers_in: Path | None = None) -> None:
        numpy, onnxruntime = load()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        options.use_deterministic_compute = True
        options.log_severity_level = 4
        if numbers_in is None:
            options.add_session_config_entry("session.disable_prepacking", "1")
        else:
            options.add_session_config_entry("session.model_external_initializers_file_folder_path", str(numbers_in))
        try:
            given = model.read_bytes() if numbers_in else str(model)
            self._session = onnxruntime.InferenceSession(given, options, providers=["CPUExecutionProvider"])
        except Exception as reason:
            raise Unreadable(f"The model cannot be loaded: {str(reason)[:TOLD]}") from reason
        self._takes = {given.name: _kind(given.type) for given in self._session.get_inputs()}
        self._gives = [given.name for given in self._session.get_outputs()]
        self._array: Callable[..., Any] = numpy.array

    def _rows(self, name: str, rows: list[list[int]]) -> Any:
        return self._array(rows, dtype=self._takes.get(name, "int64"))

    def of_pieces(self, rows: list[list[int]]) -> Any:
        """`logits` for texts of one length, given as the numbers of their pieces; the first output where none is called
        so. Raises Unreadable."""
        return self.all_of_pieces(rows)[self._gives.index("logits") if "logits" in self._gives else 0]

    def all_of_pieces(self, rows: list[list[int]]) -> Any:
        """Every output for texts of one length, given as the numbers of their pieces. Raises Unreadable."""
        if "input_ids" not in self._takes or not self._takes.keys() <= TAKES:
            asked = ", ".join(self._takes)
            raise Unreadable(f"The model reads no pieces of text: it asks for {asked}, and not for input_ids alone.")
        given = {
            "input_ids": rows,
            "attention_mask": [[1] * len(row) for row in rows],
            "token_type_ids": [[0] * len(row) for row in rows],
        }
        return self._run({name: self._rows(name, given[name]) for name in self._takes})

    def of_states(self, states: Any) -> Any:
        """The first output for one text given as the states that the encoder's lower layers made of it. Raises
        Unreadable."""
        given = dict.fromkeys(self._takes, states)
        if "attention_mask" in given:
            given["attention_mask"] = self._rows("attention_mask", [[1] * states.shape[1]])
        return self._run(given)[0]

    def _run(self, given: dict[str, Any]) -> Any:
        try:
            return self._session.run(None, given)
        except Exception as reason:
            raise Unreadable(f"The model failed: {str(reason)[:TOLD]}") from reason


def _kind(told: str) -> str:
    """numpy's name of a kind of number, from the runtime's."""
    return {"tensor(int32)": "int32", "tensor(float)": "float32", "tensor(bool)": "bool"}.get(told, "int64")
