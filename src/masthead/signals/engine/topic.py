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
    r"polic(?:y|ies)|hours|(?:y'?all|you|they|it) open|clos(?:e|ed|es|ing|ings|ure)|programs?|"
    r"exhibit\w*|workshop\w*|meeting\w*|museum\w*|school\w*|teach\w*|student\w*|homework|censor\w*|bias\w*|racis\w+|vote[ds]?|voting|"
    r"election\w*|comments?|"
    r"chairs?|elevator\w*|contract\w*|telescopes?|website|dvds?|cds?|audiobooks?|genealog\w+|literacy|volunteer\w*|patron\w*|restrooms?|bathrooms?|"
    r"bibliotec\w+|libros?|leer|cerrad\w+|abiert\w+|gracias|thank\w*|thanks|congrat\w*|shame|disgrace\w*|"
    r"unbelievable|ridiculous|wow|lol|bravo)\b"
)
# What those words say of something else: a palm read, a room booked elsewhere, a truck that runs fine.
_ELSEWHERE = Sought(
    r"\b(?:(?:palm|tarot|psychic|aura|tea leaf|spiritual|spirit|crystal|love|meter|pressure) readings?|"
    r"(?:do|does|doing|did|give|gives|giving|offer|offers|offering) (?:\w+ )?readings|reading glasses|"
    r"read (?:my|your|his|her) (?:profile|bio|palms?|minds?|tarot)|"
    r"book (?:it|now|online|with (?:me|us)|(?:your|my|an?|the|our) (?:\w+ )?(?:appointments?|cruise|flight|"
    r"hotel|session|slot|stay|table|trip|vacation|visit|(?:\w+ )?reading))|book(?:ies?|keep\w*)|"
    r"(?:baseball|basketball|football|trading|pok[eé]mon|credit|debit|gift|birthday|business|greeting|playing|report|sim|"
    r"tarot|va|yellow|red) cards?|"
    r"(?:ran|runs?|running|rides?|drives?|works?|working|cranks?|starts?|doing|feel(?:s|ing)?|looks?|sounds?|just|"
    r"perfectly|(?:i|she|he|it)(?:'m|'s| am| is| was)|they're) fine|"
    r"fine (?:china|dining|jewelry|man|print|wines?|woman)|"
    r"holds? (?:on|up|still|tight|your horses|my beer|an? charge|water|air)|"
    r"check(?:ed|ing|s)? out (?:my|our|his|her|this|these|the) (?:\w+ )?(?:bio|channel|deals?|link|"
    r"page|profile|shop|site|store|video)|lol|wow|thanks? (?:in advance|god|the lord|for looking|for the add))\b"
)
_LONGER = re.compile(r"[a-zñ]{3,}")
# Words that tie nothing to anything: grammar, days, numbers, and what anybody says about any day.
# fmt: off
_EMPTY = frozenset({
    "about", "above", "across", "after", "again", "ago", "ain't", "all", "along", "already", "also", "always",
    "among", "an", "and", "another", "any", "anybody", "anyone", "anyone's", "anything", "anyway", "april", "are",
    "area", "aren't", "around", "ask", "asked", "asks", "august", "away", "back", "because", "been", "before",
    "behind", "being", "below", "best", "between", "big", "bit", "both", "bring", "bringing", "brings", "brought",
    "but", "call", "came", "can", "can't", "cannot", "come", "could", "couldn't", "county", "day", "days",
    "december", "did", "didn't", "does", "doesn't", "doing", "don't", "done", "down", "each", "east", "eight",
    "either", "eleven", "else", "end", "ended", "ends", "enough", "even", "ever", "every", "everybody", "everyone",
    "everything", "except", "february", "few", "find", "finding", "finds", "first", "five", "for", "forget", "four",
    "free", "friday", "from", "full", "further", "gave", "get", "gets", "getting", "give", "given", "gives",
    "giving", "goes", "going", "gone", "good", "got", "gotta", "great", "guess", "guy", "had", "happen", "happened",
    "happens", "has", "have", "haven't", "he", "hear", "heard", "help", "helped", "helping", "helps", "her", "here",
    "herself", "high", "him", "himself", "his", "home", "hope", "hoped", "hoping", "hour", "hours", "house", "how",
    "hundred", "i'll", "i'm", "i've", "in", "instead", "into", "isn't", "it's", "its", "january", "join", "july",
    "june", "just", "keep", "keeping", "keeps", "kept", "know", "lake", "last", "left", "less", "let", "let's",
    "lets", "like", "little", "long", "look", "looked", "looking", "looks", "lot", "lots", "made", "make", "man",
    "many", "march", "may", "maybe", "mean", "means", "men", "might", "mine", "minute", "minutes", "monday",
    "month", "months", "more", "most", "much", "must", "myself", "name", "names", "near", "need", "needs", "new",
    "next", "nine", "nobody", "north", "not", "nothing", "november", "now", "number", "october", "off", "often",
    "okay", "old", "on", "once", "one", "only", "other", "others", "our", "ours", "out", "over", "own", "people",
    "per", "please", "put", "puts", "really", "right", "road", "run", "running", "runs", "said", "same", "saturday",
    "saw", "say", "saying", "says", "see", "seeing", "seen", "sees", "september", "set", "seven", "she", "should",
    "since", "six", "some", "somebody", "someone", "something", "soon", "south", "start", "started", "starting",
    "starts", "state", "still", "stop", "stopped", "stops", "street", "such", "sunday", "sure", "take", "tell",
    "telling", "tells", "ten", "than", "that", "the", "their", "them", "themselves", "then", "there", "these",
    "they", "thing", "things", "think", "this", "those", "thousand", "three", "through", "thursday", "till", "time",
    "times", "today", "together", "told", "tomorrow", "tonight", "too", "took", "toward", "tried", "tries", "try",
    "trying", "tuesday", "turn", "turned", "turning", "turns", "twelve", "twenty", "two", "under", "until", "up",
    "upon", "use", "used", "uses", "using", "very", "want", "wants", "was", "wasn't", "way", "we'll", "we're",
    "wednesday", "week", "weeks", "well", "went", "were", "west", "what", "when", "where", "whether", "which",
    "while", "who", "who's", "whole", "whose", "why", "will", "wish", "with", "within", "without", "woman", "won't",
    "would", "wouldn't", "y'all", "yall", "year", "year-old", "years", "yes", "yet", "you", "you're", "you've",
    "your", "yours", "yourself",
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


def tie(facts: CommentFacts, text: Normalised) -> tuple[int, int] | None:
    """[start, end) in `text.text` of the first word that ties it to its post, its thread or the library; None when none
    does. A word of the library that speaks of something else, and one that tells nothing of any post, is no tie."""
    elsewhere = [said.span() for said in text.runs.each(_ELSEWHERE)]
    aside: set[tuple[int, int]] = set()
    for match in text.runs.each(LIBRARY):
        if not any(start <= match.start() < end for start, end in elsewhere):
            return match.span()
        aside.add(match.span())
    around = context(facts)
    words = (match for match in _LONGER.finditer(text.text) if match.span() not in aside)
    return next((m.span() for m in words if m.group() not in _EMPTY and _stem(m.group()) in around), None)
