"""What campaign talk is made of: parties (all by the same rule), offices, and whether a vote is urged or merely spoken of."""

from __future__ import annotations

import re

from masthead.signals.engine.grammar import NEGATION, before, sentence_of
from masthead.signals.engine.normalise import Normalised

PARTY = (
    r"(?:republicans?|gop|democrats?|democratic|dems?|libertarians?|greens?|green party|constitution party|reform party|"
    r"working families|socialists?|communists?|conservatives?|liberals?|progressives?|independents?|maga|tea party|"
    r"blue|red|left|right)"
)
OFFICE = (
    r"(?:governor|lieutenant governor|senate|state senate|senator|house|congress|mayor|president|sheriff|supervisor|treasurer|"
    r"judge|commissioner|council|city council|school board|attorney general|secretary of state|auditor|clerk|representative|"
    r"district \d+|county supervisor|constable|coroner|alderman|assessor|board of \w+)"
)
NOT_A_NAME = frozenset(
    "for in on at by to no yes out early often today tomorrow now here there it them they this that these those him her his "
    "the a an your my our us me you we everyone everybody nobody anyone someone who whoever what when where how why with "
    "straight down up all every any either neither or and but not against local absentee monday tuesday wednesday thursday "
    "friday saturday sunday november october september august june may march april july january february december library libraries "
    "republican democrat democratic libertarian green blue red party ballot measure proposition prop amendment bond tax levy "
    "people person someone something anything like as is are was were will would should could can if because y'all yall "
    "time day money books kids children change him one once twice count counts matter matters wisely smart".split()
)
_SPOKEN_OF = re.compile(
    r"\b(?:if|whether|who|how|why (?:would|should|did|do|i)|told (?:me|us|them|people|everyone)|asked (?:me|us)|asking (?:me|us)|"
    r"said|says|saying|telling|tell (?:me|us)|tells|would|wouldn't|won't|refused?|used to|going to|i'?ll|i|we|they|he|she|will|"
    r"before the|board|committee|commission|council|legislature|senate|house|lawmakers|right to|able to|allowed to|"
    r"registered to|registering to|register to|how to|where to|wanted (?:me|us) to|wants (?:me|us) to|supposed to)\b"
    r"\s*(?:\w+ ){0,2}$|\b(?:each|one|my|his|her|their|a|the|that)\s*$"
)
_EXHORTS = re.compile(
    r"\b(?:we should|we need to|we must|we have to|why you should|you should|everybody should|everyone should|all should)\s*(?:\w+ )?$"
)


def urged(text: Normalised, start: int) -> bool:
    """Whether the campaign words at `start` urge: an order, or "you should"; no question, denial, report or past vote."""
    ahead = before(text, start, 70)
    clause = re.split(r"[;:,>]| and then | but | and ", ahead)[-1]
    if sentence_of(text, start).rstrip().endswith("?"):
        return False
    if NEGATION.search(clause):
        return False
    if _EXHORTS.search(ahead):
        return True
    return not _SPOKEN_OF.search(clause)
