"""What a model must offer to give evidence: the shipped one, a folder in the shape of `onnx_folder.py`, or another."""

from __future__ import annotations

from typing import Protocol

from masthead.reading.sessions import Unreadable

__all__ = ["Reader", "Unreadable"]


class Reader(Protocol):
    """Scores a text. The same text gets the same scores."""

    @property
    def version(self) -> str:
        """Names the weights: what an old assessment was made by."""

    @property
    def costly(self) -> bool:
        """Whether asking takes so long that it should be asked once for a stretch, and not for each word."""

    def scores(self, text: str) -> dict[str, float]:
        """Label → calibrated score in [0, 1] for `text`, which is normalised and short. Raises Unreadable."""

    def pieces(self, text: str) -> list[tuple[int, int]]:
        """[start, end) of the stretches of `text` that are read one after another, each short enough to be read."""
