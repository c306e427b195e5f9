"""What a comment could plausibly be about: the post, the thread, the library, the agency, its services, public life."""

from __future__ import annotations

import re
from functools import lru_cache

from masthead.signals.engine.facts import CommentFacts
from masthead.signals.engine.normalise import Normalised
from masthead.signals.engine.sought import Sought
from masthead.signals.engine.words import is_common

# Any of these words ties a comment to a library and those who run it, in English or Spanish.
LIBRARY = Sought(
    r"\b(?:librar\w+|(?:story|text|cook|note|e-?)?book\w*|read(?!y)\w*|branch\w*|catalog\w*|checkout|"
    r"check(?:ed|ing)? out|shel(?:f|ves)|overdue|due dates?|fines?|fees?|cards?|"
    r"holds?|story ?times?|author\w*|novel\w*|magazine\w*|newspaper\w*|archiv\w+|databases?|wi-?fi|"
    r"hotspots?|printers?|printing|"
    r"commission\w*|board|director|staff|budget\w*|fund(?:ed|ing|s)?|grants?|legislat\w+|governor|agency|"
    r"public|government|official\w*|"
    r"polic(?:y|ies)|hours|clos(?:e|ed|es|ing|ings|ure)|programs?|exhibit\w*|workshop\w*|meeting\w*|"
    r"museum\w*|school\w*|teach\w*|student\w*|homework|censor\w*|bias\w*|racis\w+|vote[ds]?|voting|"
    r"election\w*|comments?|"
    r"chairs?|elevator\w*|contract\w*|telescopes?|website|dvds?|cds?|audiobooks?|genealog\w+|literacy|volunteer\w*|patron\w*|restrooms?|bathrooms?|"
    r"bibliotec\w+|libros?|leer|cerrad\w+|abiert\w+|gracias|thank\w*|thanks|congrat\w*|shame|disgrace\w*|"
    r"unbelievable|ridiculous|wow|lol|bravo)\b"
)
_LONGER = re.compile(r"[a-zñ]{3,}")
# Words that tie nothing to anything: grammar, days, numbers, and what anybody says about any day.
# fmt: off
_EMPTY = frozenset({
    "about", "all", "also", "and", "any", "anybody", "anyone", "april", "are", "area", "august", "back", "been",
    "being", "best", "big", "but", "call", "came", "can", "come", "could", "county", "day", "days", "december",
    "did", "didn't", "does", "don't", "down", "east", "else", "ever", "every", "everybody", "february", "first",
    "for", "free", "friday", "from", "get", "going", "good", "got", "great", "guy", "had", "has", "have", "he",
    "her", "here", "high", "him", "his", "home", "hour", "hours", "house", "how", "i'll", "i'm", "i've", "in",
    "into", "it's", "its", "january", "july", "june", "just", "know", "lake", "last", "left", "like", "little",
    "long", "made", "make", "man", "many", "march", "may", "men", "minute", "minutes", "monday", "month", "months",
    "more", "most", "much", "near", "need", "needs", "new", "next", "nobody", "north", "not", "november", "now",
    "october", "off", "old", "on", "one", "only", "our", "out", "over", "people", "please", "really", "right",
    "road", "saturday", "september", "she", "should", "some", "somebody", "someone", "south", "state", "still",
    "street", "sunday", "take", "than", "that", "the", "their", "them", "then", "there", "they", "thing", "things",
    "think", "this", "three", "thursday", "time", "times", "today", "tomorrow", "tonight", "too", "took", "tuesday",
    "two", "up", "very", "want", "wants", "was", "way", "we'll", "we're", "wednesday", "week", "weeks", "well",
    "were", "west", "what", "when", "where", "who", "who's", "why", "will", "with", "woman", "would", "y'all",
    "yall", "year", "year-old", "years", "you", "your",
})
# fmt: on


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


def tie(facts: CommentFacts, text: Normalised) -> str:
    """The first word that ties `text` to its post, its thread or the library; "" when none does."""
    if match := text.runs.first(LIBRARY):
        return match.group()
    around = context(facts)
    words = dict.fromkeys(_LONGER.findall(text.text))
    return next((word for word in words if word not in _EMPTY and _stem(word) in around), "")
