"""The lower layers of the small encoder, which both readers build on.

`weights/encoder.onnx` with its numbers (`encoder.bin`) and its vocabulary are the base model's own, as they came, in
eight bits; what a reader learned stands in its own file above them. So desk and package hold them once.
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


class Encoder:
    """Raises Unreadable when a file is missing, altered or cannot be loaded."""

    def __init__(self, folder: Path) -> None:
        try:
            told = json.loads((folder / "encoder.json").read_text("utf-8"))["sha256"]
            self.version: str = told["encoder.bin"]
        except (OSError, ValueError, KeyError, TypeError) as reason:
            raise Unreadable(f"{folder}: encoder.json is missing or not as it should be.") from reason
        self.vocabulary = Vocabulary.of(check(folder, "vocab.txt", told.get("vocab.txt")))
        check(folder, "encoder.bin", self.version)
        self._session = Session(check(folder, "encoder.onnx", told.get("encoder.onnx")))

    def states(self, numbers: list[int]) -> Any:
        """What the lower layers make of the pieces of one text."""
        return self._session.of_pieces(numbers)


@cache
def encoder() -> Encoder:
    """The encoder that came along, loaded when the first text asks for it."""
    return Encoder(HERE)


def release() -> None:
    """Let go of it; the next text loads it again."""
    encoder.cache_clear()
