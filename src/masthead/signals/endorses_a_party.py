"""Sees a comment that urges a vote for, joining or supporting a political party, whichever it is.

Does not see a party named, praised in passing, criticized or asked about, a party's candidate by name, a ballot
measure, "vote them all out". Every party goes through the same words, so that a change of party never changes the
answer.
"""

from __future__ import annotations

from collections.abc import Iterable

from masthead.signals.engine.campaign import urged
from masthead.signals.engine.campaign_words import PARTY
from masthead.signals.engine.facts import CommentFacts, Sign
from masthead.signals.engine.grammar import found
from masthead.signals.engine.normalise import Normalised
from masthead.signals.engine.sought import Sought

GROUND = "endorses_party"
SHOWS = (
    "Vote Republican this fall.",
    "Vote Democratic this fall.",
    "Join the Green Party today!",
    "v0te str4ight libertari@n",
    "Vote for every Democrat on the ballot.",
    "The only way to fix this is to vote blue.",
)
SILENT = (
    "The Republican ahead of me in line agreed with the Democrat.",
    "Why would I vote Republican?",
    "Don't vote Democratic, don't vote at all.",
    "My grandfather always voted Democratic.",
    "Vote them all out.",
    "They said we should paint the door red.",
    "Vote for the red cover in the poll.",
)

_COLOR = r"(?:blue|red|left|right)"
_URGES = tuple(
    Sought(pattern)
    for pattern in (
        rf"\bvot(?:e|ing) (?:for |4 )?(?:(?:a |the |your |all |only |every |any |straight |solid |solidly |us |"
        rf"more |ticket ){{0,4}})(?!{_COLOR} \w){PARTY}\b(?! candidate forum)",
        rf"\b(?:vote|elect|send|re-?elect)(?: \w+){{0,4}} (?:and|for) (?:every|all|the (?:whole|rest of the)|"
        rf"any|each|only|more)(?: of)?(?: the)? {PARTY}\b",
        rf"\b(?:elect|re-?elect|support|back|donate to|campaign for|volunteer (?:for|with)) (?:\w+ "
        rf"){{0,2}}(?!{_COLOR}){PARTY}\b",
        rf"\b(?:join|register (?:as|with)|sign up with|become|switch to) (?:\w+ )?(?:a |an |the |your )?(?:\w+ "
        rf")?(?!{_COLOR}){PARTY}(?: party| women| men| club)?\b(?! (?:book|in line|ahead))",
        rf"(?<=party )\b(?:all the way|every time|in every race)|\b(?!{_COLOR}){PARTY} (?:all the way|down the "
        rf"ballot|up and down the ballot|ticket|party is the only|for the win)\b",
        rf"\b(?:come|go) to the (?!{_COLOR}){PARTY}(?: \w+)? (?:luncheon|rally|fundraiser|convention|dinner|"
        rf"picnic|meeting)\b",
        rf"\b(?:pull the lever|check the box|show up|turn out|get out the vote) (?:for )?(?:the |a |every "
        rf")?(?:straight )?{PARTY}\b",
        rf"\b(?:register|go|going|vote|voting) (?:as (?:a )?)?(?:straight |all |full "
        rf")?(?!{_COLOR}\b){PARTY}\b(?! (?:candidate forum|club))",
        r"\b(?:turn|keep|flip) (?:\w+ ){1,3}(?:blue|red)\b(?=[^\n]{0,30}(?:november|fall|year|election|vote|"
        r"again|$|[!.]))|\bvot(?:e|ing) (?:[rdl]|i)\b(?!')",
        rf"\bonly (?:the )?(?!{_COLOR}){PARTY}(?: party)? (?:can|will) (?:save|fix|fund|protect|stop|keep)\b|"
        rf"\b(?!{_COLOR}){PARTY}(?: party)? (?:is|are) the only (?:ones?|party|way|people)\b",
        rf"\b(?:put|get|send|keep|bring) (?:the |more )?(?!{_COLOR}){PARTY} (?:back )?(?:in (?:charge|power|"
        rf"office|control)|back in)\b",
        r"\b(?:go|vote) (?:gop|maga|dems?)\b|\bjoin the party\b",
    )
)

_THEM = Sought(
    r"\b(?:vote|elect|put|get|keep|send) (?:them|'em)(?: all)? (?:(?:back )?in\b|back\b|elected|to "
    r"(?:congress|the (?:senate|house|capitol)))(?! (?:line|the box))"
)
_NAMED = Sought(rf"\b(?!{_COLOR}\b){PARTY}\b")


def look(facts: CommentFacts, text: Normalised) -> Iterable[Sign]:
    """A sign for each urging."""
    for pattern in _URGES:
        for match in text.runs.each(pattern):
            if urged(text, match.start()):
                yield found(__name__, GROUND, text, *match.span(), "Urges a vote or support for a political party.")
    if text.runs.first(_NAMED):
        for match in text.runs.each(_THEM):
            if urged(text, match.start()):
                yield found(__name__, GROUND, text, *match.span(), "Urges a vote for the party it speaks of.", 0.9)
