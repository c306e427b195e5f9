"""Models in files: the recorded bytes or none, one thread, the same numbers every time."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any


class Unreadable(Exception):
    """The model cannot be used. The message says why and what to do."""


def check(folder: Path, name: str, digest: str | None) -> Path:
    """The path of a file of `folder`, once its content is found to be the recorded one."""
    try:
        with (folder / name).open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as reason:
        raise Unreadable(f"{folder / name} cannot be read ({reason.strerror}). Install Masthead again.") from reason
    if found != digest:
        raise Unreadable(f"{folder / name} is not the file that was recorded. Install Masthead again.")
    return folder / name


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
    """A model as a function from arrays to arrays. One text at a time: in a batch, eight bits depend on neighbors."""

    def __init__(self, model: Path) -> None:
        numpy, onnxruntime = load()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        options.use_deterministic_compute = True
        options.log_severity_level = 4
        # a second copy of the weights, for little
        options.add_session_config_entry("session.disable_prepacking", "1")
        try:
            self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        except Exception as reason:
            raise Unreadable(f"The model cannot be loaded: {str(reason)[:120]}") from reason
        self._takes = [given.name for given in self._session.get_inputs()]
        self._array: Callable[..., Any] = numpy.array

    def _row(self, numbers: list[int]) -> Any:
        return self._array([numbers], dtype="int64")

    def of_pieces(self, numbers: list[int]) -> Any:
        """The first output for one text given as the numbers of its pieces."""
        given = {"input_ids": self._row(numbers), "attention_mask": self._row([1] * len(numbers))}
        return self._session.run(None, given)[0]

    def of_states(self, states: Any) -> Any:
        """The first output for one text given as the states that the encoder's lower layers made of it."""
        given = dict.fromkeys(self._takes, states)
        if "attention_mask" in given:
            given["attention_mask"] = self._row([1] * states.shape[1])
        return self._session.run(None, given)[0]
