"""Which language the words around a place are written in, as far as they tell: a listed word is the listed word in its
own language alone. "Slut" is an ending in Danish, "putos" are children in Portuguese.

By the words that stand in nearly every sentence of a language (tongues.txt); a word that English has too tells nothing.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from masthead.signals.engine.normalise import Normalised
from masthead.signals.engine.words import is_common

ENGLISH, SPANISH, FRENCH, GERMAN, UNKNOWN = "english", "spanish", "french", "german", "unknown"
FEWEST_STRANGE = 3
"""Words that neither English nor a language listed has: from so many, and mostly such, it is a language not listed."""
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


def tongues_at(text: Normalised, start: int, end: int) -> frozenset[str]:
    """The languages of the sentence around [start, end) of `text`, likeliest ones alike; of the whole comment where the
    sentence does not tell; none where neither does. UNKNOWN is a language that is not listed."""
    opens, closes = text.sentence_at(start)
    opens, closes = max(opens, start - 400), min(closes, end + 400)
    return _tongues(text, opens, closes, start, end) or _tongues(text, start - 1500, end + 1500, start, end)


def _tongues(text: Normalised, opens: int, closes: int, start: int, end: int) -> frozenset[str]:
    told: dict[str, float] = {}
    shared: dict[str, float] = {}
    english = strange = 0.0
    for opened, closed in ((max(0, opens), start), (end, min(closes, len(text.text)))):
        for match in _WORD.finditer(text.text, opened, closed):
            word = match.group()
            of, common = _listed().get(word, frozenset()), is_common(word)
            english += common
            for tongue in of:
                into = shared if common else told
                into[tongue] = into.get(tongue, 0) + 1
            if not of and not common and (text.shouted or not text.capital(match.start()) or match.start() == opens):
                strange += 1
    found = {
        tongue: told.get(tongue, 0) + 0.5 * strange
        for tongue in {*told, *shared}
        if told.get(tongue, 0) + 0.5 * strange > english - shared.get(tongue, 0)
        and told.get(tongue, 0) + shared.get(tongue, 0)
    }
    if found:
        most = max(found[tongue] + shared.get(tongue, 0) for tongue in found)
        return frozenset(tongue for tongue, weight in found.items() if weight + shared.get(tongue, 0) == most)
    if strange >= FEWEST_STRANGE and english < 0.4 * (english + strange):
        return frozenset({UNKNOWN})
    return frozenset({ENGLISH}) if english else frozenset()


@cache
def _listed() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for line in (files(__package__) / "tongues.txt").read_text("ascii").splitlines():
        tongue, colon, words = line.partition(": ")
        for word in words.split() if colon and not line.startswith("#") else ():
            found.setdefault(word, set()).add(tongue)
    return {word: frozenset(tongues) for word, tongues in found.items()}


def may_be_of(tongue: str, text: Normalised, start: int, end: int) -> bool:
    """Whether the word at [start, end) may be of `tongue`: unless the words around it are plainly of another language.
    A word that is not English may stand among English ones, which have no such word."""
    around = tongues_at(text, start, end)
    return not around or tongue in around or (tongue != ENGLISH and ENGLISH in around)
