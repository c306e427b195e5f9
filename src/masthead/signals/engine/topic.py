"""What a comment could plausibly be about: the post, the thread, the library, the agency, its services, public life."""

from __future__ import annotations

import re
from functools import lru_cache

from masthead.signals.engine.facts import CommentFacts
from masthead.signals.engine.words import is_common

# Any of these words ties a comment to a library and those who run it, in English or Spanish.
LIBRARY = re.compile(
    r"\b(?:librar\w+|(?:story|text|cook|note|e-?)?book\w*|read(?!y)\w*|branch\w*|catalog\w*|checkout|check(?:ed|ing)? out|shel(?:f|ves)|overdue|due dates?|fines?|fees?|cards?|"
    r"holds?|story ?times?|author\w*|novel\w*|magazine\w*|newspaper\w*|archiv\w+|databases?|wi-?fi|hotspots?|printers?|printing|"
    r"commission\w*|board|director|staff|budget\w*|fund(?:ed|ing|s)?|grants?|legislat\w+|governor|agency|public|government|official\w*|"
    r"polic(?:y|ies)|hours|clos(?:e|ed|es|ing|ings|ure)|programs?|exhibit\w*|workshop\w*|meeting\w*|"
    r"museum\w*|school\w*|teach\w*|student\w*|homework|censor\w*|bias\w*|racis\w+|vote[ds]?|voting|election\w*|comments?|"
    r"website|dvds?|cds?|audiobooks?|genealog\w+|literacy|volunteer\w*|patron\w*|restrooms?|bathrooms?|"
    r"bibliotec\w+|libros?|leer|cerrad\w+|abiert\w+|gracias|thank\w*|thanks|congrat\w*|shame|disgrace\w*|unbelievable|ridiculous|wow|lol|bravo)\b"
)
# Words that tie nothing to anything: grammar, days, numbers, and what anybody says about any day.
_EMPTY = frozenset(
    "the and for that this with you your was are not but have has had its it's from they them their there here what when where who why how "
    "all any some one two three out our his her him she he just like get got can will would could should did does don't didn't about into "
    "over then than too very more most much many been being were who's i'm i've i'll we're we'll y'all yall anybody anyone somebody someone everybody "
    "else ever every still now today tomorrow tonight week weeks month months year years day days time times monday tuesday wednesday thursday friday "
    "saturday sunday january february march april may june july august september october november december good great best first last next new old big "
    "little want wants need needs going come came make made take took know think people man men woman guy thing things way back down up off on in "
    "only also really please well right left long high home house area near hour hours minutes minute road county state street lake east west north south free call nobody year-old".split()
)


def stems(text: str) -> frozenset[str]:
    """The content words of `text`, cut to a rough stem."""
    return frozenset(_stem(word) for word in re.findall(r"[a-zñ]{3,}(?:'[a-z]+)?", text.lower()) if word not in _EMPTY)


def _stem(word: str) -> str:
    word = word.removesuffix("'s")
    for ending in ("ings", "ing", "ies", "ied", "es", "ed", "ly", "s", "er", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=256)
def context(facts: CommentFacts) -> frozenset[str]:
    """The content words of the post and the thread. Names of the post are left out: a town ties nothing to a post."""
    post = re.sub(r"(?<!^)(?<![.!?] )\b[A-Z][a-z]+", lambda m: m[0] if is_common(m[0].lower()) else "", facts.post)
    return stems(" ".join((post, *facts.thread)))


def tie(facts: CommentFacts, text: str) -> str:
    """The first word that ties `text` to its post, its thread or the library; "" when none does."""
    if match := LIBRARY.search(text):
        return match.group()
    around = context(facts)
    return next((word for word in re.findall(r"[a-zñ]{3,}", text) if word not in _EMPTY and _stem(word) in around), "")
