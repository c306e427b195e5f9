"""A model that is listened to while it reads: why it gave no answer is kept for whoever has to be told."""

from __future__ import annotations

from collections.abc import Sequence

from masthead.signals.model.port import Reader, Unreadable


class Overheard:
    """As the reader it is made of. `why`: what it said when it last gave no answer, a sentence; "" until then."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.version, self.labels, self.any_language = reader.version, reader.labels, reader.any_language
        self.why = ""

    def scores(self, texts: Sequence[str]) -> list[dict[str, float]]:
        try:
            return self._reader.scores(texts)
        except Unreadable as reason:
            self.why = f"{str(reason).rstrip('.')}."
            raise

    def pieces(self, text: str) -> list[tuple[int, int]]:
        return self._reader.pieces(text)

    def words(self, text: str, label: str) -> list[tuple[int, int, float]]:
        return self._reader.words(text, label)
