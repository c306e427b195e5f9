"""What campaign talk is made of: parties (all by the same rule), offices, and whether a vote is urged or merely
spoken of.
"""

from __future__ import annotations

import re

from masthead.signals.engine.grammar import NEGATION, before, sentence_of
from masthead.signals.engine.normalise import Normalised

# fmt: off
NOT_A_NAME = frozenset({
    "a", "absentee", "against", "all", "amendment", "an", "and", "any", "anyone", "anything", "april", "are", "as",
    "at", "august", "ballot", "because", "blue", "bond", "books", "but", "by", "can", "change", "children",
    "constitution", "could", "count", "counts", "day", "december", "democrat", "democratic", "down", "early", "either",
    "every", "everybody", "everyone", "february", "for", "friday", "green", "her", "here", "him", "his", "how", "if",
    "in", "is", "it", "january", "july", "june", "kids", "levy", "libertarian", "libraries", "library", "like",
    "local", "march", "matter", "matters", "may", "me", "measure", "monday", "money", "my", "neither", "no", "nobody",
    "not", "november", "now", "october", "often", "on", "once", "one", "or", "our", "out", "party", "people", "person",
    "prop", "proposition", "red", "republican", "saturday", "september", "should", "smart", "someone", "something",
    "straight", "sunday", "tax", "that", "the", "them", "there", "these", "they", "this", "those", "thursday", "time",
    "to", "today", "tomorrow", "tuesday", "twice", "up", "us", "was", "we", "wednesday", "were", "what", "when",
    "where", "who", "whoever", "why", "will", "wisely", "with", "would", "y'all", "yall", "yes", "you", "your",
})
# fmt: on
_SPOKEN_OF = re.compile(
    r"\b(?:if|whether|who|how|why (?:would|should|did|do|i)|told (?:me|us|them|people|everyone)|asked "
    r"(?:me|us)|asking (?:me|us)|"
    r"said|says|saying|telling|tell (?:me|us)|tells|would|wouldn't|won't|refused?|used to|going to|i'?ll|"
    r"i|we|they|he|she|will|"
    r"before the|board|committee|commission|council|legislature|senate|house|lawmakers|right to|able to|allowed to|"
    r"registered to|registering to|register to|how to|where to|wanted (?:me|us) to|wants (?:me|us) to|supposed to)\b"
    r"\s*(?:\w+ ){0,2}$|\b(?:each|one|my|his|her|their|a|the|that)\s*$"
)
_EXHORTS = re.compile(
    r"\b(?:we should|we need to|we must|we have to|why you should|you should|everybody should|everyone "
    r"should|all should)\s*(?:\w+ )?$"
)

_REMINDER = re.compile(r"\b(?:do not|don'?t|never) forget(?: to)? ")


def urged(text: Normalised, start: int) -> bool:
    """Whether the campaign words at `start` urge: an order or "you should", and no question, denial or report."""
    ahead = before(text, start, 70)
    ahead = _REMINDER.sub("", ahead)
    clause = re.split(r"[;:,>]| and then | but | and ", ahead)[-1]
    if sentence_of(text, start).rstrip().endswith("?"):
        return False
    if NEGATION.search(clause):
        return False
    if _EXHORTS.search(ahead):
        return True
    return not _SPOKEN_OF.search(clause)
