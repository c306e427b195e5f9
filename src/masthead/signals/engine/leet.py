"""Digits and signs as the letters they are drawn for: `l0s3r`, `b!tch`."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product

from masthead.signals.engine.telling import first_word, is_word

_LEET = {"0": "o", "1": "il", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g", "2": "z",
         "@": "a", "$": "s", "!": "il", "|": "li", "€": "e", "+": "t"}  # fmt: skip


@lru_cache(maxsize=4096)
def as_letters(token: str) -> str:
    """`token` with signs read as letters; where a sign has two readings, the one that makes a word."""
    doubtful = sum(1 for char in token if len(_LEET.get(char, "")) > 1)
    if not doubtful or doubtful > 4:
        return "".join(_LEET.get(char, char)[0] for char in token)
    read = first_word(["".join(reading) for reading in product(*(_LEET.get(char, char) for char in token))])
    return read if is_word(read) else _likely(token)


def _likely(token: str) -> str:
    """`token` with signs read as letters, where no reading is a word: l beside a vowel, i between other letters."""
    letters = [_LEET.get(char, char)[0] for char in token]
    for place, char in enumerate(token):
        if set(_LEET.get(char, "")) == {"i", "l"}:
            beside = "".join(letters[max(0, place - 1) : place] + letters[place + 1 : place + 2])
            letters[place] = "l" if re.search("[aeouy]", beside) else "i"
    return "".join(letters)
