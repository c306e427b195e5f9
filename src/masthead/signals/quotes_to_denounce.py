"""Sees words that are quoted or reported so as to denounce them, and answers every ground on those words.

Sees quotation marks beside a verb of saying or a word of blame, and reported speech without marks ("called my son a …",
"people who say …"). Does not see a quotation with nothing around it, nor the writer quoting his own threat.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from masthead.signals.engine.facts import CommentFacts, Sign
from masthead.signals.engine.grammar import ASKED_BY, before, kept, quoted
from masthead.signals.engine.normalise import Normalised
from masthead.signals.engine.reports import agreed, part_at
from masthead.signals.engine.sought import Sought

GROUND = ""
SHOWS = (
    "A man told my daughter 'shut up, you little bitch' and staff did nothing.",
    "They called my son a dirty animal in your reading room.",
    'Somebody painted "kill them all" on the fence. Disgusting.',
    "Anyone who says immigrants are vermin should be ashamed.",
    "Nobody here thinks Tamika is a slob.",
)
SILENT = (
    "You little bitch, shut up.",
    'I told him "I will kill you" and I meant it.',
    "Immigrants are vermin.",
    "The 'library' is closed.",
    "Of course she would say that, she's a lying tramp.",
    "My neighbor says immigrants are vermin. He is right.",
    "A man wrote 'kill them all' on the fence, and I agree.",
)

_SAYS = re.compile(
    r"\b(?:said|says|say|saying|told|tells|yell(?:ed|s|ing)?|scream(?:ed|s|ing)?|shout(?:ed|s|ing)?|wrote|"
    r"written|writes|"
    r"call(?:ed|s|ing)?|painted|sprayed|scrawled|carved|posted|tweeted|chant(?:ed|s|ing)?|read(?:s|ing)?|"
    r"heard|sign|signs|"
    r"graffiti|poster|flyer|word|words|phrase|slur|term|quote[sd]?|quoting|comment|commenter|message|"
    r"letter|note|using|use[sd]?)\b"
)
_BLAME = Sought(
    r"\b(?:racist|racism|bigot\w*|hateful|hate speech|slur|ashamed|shameful|disgust\w*|awful|horrible|"
    r"unacceptable|ugly|"
    r"offensive|vile|cruel|wrong|not okay|not an argument|no excuse|report(?:ed|ing)?|condemn\w*|apolog\w+|"
    r"should not|shouldn't|never|why (?:is|was|did))\b"
)
_CALLED = Sought(
    r"\b(?:called|calls|calling) (?:me|us|him|her|them|my \w+|our \w+|his \w+|her \w+|that \w+|"
    r"(?:black|white|brown|asian|mexican|hispanic|jewish|muslim|immigrant|other) \w+|each other|people|"
    r"kids|readers|patrons|"
    r"someone|somebody|anyone|[a-z]+)\b[^.!?\n]{2,80}"
)
_THOSE_WHO = Sought(
    r"\b(?:any(?:one|body)|some(?:one|body)|people|folks|those|whoever|everyone|man|woman|neighbor|"
    r"teacher|politicians?|the ones?|"
    r"uncle|boss|guy|lady|he|she|they|commenters?) (?:\w+ )?(?:who |that )?(?:still |just |always |keeps? "
    r"|kept |once |actually )*"
    r"(?:say|says|said|saying|think|thinks|thought|claims?|claimed|believes?|believed|insists?|insisted|"
    r"told (?:me|us|my \w+)|"
    r"yelled|screamed|shouted|wrote)\b(?: at (?:me|us|him|her|them))?(?: that)? [^.!?\n]{3,120}"
)
_SAYING = Sought(
    r"\b(?:saying|claiming|suggesting|the (?:idea|lie|myth|claim|stereotype)|it is (?:wrong|racist) to (?:say|think)|"
    r"stop (?:saying|calling)|(?:if|when|whenever) (?:you|someone|somebody|people|anybody|anyone|they) "
    r"(?:calls?|says?|thinks?)|(?:don't|do not|never|nobody should|you can't|we can't) (?:say|call|"
    r"think))\b[^.!?\n]{3,120}|"
    r"\b(?:nobody|no one)(?: (?:here|there|in town|i know|ever|really|seriously))* (?:says|said|thinks|believes|called|"
    r"calls)\b[^.,!?\n]{3,120}"
)
_SHRUG = re.compile(r"\bsays? (?:that|so),$")
"""Tells no words: "of course she would say that, …"."""


def look(facts: CommentFacts, text: Normalised) -> Iterable[Sign]:
    """A sign for each stretch of another's words, unless the writer makes them his own."""
    own = [whole for whole, _ in agreed(text.text)]
    blamed = bool(text.runs.first(_BLAME))
    for start, end in quoted(text):
        ahead = before(text, start, 80)
        mine = ASKED_BY.search(ahead)
        if not mine and (_SAYS.search(ahead) or blamed) and not _within(own, start):
            yield kept(__name__, text, start, end, "The words are quoted: they report what somebody else said.")
    for pattern in (_CALLED, _THOSE_WHO, _SAYING):
        for match in text.runs.each(pattern):
            ahead = before(text, match.start(), 12)
            start, end = part_at(text.text, *match.span())
            by_me = re.search(r"\b(?:i|we|i'll|we'll|i'd|let's)\s*$", ahead)
            if not by_me and not _within(own, start) and not _SHRUG.search(text.text, start, end):
                yield kept(__name__, text, start, end, "The words report or reject what somebody else says.")


def _within(own: list[tuple[int, int]], place: int) -> bool:
    return any(start <= place < end for start, end in own)
