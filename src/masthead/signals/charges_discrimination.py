"""Sees a charge of discrimination against the agency, its rules or its staff: naming a people is then no attack on it.

It answers an attack on a people, and on any other group under abuse. It is silent where the comment itself demeans or
insults anybody: a charge does not excuse that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from masthead.signals.engine.facts import CommentFacts, Sign
from masthead.signals.engine.grammar import kept
from masthead.signals.engine.normalise import Normalised
from masthead.signals.engine.peoples import DEMEANS, SLURS
from masthead.signals.engine.persons import BEASTS, UNMISTAKABLE
from masthead.signals.engine.sought import Sought

GROUND = ""
SHOWS = (
    "Discriminatory policy. Haitian families get the worst branch.",
    "Black kids get followed around by your guard.",
    "You turned away disabled people three times. That is discrimination.",
    "There is not one Native member on that board.",
    "Every child in that picture is white. Do better.",
)
SILENT = (
    "Haitians are vermin and your policy is discriminatory.",
    "Lovely morning for a story.",
    "Keep the Chinese out of our library.",
    "That racist rule was written by a moron.",
    "I am not a racist. Tamika is one to watch.",
    "Racism is wrong, you dried-up old hag.",
)

_CHARGE = Sought(
    r"\b(?:discriminat\w+|racis[mt]|racial profiling|profiled|biased?|bigotry|segregat\w+|double standards?|unequal|"
    r"sexis[mt]|homophobi[ac]|ableis[mt]|accessib\w+)\b|"
    r"\b(?:get|gets|got|were|was|are|is|be|been) (?:always |often |being )?(?:followed|watched|searched|profiled|"
    r"carded|"
    r"hushed|turned away|kept out|ignored|left out|"
    r"asked for (?:id|papers|identification))\b|"
    r"\byou (?:always |just )?(?:turned away|ignored?|left out|never (?:asked|hired|served))\b|"
    r"\b(?:not (?:one|a single)|no|only one) \w+(?: \w+)? (?:member|face|librarian|voice|author|person)s?\b|"
    r"\b(?:every|all) (?:child|face|kid|person|author|member)\w*\b[^.!?\n]{0,40}\b"
    r"(?:is|are) (?:white|black|male|men)\b|"
    r"\bwait longer\b|\bhave to prove\b|\bbe the token\b"
)
_OF_ONESELF = re.compile(
    r"\b(?:i'm|i am|i ain't|i was|we're|we are|call me|calls me|called me|to (?:be|sound)|being) "
    r"(?:not |no |never |just )?(?:an? )?(?:racist|sexist|homophobic|biased?)\b"
)
_ATTACK = re.compile(
    rf"\b(?:{DEMEANS}|{SLURS}|{UNMISTAKABLE})\b|\byou(?: \S+){{0,4}} (?:{BEASTS})\b|"
    r"\b(?:i|we) (?:hate|despise|can't stand)\b"
)


def look(facts: CommentFacts, text: Normalised) -> Iterable[Sign]:
    """Two signs over the whole comment, one for each ground it answers."""
    if not text.runs.first(_CHARGE):
        return
    others = _OF_ONESELF.sub(" ", text.text)
    if _CHARGE.compiled.search(others) and not _ATTACK.search(_CHARGE.compiled.sub(" ", others)):
        for ground in ("racially_inflammatory", "abusive"):
            sentence = "Charges the agency with discrimination: a people is named, not attacked."
            yield kept(__name__, text, 0, len(text.text), sentence, ground=ground)
