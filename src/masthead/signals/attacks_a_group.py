"""Sees an attack on people for whom they love, how they live or what they cannot do: contempt, exclusion, incitement.

The words are those by which an attack on a people is seen; only who is attacked differs. Whether the ground covers the
group is for the person who decides. Does not see a group mentioned, or such speech quoted, denied or denounced.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from masthead.signals import attacks_a_people
from masthead.signals.engine.facts import CommentFacts, Sign
from masthead.signals.engine.normalise import Normalised, rewritten
from masthead.signals.engine.peoples import KINDS

GROUND = "abusive"
SHOWS = (
    "I can't stand gay people.",
    "Lesbians are vermin.",
    "Keep the trans people out of our library.",
    "Deaf people are stupid.",
)
SILENT = (
    "Gay people are not vermin.",
    "Deaf people were kept out of this building until 1990.",
    "I can't stand that gay kids get laughed at in here.",
    "The blind date was a plague.",
    "Autistic kids need quiet hours, please.",
)

_GROUP = re.compile(
    rf"\b(?:(?P<many>gays|lesbians|bisexuals|homosexuals|queers|transgenders|transsexuals)|"
    rf"(?:gay|lesbian|bisexual|trans|transgender|transsexual|queer|homosexual|disabled|autistic|handicapped|deaf|blind|"
    rf"elderly)(?= {KINDS}\b))\b"
)
_SENTENCE = "Attacks a group of people; whether the ground covers that group is for you to decide."


def look(facts: CommentFacts, text: Normalised) -> Iterable[Sign]:
    """A sign for each attack."""
    named = [match.span() for match in _GROUP.finditer(text.text)]
    if not named:
        return
    places = [text.span(*place) for place in named]
    for sign in attacks_a_people.look(facts, rewritten(text, _as_a_people(text))):
        if sign.span and any(sign.span[0] < end and start < sign.span[1] for start, end in places):
            yield replace(sign, signal=__name__.rpartition(".")[2], ground=GROUND, sentence=_SENTENCE)


def _as_a_people(text: Normalised) -> Iterator[tuple[int, int, str]]:
    for match in _GROUP.finditer(text.text):
        yield *match.span(), "cubans" if match["many"] else "cuban"
