"""Sees a person counted among the worthless, or shut out with all who are alike: "trash like you", "scum such as him",
"people like you don't belong here".

It is said to one ("like you"), of one ("like her") or of a name. Does not see what is said of the work or the office of
those who run the agency ("people like you should not be on the board"), of a character in a book, or praise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from masthead.signals.engine.facts import CommentFacts, Sign
from masthead.signals.engine.grammar import before, found, is_name, reported, sentence_of
from masthead.signals.engine.normalise import Normalised
from masthead.signals.engine.persons import ALIKE, FILLER, LIKE, UNMISTAKABLE
from masthead.signals.engine.sought import Sought

GROUND = "abusive"
SHOWS = (
    "White trash like you should not get free books.",
    "Idiots like you never learn to read.",
    "Vermin such as them should not be let in.",
    "Scum like Brenda should crawl back home.",
    "I can't stand losers like you.",
    "People like you don't belong in this town.",
    "Somebody like you should not be allowed near children.",
)
SILENT = (
    "People like you make this library great, and you should be proud.",
    "People like you should not be running a library.",
    "Idiots like you should resign from the board.",
    "Morons like you closed our branch.",
    "Every villain needs a lowlife like him: the book is better for it.",
    "Somebody told me that people like you do not belong here.",
    "Trash like that should not be on the shelf.",
    "We do not call anyone scum like him.",
    "People like you and me don't belong in a museum.",
    "People like you should not have to pay a fee.",
)

_FEW = rf"\b(?:(?:white|{FILLER}),? ){{0,3}}"
# "A witch like her", "a dog like him": of a third person these are a story or an animal.
_OF_ANYONE = rf"(?:{UNMISTAKABLE}|trash|vermin|maggot|cockroach)(?:e?s)?"
_AND_ME = r"(?! (?:and|or) (?:me|i|us|myself)\b)"
_AMONG = Sought(rf"{_FEW}{ALIKE} {LIKE} (?:you|u|ya)\b{_AND_ME}")
_AMONG_OTHERS = Sought(
    rf"{_FEW}(?:{_OF_ANYONE} {LIKE} (?:him|her|(?:them|those|these) (?:people|folks))\b|"
    rf"(?:{UNMISTAKABLE}|vermin)s? {LIKE} them\b)"
)
_AMONG_NAMED = Sought(rf"{_FEW}{_OF_ANYONE} {LIKE} (?:(?:mr|mrs|ms|dr)\.? )?(?P<who>[a-z][a-z'-]+)")
_WANTED = (
    r"(?:books?|(?:library )?cards?|library|food|benefits|services?|computers?|internet|rights?|kids|children|babies)"
)
_NOT = r"(?:should(?: not|n't| never)|shouldnt|must not|ought not to|don't|do not|dont|never|do not even|don't even)"
_SHUT_OUT = Sought(
    r"\b(?:people|folks?|wom[ae]n|m[ae]n|kids?|someone|somebody|anyone|anybody|those|types?) "
    rf"{LIKE} (?:you|u)\b{_AND_ME}(?: (?:all|just|really|simply|sure))? (?:"
    rf"{_NOT} (?:(?:deserve|get|have|be given|use) (?:(?:to have|any|a|an|free|the|our|your|these|nice) ){{0,3}}"
    rf"{_WANTED}\b|"
    r"be (?:allowed|let|permitted) (?:in(?:side|to)?|around|near|here|out|anywhere|to (?:breed|breathe|have (?:kids|"
    r"children)|come|enter|exist|live|reproduce|raise))\b|be (?:here|alive|breathing)\b|"
    r"(?:breed|reproduce|exist|breathe|belong)\b(?! (?:behind|at) (?:a|the) (?:desk|head|top)))|"
    r"(?:should|ought to|need to|deserve to|must|belong) (?:all )?(?:be (?:locked up|put (?:away|down)|banned|"
    r"kicked out|thrown out|sterilized|kept (?:out|away)|in (?:a )?(?:cage|jail|prison|zoo))|"
    r"in (?:a |the )?(?:cage|jail|prison|zoo|gutter|sewer|ditch|dump|trash)|under a rock|crawl)|"
    r"(?:disgust|sicken|make me (?:sick|want to (?:puke|vomit|throw up)))\b)"
)
# What is said to those who run the agency, or of what they did, is criticism of it.
_OF_OFFICE = re.compile(
    r"\b(?:resign|in charge|office|on the board|commission(?:er)?s?|elected|elections?|fired?|paid|manag\w+|lead\w*|"
    r"run(?:s|ning)? (?:(?:a|an|the|this|our|any) (?!desk|counter)|for|(?:any|every)?things?)|budget|polic(?:y|ies)|"
    r"(?:your|this|their|his|her) jobs?|decid\w+|govern\w*|director|salar\w+|officials?|politicians?|legislat\w+|"
    rf"public servants?)\b|\b{LIKE} \w+ (?:just |all |who |that )?(?:clos(?:ed?|ing)|cut(?:ting)?|spen[dt]|"
    r"rais(?:ed?|ing)|approved?|voted?|passed|picked|chose|bought|built|wasted?|defund(?:ed)?|took|take|taking)\b"
)
_OF_A_STORY = re.compile(r"\b(?:novels?|stor(?:y|ies)|characters?|villains?|plot|movie|film|chapter|series|sequel)\b")
_DENIED = re.compile(r"\b(?:(?:am|is|are|was|were|be)(?: not|n't)|call\w*(?: \w+){0,2}) (?:an? |some )?$")


def look(facts: CommentFacts, text: Normalised) -> Iterable[Sign]:
    """A sign for each person so counted."""
    for pattern, sentence in (
        (_AMONG, "Counts the person it speaks to among the worthless."),
        (_AMONG_OTHERS, "Counts those it speaks of among the worthless."),
        (_AMONG_NAMED, "Counts a person it names among the worthless."),
        (_SHUT_OUT, "Would shut out the person it speaks to."),
    ):
        for match in text.runs.each(pattern):
            named = pattern is not _AMONG_NAMED or is_name(facts, text, *match.span("who"))
            if named and not _excused(text, match.start()):
                yield found(__name__, GROUND, text, *match.span(), sentence, 0.9)


def _excused(text: Normalised, start: int) -> bool:
    """Whether office or work, a story or another's words are spoken of."""
    sentence = sentence_of(text, start)
    if _OF_OFFICE.search(sentence) or _OF_A_STORY.search(sentence):
        return True
    return reported(text, start) or bool(_DENIED.search(before(text, start, 30)))
