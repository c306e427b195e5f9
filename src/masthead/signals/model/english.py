"""Whether a stretch of a comment is written in English: in any other language the scores of the model mean nothing.

By the share of common English words, names left out. Half of a comment in misspelled or broken English are common words
still; of a sentence in another language seldom a third.
"""

from __future__ import annotations

import re

from masthead.signals.engine.normalise import Normalised
from masthead.signals.engine.words import is_common

LEAST = 0.4
"""The share of common words from which a stretch counts as English."""
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


def is_english(text: Normalised, start: int, end: int) -> bool:
    """Whether [start, end) of `text` reads as English. Names alone do: they are no language."""
    common = others = 0
    for match in _WORD.finditer(text.text, start, end):
        if is_common(match.group()):
            common += 1
        elif text.shouted or not text.capital(match.start()):
            others += 1
    return common >= LEAST * (common + others)
