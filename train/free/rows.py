"""The comments written freely, in the order they are kept, and how they are varied for learning.

A row of `learned.tsv` or `development.tsv` is `labels<TAB>post<TAB>comment`. Labels are the grounds of the policy, and
`group` beside `abusive` where a group is attacked and no person; or `keep`, or `keep` with `criticism` or `answers`. A
post stands in one file only, so development is about other posts.
Each copy of a row names other peoples and other parties: who is named must not count.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from pathlib import Path

from disguise import disguise
from grammar import peoples
from public_sets import LABELS

HERE = Path(__file__).resolve().parent

LABEL_OF = {
    "abusive": "person",
    "racially_inflammatory": "race",
    "threatening": "threat",
    "offensive_language": "vulgar",
    "endorses_candidate": "candidate",
    "endorses_party": "party",
    "endorses_product": "product",
    "off_topic": "elsewhere",
}
URGES = frozenset({"candidate", "party", "product"})
DISGUISED = 0.15
_PARTIES = (("Republicans", "Democrats", "Libertarians"), ("Republican", "Democratic", "Libertarian"))
_FAITH_AND_ORIGIN = re.compile(r"\b(?:jew|sikh|hindu|arab|muslim)", re.IGNORECASE)
"""Of an attack on them the row tells one ground; whether the other is met too is left open."""
_PARTY = re.compile(r"\b(?:Republicans?|Democrats|Democratic|Libertarians?)\b")


@dataclass(frozen=True)
class Free:
    """A comment with what it deserves: label → 1, 0, or None where the row does not tell."""

    comment: str
    post: str
    grounds: frozenset[str]
    labels: dict[str, int | None]


def rows(name: str) -> list[Free]:
    """Every row of `learned.tsv` or `development.tsv`. Raises KeyError for a ground that there is not."""
    found = []
    for line in (HERE / name).read_text("utf-8").splitlines():
        told, post, comment = line.split("\t")
        words = set(told.split(","))
        grounds = frozenset(words - {"keep", "criticism", "answers", "group"})
        found.append(Free(comment, post, grounds, _labels(words, grounds, comment)))
    return found


def _labels(words: set[str], grounds: frozenset[str], comment: str) -> dict[str, int | None]:
    told: dict[str, int | None] = dict.fromkeys(LABELS, 0)
    for ground in grounds:
        told[LABEL_OF[ground]] = 1
    if told["person"]:
        told["group"], told["person"] = (1, None) if "group" in words else (None, 1)  # the ground covers both
    if _FAITH_AND_ORIGIN.search(comment) and (told["race"] or told["group"]):
        told["race"], told["group"] = told["race"] or None, told["group"] or None
    for label in ("criticism", "answers"):
        told[label] = 1 if label in words else None if not grounds or label == "criticism" else 0
    if not told["elsewhere"] and any(told[label] for label in URGES):
        told["elsewhere"] = None
    return told


def varied(row: Free, chance: random.Random) -> str:
    """The comment with other peoples and parties in it, sometimes disguised."""
    text = _other_parties(_other_peoples(row.comment, chance), chance)
    return disguise(text, chance) if chance.random() < DISGUISED else text


def _other_peoples(text: str, chance: random.Random) -> str:
    named = [people for people in peoples() if people.kind == "race" and people.adjective[0].isupper()]
    becomes = list(named)
    chance.shuffle(becomes)
    other = {}
    for one, two in zip(named, becomes, strict=True):
        other[one.adjective] = two.adjective
        other[one.plurals[0]] = two.plurals[0]
    pattern = re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, other), key=len, reverse=True))})\b")
    return pattern.sub(lambda found: other[found.group()], text)


def _other_parties(text: str, chance: random.Random) -> str:
    turn = chance.randrange(3)

    def swapped(found: re.Match[str]) -> str:
        among = next(form for form in _PARTIES if found.group() in form)
        return among[(among.index(found.group()) + turn) % 3]

    return _PARTY.sub(swapped, text)
