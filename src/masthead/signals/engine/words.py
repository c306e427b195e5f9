"""Common English words: what a token must not be to count as a name, and what a disguise must spell to be undone."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

LONGEST = 14


@cache
def common_words() -> frozenset[str]:
    """The shipped list, lower case. Made by train/common_words.py."""
    return frozenset((files(__package__) / "common_words.txt").read_text("utf-8").split())


def is_common(word: str) -> bool:
    """Whether `word` is on the list, as it is or without a plural or possessive ending."""
    common = common_words()
    return word in common or (word.endswith("s") and word.rstrip("s").rstrip("'") in common)


def first_common(readings: list[str]) -> str:
    """The first reading that is a common word, else the first reading."""
    return next((reading for reading in readings if is_common(reading)), readings[0])


def split_into_words(run: str) -> list[str] | None:
    """`run` cut into the fewest common words, or None when it cannot be. Linear: each place looks LONGEST back."""
    common = common_words()
    best: list[tuple[int, int] | None] = [(0, 0)] + [None] * len(run)
    for end in range(1, len(run) + 1):
        for start in range(max(0, end - LONGEST), end):
            before = best[start]
            word = run[start:end]
            if before is None or word not in common or (len(word) == 1 and word not in "ai"):
                continue
            if (now := best[end]) is None or before[0] + 1 < now[0]:
                best[end] = (before[0] + 1, start)
    if best[len(run)] is None:
        return None
    words: list[str] = []
    end = len(run)
    while end and (step := best[end]):
        words.append(run[step[1] : end])
        end = step[1]
    return words[::-1]
