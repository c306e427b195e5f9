"""Sees a comment that urges a vote or support for a candidate by name, whoever the candidate is.

Needs the urging ("vote X", "give her your vote", "X for mayor!") and a name. Does not see discussing, asking,
criticizing, past votes, votes against, or a party named alone. No list of candidates is kept: all are treated by the
same words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from masthead.signals.engine.campaign import NOT_A_NAME, urged
from masthead.signals.engine.campaign_words import OFFICE, PARTY
from masthead.signals.engine.facts import CommentFacts, Sign
from masthead.signals.engine.grammar import found, is_name, named_before, sentence_of
from masthead.signals.engine.normalise import Normalised
from masthead.signals.engine.sought import Sought
from masthead.signals.engine.words import is_common

GROUND = "endorses_candidate"
SHOWS = (
    "Vote Abernathy for school board!",
    "vote for Quillfeather this November",
    "Give Marisela Dunnock your vote on Tuesday.",
    "v0te dunn0ck",
    "Re-elect Sheriff Pruitt!",
    "Dunnock for Governor!",
)
SILENT = (
    "Should I vote for Abernathy?",
    "Abernathy voted for this cut.",
    "Don't vote for Abernathy.",
    "Abernathy ran for governor in 2010.",
    "Vote on the new library name by Friday.",
    "Vote Republican.",
    "They told us to vote for Abernathy and we walked out.",
    "The board will vote Tuesday.",
)

_TITLE = (
    r"(?:(?:for|4|in|to elect|to keep|to re-elect) )?(?:(?:the )?(?:honorable|senator|sen\.?|rep\.?|"
    r"representative|governor|gov\.?|mayor|judge|sheriff|"
    r"supervisor|commissioner|councilman|councilwoman|treasurer|dr\.?|mr\.?|mrs\.?|ms\.?) )?"
)
_NAME = r"(?P<name>[a-z][a-z'\-]+)"
_URGES = tuple(
    Sought(pattern)
    for pattern in (
        rf"\b(?:vote|voting|votes|ballot|re-?elect|elect) +{_TITLE}{_NAME}",
        rf"\b(?:give|gives|cast) {_NAME}(?: [a-z'\-]+){{0,2}} (?:your|a|ur) (?:vote|ballot|support)\b",
        rf"\b(?:support|back|choose|pick|write in|campaign for|donate to|volunteer for|rally behind|get behind|"
        rf"stand with) {_TITLE}{_NAME}"
        rf"(?: [a-z'\-]+){{0,2}} (?:for|in|on|this|at) (?:{OFFICE}|district|november|the polls|election|fall|"
        rf"primary|tuesday)",
        rf"\b(?:support|back|elect|choose) {_TITLE}{_NAME}(?: [a-z'\-]+)? (?:this (?:cycle|election|primary|"
        rf"time around)|"
        rf"in the (?:runoff|primary|general|special election))\b",
        rf"\bif you (?:want|care about|value|believe in|are tired of|need) [^.!?,\n]{{0,20}}\b(?:tax(?:es)?|"
        rf"schools?|roads|"
        rf"jobs|libraries|crime|streets|freedom|the county|the town|this county|this town|"
        rf"change)[^.!?,\n]{{0,20}}, (?:choose|"
        rf"back|pick|support|elect|go with|stick with) {_TITLE}{_NAME}(?: [a-z\-]+)?(?=\s*(?:[.!]|$))",
        rf"\b{_NAME} (?:for|4) (?:\w+ )?{OFFICE}(?: (?:on|this) \w+| \d+)?\s*(?:[!.]|$)",
        rf"\b{_NAME} 20[2-4]\d\s*(?:[!.]|$)",
        rf"\b(?:pull the lever|check the box|fill in the (?:box|bubble|oval)|mark your ballot|get out the vote|"
        rf"write-in|punch the ticket|knock doors|show up) for {_TITLE}{_NAME}",
        rf"\b{_NAME}(?: [a-z'\-]+)? (?:has earned|deserves|needs|is counting on|wants) (?:your|our|ur) (?:vote|"
        rf"ballot)s?\b",
        rf"\b{_NAME} is (?:your|our|the) (?:man|woman|choice|candidate|one|guy|gal|only choice|best choice)(?: "
        rf"to (?:elect|vote for)| we need| for \w+(?: \w+)?)?(?: (?:on|this|in|at) (?:election day|november|"
        rf"the ballot|the polls|the fall|tuesday|june|august))",
        rf"\b(?:send|put|get) {_NAME}(?: [a-z'\-]+)? (?:back )?(?:to|in|into) (?:the )?(?:senate|house|"
        rf"congress|washington|dc|jackson|capitol|statehouse|office|courthouse|city hall|the capital|{OFFICE})",
        rf"\b{_NAME}(?: [a-z'\-]+)?(?: is)? (?:number|no\.?|#) ?\d+ on (?:the|your) ballot",
        rf"\b(?:go|team|vote) {_NAME}(?: [a-z'\-]+)?,? (?:for|4) {OFFICE}",
    )
)
CAPITAL = frozenset({4, 5, 6})
"""The patterns of _URGES, by place, in which only a capital tells a name."""
_ACTS = Sought(
    rf"\b(?:support|back|elect|choose|pick|put|get|send|cast (?:\w+ )?for|help|keep|give|join|trust|"
    rf"campaign for|canvass for|turn out for|come out for|stick with|chip in for) {_TITLE}{_NAME}"
)
_ELECTION = re.compile(
    r"\b(?:candidates?|elections?|elected|re-?elected|ballots?|votes?|voting|seat|in office|the polls|"
    r"primary|runoff|campaign|finish line|term|district)\b"
)
_PRONOUN = Sought(
    r"\b(?:vote (?:for|4) (?:him|her)\b|re-?elect (?:him|her)\b|get (?:him|her) (?:re-?)?elected|vote "
    r"(?:him|her) in\b|elect (?:him|her)\b|get (?:him|her) (?:re-?)?elected|vote (?:him|her) in\b|(?:give|"
    r"gives?) (?:him|her) (?:your|ur|a) (?:vote|ballot|support)|give (?:him|her) yours for|"
    r"(?:he|she) (?:deserves|needs|wants) (?:your|ur) vote|(?:send|put) (?:him|her) (?:to|in|back to) "
    r"(?:the )?(?:senate|house|capitol|congress|washington|office))"
)
_NOT_AN_URGE = re.compile(
    r"\b(?:ran|run|runs|running|candidate|candidates|elected|chosen|appointed|picked|race|forum|debate|questions?)\s*$"
)


def look(facts: CommentFacts, text: Normalised) -> Iterable[Sign]:
    """A sign for each urging of a named candidate."""
    named = False
    for number, pattern in enumerate(_URGES):
        for match in text.runs.each(pattern):
            place = match.span("name")
            ahead = text.text[max(0, match.start() - 40) : match.start()]
            if not _may_be_a_candidate(facts, text, *place) or _NOT_AN_URGE.search(ahead):
                continue
            if number in CAPITAL and not text.capital(place[0]):
                continue
            if urged(text, match.start()):
                named = True
                yield found(__name__, GROUND, text, *match.span(), "Urges a vote or support for a named candidate.")
    for match in text.runs.each(_ACTS):
        start, end = match.span("name")
        campaign = (
            _ELECTION.search(sentence_of(text, start)) and text.capital(start) and is_name(facts, text, start, end)
        )
        if campaign and _may_be_a_candidate(facts, text, start, end) and urged(text, match.start()):
            named = True
            yield found(
                __name__, GROUND, text, *match.span(), "Urges support for a named candidate in an election.", 0.8
            )
    if named:
        return
    for match in text.runs.each(_PRONOUN):
        if urged(text, match.start()) and _someone_named(facts, text, match.start()):
            yield found(__name__, GROUND, text, *match.span(), "Urges a vote for the candidate it speaks of.", 0.9)


def _may_be_a_candidate(facts: CommentFacts, text: Normalised, start: int, end: int) -> bool:
    word = re.sub(r"'s?$", "", text.text[start:end])
    if word in NOT_A_NAME or re.fullmatch(PARTY, word):
        return False
    return word in named_before(facts) or not is_common(word) or is_name(facts, text, start, end)


def _someone_named(facts: CommentFacts, text: Normalised, until: int) -> bool:
    """Whether a person is named before `until`."""
    return any(
        end <= until and word not in NOT_A_NAME and not re.fullmatch(PARTY, word) and is_name(facts, text, start, end)
        for word, start, end in text.words
    )
