"""Where something is said against people as such: a name for them and what is told of it, or a phrase saying both."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from masthead.checks.engine import lexicon
from masthead.checks.engine.prose import Sentence, Span


def attacks_on_people(sentence: Sentence) -> Iterator[Span]:
    """The stretches of `sentence` that say so. None where it denounces, tells of another time, or cares for them."""
    said = lexicon.straighten(sentence.text)
    if lexicon.phrases("groups", "told_of").search(said):
        return
    for pattern in (*_aimed(), lexicon.phrases("groups", "alone")):
        for start, end in lexicon.spans(pattern, said):
            yield sentence.start + start, sentence.start + end


@cache
def _aimed() -> tuple[re.Pattern[str], ...]:
    who, people, against, more = (
        lexicon.phrases("groups", table).pattern for table in ("who", "people", "against", "against_people")
    )
    from_where = r"(?: (?:from|like|on|in) (?:\w+ ){0,3}?\w+)?"
    return (
        re.compile(rf"\b(?:{who}|{people}){from_where} (?:{against})", re.IGNORECASE),
        re.compile(rf"\b(?:{people}|illegals|thugs|bums|foreigners|immigrants) (?:{more})", re.IGNORECASE),
    )
