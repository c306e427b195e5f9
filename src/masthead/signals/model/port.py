"""What a model must offer to give evidence: the shipped one, a folder in the shape of `onnx_folder.py`, or another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from masthead.reading.sessions import Unreadable

__all__ = ["Reader", "Unreadable"]


class Reader(Protocol):
    """Scores texts. The same text gets the same scores."""

    @property
    def version(self) -> str:
        """Names the weights: what an old assessment was made by."""

    def scores(self, texts: Sequence[str]) -> list[dict[str, float]]:
        """For each of `texts`, which are normalised and short: label → calibrated score in [0, 1]; the same whatever
        stands beside it. Raises Unreadable."""

    def pieces(self, text: str) -> list[tuple[int, int]]:
        """[start, end) of the stretches of `text` that are read one after another, each short enough to be read."""

    def words(self, text: str, label: str) -> list[tuple[int, int, float]]:
        """(start, end, what it added to the score of `label`) of each word of `text`, as `scores` was given it; nothing
        where the model does not tell."""
