"""Sees a call to vote yes or no on a question of the ballot, which supports neither a party nor a candidate.

Sees a bond, a levy, a millage, a tax, a measure, a proposition, an amendment or a referendum in the sentence of a
vote. "Yes" and "no" go through the same words. Where the sentence names a party, or anybody, that is what counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from masthead.signals.engine.campaign_words import PARTY
from masthead.signals.engine.facts import CommentFacts, Sign
from masthead.signals.engine.grammar import is_name, kept
from masthead.signals.engine.normalise import Normalised
from masthead.signals.engine.sought import Sought

GROUND = ""
SHOWS = (
    "Vote Yes on the bond issue this November, and vote out the whole county board!",
    "Vote NO on Measure B!",
    "Everyone should support the library levy at the polls.",
    "A no vote on Amendment 2 keeps the branch open.",
)
SILENT = (
    "Vote yes on the bond and vote Republican.",
    "Yes on the bond and the Republican ticket.",
    "Vote Democratic this fall.",
    "The bond pays for the roof.",
    "Vote for the cover of the month.",
    "Vote Levy for county supervisor! Vote Levy!",
)

_WHICH = (
    r"(?:the|this|that|these|our|your|a|any|every|both|library|school|county|city|town|parish|road|park|fire|water|"
    r"sewer|building|renewal)"
)
_QUESTION = Sought(
    rf"\b{_WHICH} (?:\w+ ){{0,2}}?(?:bonds?(?: issue)?|lev(?:y|ies)|millages?|merger|annexation|amendment)\b|"
    r"\b(?:bond issue|\d+[ -]mills?|sales tax|tax (?:increase|measure|question|renewal)|prop\.? [a-z0-9]+|"
    r"(?:(?:ballot )?(?:measures?|initiatives?|questions?)|propositions?)(?: [a-z]\b)?|amendments? (?:[a-z]|\d+)|"
    r"referend(?:um|ums|a)|issue [a-z0-9]+|charter change|recall petition)\b"
)
"""Bond, Levy, Mills are names of people, too: alone they are no question."""
_VOTE = Sought(r"\b(?:vot(?:e|es|ed|ing|ers?)|ballot|polls|election day|yes on|no on)\b")
_FOR_SOMEBODY = Sought(
    r"\b(?:vote|votes|voting|elect|re-?elect|choose) (?:for )?(?!(?:yes|no|on|for|against|the|this|that|our|your|a|any|"
    r"it|them|out|early|in|at|by|and|measure|prop|propositions?|question|issue|amendment)\b)[a-z]"
)
_PARTY = Sought(rf"\b(?!(?:blue|red|left|right)\b){PARTY}\b|\bparty\b|\bvote (?:blue|red)\b")


_WORD = re.compile(r"\bi'[a-z]+|([a-z][a-z']*)")


def look(facts: CommentFacts, text: Normalised) -> Iterable[Sign]:
    """A sign for each sentence that speaks of a vote on a question and of no party, and one where it names nobody."""
    if not (text.runs.may_hold(_QUESTION) and text.runs.may_hold(_VOTE)):
        return
    for start, end in text.sentences:
        sentence = text.text[start:end]
        questions = [match.span() for match in _QUESTION.compiled.finditer(sentence)]
        if questions and _VOTE.compiled.search(sentence) and not _PARTY.compiled.search(sentence):
            told = "Speaks of a question on the ballot, not of a party."
            yield kept(__name__, text, start, end, told, ground="endorses_party")
            if not _FOR_SOMEBODY.compiled.search(sentence) and not any(
                is_name(facts, text, start + a, start + b) for a, b in _words_beside(sentence, questions)
            ):
                told = "Speaks of a question on the ballot and names nobody."
                yield kept(__name__, text, start, end, told, ground="endorses_candidate")


def _words_beside(sentence: str, questions: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for match in _WORD.finditer(sentence):
        if match[1] and not any(begin <= match.start() < stop for begin, stop in questions):
            yield match.span()
