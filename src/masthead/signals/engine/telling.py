"""Words that signals look for and that are no common ones: what else a disguise may spell, so as to be undone."""

from __future__ import annotations

import re
from functools import cache

from masthead.signals.engine import campaign_words, harm, peoples, persons
from masthead.signals.engine.vulgar import VULGAR
from masthead.signals.engine.words import common_words, is_common

# fmt: off
_SHORT = frozenset({
    "a", "ad", "ah", "am", "an", "as", "at", "be", "by", "co", "do", "ex", "eh", "go", "ha", "he", "hi", "i", "id",
    "if", "in", "is", "it", "me", "mr", "ms", "my", "no", "of", "oh", "ok", "on", "or", "ox", "pa", "pm", "re", "so",
    "to", "tv", "uh", "um", "up", "us", "vs", "we", "ya", "ye", "yo",
})
# fmt: on
LONGEST = 14
"""Letters of a word that is looked for in a run of letters."""
_PATTERNS = (
    peoples.NAMES, peoples.ADJECTIVES, peoples.KINDS, peoples.SLURS, peoples.DEMEANS, persons.UNMISTAKABLE,
    persons.BEASTS, persons.SLIGHT, persons.FILLER, harm.PEOPLE, harm.BODY, harm.PLACE, harm.WEAPON, harm.DONE,
    harm.HARM.pattern, campaign_words.PARTY, campaign_words.OFFICE,
)  # fmt: skip


@cache
def telling_words() -> frozenset[str]:
    """Words of four letters and more in the patterns of the signals, with and without their endings."""
    found = {word for pattern in _PATTERNS for word in re.findall(r"(?<!\\)[a-zñ]{4,}", pattern)}
    found |= {term.rstrip("*") for term in VULGAR if len(term.rstrip("*")) >= 4}
    found |= {word.removesuffix("s") for word in found if len(word) > 4}
    return frozenset(found | {word + ending for word in found for ending in ("s", "ing", "ed")})


def is_word(word: str) -> bool:
    """Whether `word` is a common one, or one that signals look for."""
    return is_common(word) or word in telling_words() or word.removesuffix("s") in telling_words()


def stands_alone(letters: str) -> bool:
    """Whether `letters` are a word as one finds it between two spaces: of two letters and fewer, few are."""
    return is_word(letters) if len(letters) > 2 else letters in _SHORT


def first_word(readings: list[str]) -> str:
    """The first reading that is a word, else the first reading."""
    return next((reading for reading in readings if is_word(reading)), readings[0])


def split_into_words(run: str) -> list[str] | None:
    """`run` cut into the fewest words, or None when it cannot be. Linear: each place looks LONGEST back."""
    best: list[tuple[int, int] | None] = [(0, 0)] + [None] * len(run)
    for end in range(1, len(run) + 1):
        for start in range(max(0, end - LONGEST), end):
            before = best[start]
            word = run[start:end]
            if before is None or not _known(word) or (len(word) == 1 and word not in "ai"):
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


def _known(word: str) -> bool:
    return word in common_words() or word in telling_words()
