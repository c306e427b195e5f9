"""Where a post tells how to reach somebody in private without naming them: a winner's e-mail, an owner's number.

The library's own addresses and numbers are there to be told: one counts only where the words beside it say whose it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from masthead.checks.engine import lexicon
from masthead.checks.engine.prose import Sentence, Span

_MAIL = r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"
_TELEPHONE = r"(?<!\d)(?:\+?1[-. ])?(?:\(\d{3}\) ?|\d{3}[-. ])?\d{3}[-. ]\d{4}(?!\d)"
_PLACE = (
    r"\d{1,5} (?:[NSEW]\.? )?(?-i:[A-Z])[\w']+(?: (?-i:[A-Z])[\w']+)?"
    r"(?: (?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Court|Ct|Circle|Cir|Boulevard|Blvd|Place|Pl|Way|Highway|Hwy"
    r"|Loop|Trail|Terrace)\b)?"
)


def private_reaches(sentence: Sentence) -> Iterator[Span]:
    """Each private address or number in `sentence`, as [start, end) of the post. None where somebody of ours speaks."""
    said = lexicon.straighten(sentence.text)
    if lexicon.phrases("privacy", "ours").search(said):
        return
    for pattern in _patterns():
        for match in pattern.finditer(said):
            between = match.groupdict().get("between") or ""
            start, end = match.span("reach")
            if lexicon.phrases("privacy", "to_us").search(between) or _is_a_desk(said[start:end]):
                continue
            yield sentence.start + start, sentence.start + end
            break


def _is_a_desk(reach: str) -> bool:
    """An address that a library gives out: info@, desk@, or of a library's or a government's domain."""
    return "@" in reach and lexicon.phrases("privacy", "desk_mail").search(reach) is not None


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    who = lexicon.phrases("privacy", "who").pattern
    any_reach = rf"(?P<reach>{_MAIL}|{_TELEPHONE}|{_PLACE})"
    return tuple(
        re.compile(expression, re.IGNORECASE)
        for expression in (
            # Call the owner at ..., reach our winner at ...
            rf"\b(?:call|text|phone|reach|contact|e-?mail|write(?: to)?|message|visit|find|congratulate|hug|thank)"
            rf" (?:our|the|this|that|her|his|a) (?:[\w-]+ ){{0,2}}?(?:{who})\b"
            rf"(?P<between>[^.!?\n]{{0,40}}?) {any_reach}",
            # Patron phone: ..., the winner's address is ...
            rf"\b(?:{who})(?:'s)?(?: home| cell| contact| personal| mailing| private)*"
            rf" (?:phone|telephone|number|cell|e-?mail|address|home|house)\b(?! (?:help|line|service|support|list))"
            rf"(?P<between>[^.!?\n]{{0,50}}?) {any_reach}",
            # Our winner lives at ..., the finder can be reached at ...
            rf"\b(?:{who})\b(?! of\b)(?:,? \w+){{0,3}}?"
            rf" (?:lives?|living|resides|staying|can be (?:reached|found)|may be reached) (?:at|on|in) {any_reach}",
            rf"\b(?:{who}) is at {any_reach}",
            # Thanks to ..., who asked about it
            r"\b(?:thanks?(?: you)?|shout-?out|kudos|congrat\w*|hats off|hello|hi|hey)(?: so much| again)?(?: to|,)?"
            rf" (?P<reach>{_MAIL})",
            rf"(?P<reach>{_MAIL}),? (?:who|for (?:asking|borrowing|returning|reading|checking)|asked|wanted|wants|has"
            r"|checked|borrowed|requested|won|owes)\b",
        )
    )
