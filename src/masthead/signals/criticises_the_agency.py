"""Sees criticism of the agency, its staff's work, its board, its spending or an official: an explicit reason to
keep.

It answers abuse aimed at the agency as a body ("you people", "this board is …") and the charge of being off topic.
It does not answer a threat, a vulgar term, an attack on a people, or an insult to one person's looks, mind or
family.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from masthead.signals.engine.facts import CommentFacts, Sign
from masthead.signals.engine.grammar import before, kept
from masthead.signals.engine.normalise import Normalised
from masthead.signals.engine.persons import ALIKE, LIKE
from masthead.signals.engine.sought import Sought

GROUND = ""
SHOWS = (
    "You are cowards, the whole board.",
    "Fire the director. Every last one of them should resign.",
    "Your new catalog is a train wreck.",
    "What a waste of our tax money.",
    "Shame on this commission.",
    "Drop dead, committee.",
    "Nobody likes you, library board.",
    "The board can go jump in the lake for all I care.",
)
SILENT = (
    "Lovely morning for a story.",
    "Karen is a fat ugly loser.",
    "Scum like you should not get a card.",
    "Drop dead, Karen.",
    "Is the book drop on the Ferry Road side?",
)

_BODY = (
    r"(?:board|commission(?:ers?)?|agency|library|libraries|librarians?|staff|administrat(?:ion|ors?)|"
    r"management|director|"
    r"county|state|city|legislature|lawmakers|senators?|governor|mayor|politicians|government|department|committee|"
    r"branch|system|website|site|catalog|app|policy|policies|rules?|fees?|fines?|budget|hours|service|program)"
)
_TOGETHER = r"(?:board|commission|committee|council|agency|library|county|city|department)"
"""Bodies of several people: whoever speaks to one of these speaks to no one person."""
_BAD = (
    r"(?:cowards?|incompetent|useless|a joke|clowns?|idiots?|idiotic|stupid|dumb|pathetic|worthless|"
    r"disgusting|disgrace\w*|shame\w*|"
    r"ridiculous|terrible|horrible|awful|corrupt|crook\w*|liars?|lying|thieves|lazy|broken|failed|failing|failure|"
    r"worst|garbage|trash|train wreck|mess|embarrass\w+|negligen\w+|insult\w*|out of touch|hypocrit\w*|"
    r"censor\w*|bias\w*|"
    r"wrong|bad|poor|sick|dead|killing|rotten|spineless|brainless|moronic|morons?|fools?|waste\w*|slow|rude)"
)
_FAULT = tuple(
    Sought(pattern)
    for pattern in (
        rf"\b(?:you|y'?all|yall|they|these|those|this|that|the|our|your|whole)(?: \w+){{0,2}} "
        rf"{_BODY}\b[^.!?\n]{{0,60}}\b{_BAD}\b",
        rf"\b{_BAD}\b[^.!?\n]{{0,40}}\b(?:this|that|the|your|our|whole|whole damn) {_BODY}\b",
        r"\b(?:you|y'?all|yall)(?: people| folks| all| idiots| morons| clowns| fools)\b[^.!?\n]{0,80}",
        rf"\b(?:you|y'?all|yall)(?:'re| are| were)(?: \w+){{0,3}} (?:{_BAD})s?\b,?(?: all of you| (?:the "
        rf")?(?:whole|entire) (?:\w+ )?(?:{_BODY}|lot|bunch)| every (?:last )?one of you)\b",
        r"\b(?:resign|fire (?:them|him|her|the)|(?:ought|should|needs?) (?:to )?(?:be fired|resign|step down|"
        r"quit)|step down|"
        r"vote (?:them|you|him|her) (?:all )?out|defund|recall)\b",
        r"\b(?:our|my|your|taxpayers?'?s?|public) (?:tax )?(?:money|dollars|taxes|dime)\b|\btax(?:es|payers?)\b",
        r"\b(?:shame on|shame\.|disgrace(?:ful)?|thanks for nothing|do better|do your jobs?|waste of (?:money|"
        r"time|tax))\b|^\s*shame\b",
        r"\b(?:you|y'?all|yall|they) (?:never|always|only|just|keep|kept|cut|closed|wasted|ignored?|lied|let|"
        r"took|could have|"
        r"couldn't|can't|cannot|don't|didn't|won't|refuse|should|better|need to|ought)\b",
        rf"\b(?:your|y'?all'?s) (?:\w+ )?{_BODY}\b",
        # "Drop dead, committee", "the board can go jump in the lake"
        rf"\b(?:nobody|no one|drop|go|get|crawl|shut|you(?:'re| are)?)\b[^.!?,\n]{{1,40}}, "
        rf"(?:\w+ ){{0,2}}{_TOGETHER}\b",
        rf"\b(?:the|this|that|your|our|whole) (?:\w+ ){{0,2}}{_TOGETHER} (?:can|could|should|may|ought to|needs to) "
        r"(?:\w+ )?(?:drop dead|go \w+|get lost|shut up)\b[^.!?\n]{0,25}",
    )
)


def look(facts: CommentFacts, text: Normalised) -> Iterable[Sign]:
    """One sign for the comment (it answers off_topic) and one for each stretch of blame (it answers abusive)."""
    found = [
        match
        for pattern in _FAULT
        for match in text.runs.each(pattern)
        if not _LIKENED.search(before(text, match.start(), 40))
    ]
    if not found:
        return
    yield kept(__name__, text, 0, len(text.text), "Criticizes the agency or those who run it.", ground="off_topic")
    for match in found[:20]:
        if not _ONE_PERSON.search(match.group()):
            yield kept(__name__, text, *match.span(), "The blame is for the agency as a body.", ground="abusive")


_ONE_PERSON = re.compile(r"\b(?:librarian|director|governor|mayor|commissioner|he|she|him|her)\b")
# "People like you should …": nothing is asked of the agency.
_LIKENED = re.compile(
    rf"\b(?:{ALIKE}|people|folks|wom[ae]n|m[ae]n|someone|somebody|anyone|anybody|those|types?) {LIKE} $"
)
