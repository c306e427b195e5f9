"""The lower layers of the small encoder, which both readers build on.

`weights/encoder.onnx` with its numbers (`encoder.bin`) and its vocabulary are the base model's own, as they came, in
eight bits; what a reader learned stands in its own file above them. So desk and package hold them once. The model of
comments brings its own graph over the same numbers.
`train/posts/split.py` cuts them from a whole model of comments.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from masthead.reading.pieces import Vocabulary
from masthead.reading.sessions import Session, Unreadable, check

HERE = Path(__file__).parent / "weights"


class Numbers:
    """The vocabulary, and the file of numbers found to be the recorded one. Raises Unreadable when a file is not."""

    def __init__(self, folder: Path) -> None:
        try:
            self.told: dict[str, str] = json.loads((folder / "encoder.json").read_text("utf-8"))["sha256"]
            self.version: str = self.told["encoder.bin"]
        except (OSError, ValueError, KeyError, TypeError) as reason:
            raise Unreadable(f"{folder}: encoder.json is missing or not as it should be.") from reason
        self.folder = folder
        self.vocabulary = Vocabulary.of(check(folder, "vocab.txt", self.told.get("vocab.txt")))
        check(folder, "encoder.bin", self.version)


class Encoder:
    """The lower layers as a graph. Raises Unreadable when it is not the recorded one or cannot be loaded."""

    def __init__(self, numbers: Numbers) -> None:
        self.version, self.vocabulary = numbers.version, numbers.vocabulary
        self._session = Session(check(numbers.folder, "encoder.onnx", numbers.told.get("encoder.onnx")))

    def states(self, numbers: list[int]) -> Any:
        """What the lower layers make of the pieces of one text."""
        return self._session.of_pieces([numbers])


@cache
def numbers() -> Numbers:
    """The numbers that came along, read when the first text asks for them."""
    return Numbers(HERE)


@cache
def encoder() -> Encoder:
    """The encoder that came along, loaded when the first text asks for it."""
    return Encoder(numbers())


def release() -> None:
    """Let go of it; the next text loads it again."""
    encoder.cache_clear()
    numbers.cache_clear()
