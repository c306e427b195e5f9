"""What a model must offer to give evidence: the shipped one, a folder that `onnx_folder.py` reads, or a server."""

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

    @property
    def labels(self) -> Sequence[str]:
        """What it has a score for. Only those that the policy names are heeded."""

    @property
    def any_language(self) -> bool:
        """Whether it is given all that is written, and not only what is English."""

    def scores(self, texts: Sequence[str]) -> list[dict[str, float]]:
        """For each of `texts`, which are normalised and short: label → calibrated score in [0, 1]; the same whatever
        stands beside it. Raises Unreadable."""

    def pieces(self, text: str) -> list[tuple[int, int]]:
        """[start, end) of the stretches of `text` that are read one after another, each short enough to be read."""

    def words(self, text: str, label: str) -> list[tuple[int, int, float]]:
        """(start, end, what it added to the score of `label`) of each word of `text`, as `scores` was given it; nothing
        where the model does not tell."""
