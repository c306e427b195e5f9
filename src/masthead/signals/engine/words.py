"""Common English words: what a token must not be to count as a name."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def common_words() -> frozenset[str]:
    """The shipped list, lower case. Made by train/common_words.py."""
    return frozenset((files(__package__) / "common_words.txt").read_text("utf-8").split())


def is_common(word: str) -> bool:
    """Whether `word` is on the list, as it is or without a plural or possessive ending."""
    common = common_words()
    return word in common or (word.endswith("s") and word.rstrip("s").rstrip("'") in common)
