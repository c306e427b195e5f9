"""Spelling alone, behind the port of `grammar.py`, for machines on which Harper does not load.

Spylls (MPL-2.0) reads Hunspell's dictionary of American English, in pure Python, so it loads wherever Python does. It
holds fewer words than Harper, and knows no grammar.
"""

from __future__ import annotations

import threading
from functools import lru_cache
from importlib.resources import files
from itertools import islice

from masthead.checks.engine.grammar import Slip
from masthead.checks.engine.prose import WORD

_OFFERS = 5
_GUESSED = 20
"""Words of one text for which a better spelling is sought. It takes some hundredths of a second for each."""
_LONGEST = 40
"""Letters. What is longer is told as unknown, and nothing is guessed."""


class HunspellEngine:
    """Loading takes half a second and 45 megabytes, and is done only where it is needed."""

    grammar = False

    def __init__(self) -> None:
        from spylls.hunspell import Dictionary

        self._dictionary = Dictionary.from_files(str(files("spylls").joinpath("hunspell/data/en/en_US")))
        # Words that sound or look alike take ten times as long, and are too far off to be offered.
        self._dictionary.aff.MAXNGRAMSUGS = 0
        self._dictionary.aff.PHONE = None
        # The library does not say that threads may share it.
        self._lock = threading.Lock()
        self._knows = lru_cache(maxsize=20_000)(self._look_up)
        self._offers = lru_cache(maxsize=2_000)(self._suggest)

    def slips(self, text: str) -> list[Slip]:
        found: list[Slip] = []
        guessed: set[str] = set()
        with self._lock:
            for match in WORD.finditer(text):
                word = match.group().replace("\u02bc", "'").replace("\u2019", "'")
                if self._knows(word):
                    continue
                if len(guessed) < _GUESSED:
                    guessed.add(word)
                offers = self._offers(word) if word in guessed else ()
                found.append(Slip("unknown_word", match.span(), f"'{word}' is not in the dictionary.", offers))
        return found

    def read_ahead(self, text: str) -> None:
        """Nothing: what is written in Python is no sooner done beside other Python."""

    def _look_up(self, word: str) -> bool:
        return len(word) <= _LONGEST and bool(self._dictionary.lookup(word))

    def _suggest(self, word: str) -> tuple[str, ...]:
        return tuple(islice(self._dictionary.suggest(word), _OFFERS)) if len(word) <= _LONGEST else ()
