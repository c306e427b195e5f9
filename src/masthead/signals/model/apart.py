"""A stretch read sentence by sentence, where an attack and words that quote, deny or denounce may meet in it.

Over a whole stretch "'Be kind' says the sign" would excuse what stands beside it. So each part (a sentence, or less
where a report ends) is read alone, and what it attacks is answered only by its own reading, or beside a neighbor that
may tell of it: the next one where that points back ("That is what he told her"), either one where the words stand in
quotation marks. Words that the writer agrees with are read alone, as his own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from masthead.policy.clause import Ground
from masthead.signals.engine.facts import Sign
from masthead.signals.engine.grammar import quoted
from masthead.signals.engine.normalise import Normalised
from masthead.signals.engine.reports import agreed, parts

Place = tuple[int, int]
Scores = Mapping[str, float]
Read = Callable[[Sequence[tuple[Normalised, Place]]], list[dict[str, float]]]
"""Reads stretches of texts: the scores of each."""

NEARLY = 0.15
"""From this share of its threshold such a reading may hide an attack: then the stretch is read apart."""
SURELY = 0.5
OF_GROUPS = 0.9
"""A part read alone is an attack from this share of the way between threshold and 1, for short texts score by chance;
most of all those that name a group ("disabled children belong here")."""
_BACK = re.compile(
    r"\b(?:that|those|these|this|such|what an?|hear(?:ing|d)? (?:it|that|this)|"
    r"(?:he|she|they|somebody|someone) (?:said|says|told|wrote|yelled|shouted|screamed))\b"
)


@dataclass(frozen=True)
class Part:
    """[start, end) of a text, its scores, and those of it and each neighbor that may answer for it. `own`: words of
    somebody else that the writer agrees with; `place` is then the report and what agrees with it."""

    place: Place
    scores: Scores
    beside: tuple[Scores, ...] = ()
    own: bool = False

    def attacks(self, ground: Ground, written: bool) -> bool:
        """Whether it is an attack by its own words that nothing answers; `written`: a signal names words of it."""
        if self.own:
            return written or (_any(self.scores, ground.reads) and not _any(self.scores, ground.answered_by))
        answered = any(_any(one, ground.answered_by) for one in (self.scores, *self.beside))
        return (written or self._reads(ground)) and not answered

    def _reads(self, ground: Ground) -> bool:
        return any(
            self.scores.get(label, 0.0) >= least + (OF_GROUPS if label == "group" else SURELY) * (1 - least)
            for label, least in ground.reads.items()
        )


def _any(scores: Scores, least: Mapping[str, float]) -> bool:
    return any(scores.get(label, 0.0) >= score for label, score in least.items())


@dataclass(frozen=True)
class Stretch:
    """A stretch of `text` with its scores, and what the signals name in the text."""

    text: Normalised
    place: Place
    scores: Scores
    signs: Sequence[Sign]

    def names(self, place: Place, ground: str) -> bool:
        """Whether a signal names words at `place` for `ground`."""
        start, end = self.text.span(*place)
        return any(
            s.direction == "remove" and s.ground == ground and s.span and s.span[0] < end and start < s.span[1]
            for s in self.signs
        )


def read_apart(stretches: Sequence[Stretch], grounds: Iterable[Ground], read: Read) -> list[list[Part]]:
    """The parts of each of `stretches`; none of one that need not be read apart."""
    grounds = [ground for ground in grounds if ground.keeps]
    made = [_parts(stretch, grounds) for stretch in stretches]
    alone = iter(read([(one.text, words) for one, of in zip(stretches, made, strict=True) for _, words, _ in of]))
    told = [[Part(place, next(alone), own=own) for place, _, own in of] for of in made]
    asked = [
        (number, place, pair)
        for number, (one, of) in enumerate(zip(stretches, told, strict=True))
        for place, pair in _pairs(one, of, grounds)
    ]
    given = read([(stretches[number].text, pair) for number, _, pair in asked])
    for (number, place, _), scores in zip(asked, given, strict=True):
        part = told[number][place]
        told[number][place] = Part(part.place, part.scores, (*part.beside, scores))
    return told


def _parts(stretch: Stretch, grounds: Sequence[Ground]) -> list[tuple[Place, Place, bool]]:
    """(place, words that are read, whether they are agreed with) of each part."""
    start, end = stretch.place
    own = [pair for pair in agreed(stretch.text.text) if start <= pair[1][0] < end]
    if not own and not _may_meet(stretch.scores, grounds):
        return []
    cut = parts(stretch.text.text, start, end)
    if not own and len(cut) < 2:
        return []
    free = [place for place in cut if not any(place[0] < whole[1] and whole[0] < place[1] for whole, _ in own)]
    return sorted([*((place, place, False) for place in free), *((whole, words, True) for whole, words in own)])


def _may_meet(scores: Scores, grounds: Sequence[Ground]) -> bool:
    """Whether the stretch reads as denying, quoting or denouncing, or nearly so: attacks in it may hide behind that."""
    return any(
        scores.get(label, 0.0) >= NEARLY * least
        for ground in grounds
        for label, least in ground.answered_by.items()
        if label in ground.keeps
    )


def _pairs(stretch: Stretch, told: Sequence[Part], grounds: Sequence[Ground]) -> Iterable[tuple[int, Place]]:
    """(number of a part, [start, end) of it and a neighbor that may answer for it), of each that attacks."""
    for number, part in enumerate(told):
        if part.own or not any(part.attacks(ground, stretch.names(part.place, ground.id)) for ground in grounds):
            continue
        marked = _is_quoted(stretch.text, part.place)
        for after in told[number + 1 : number + 2]:
            if not after.own and (marked or _BACK.search(stretch.text.text, *after.place)):
                yield number, (part.place[0], after.place[1])
        for before in told[max(0, number - 1) : number] if marked else ():
            if not before.own:
                yield number, (before.place[0], part.place[1])


def _is_quoted(text: Normalised, place: Place) -> bool:
    """Whether most of what stands at `place` stands in quotation marks."""
    inside = sum(max(0, min(end, place[1]) - max(start, place[0])) for start, end in quoted(text))
    return 2 * inside > place[1] - place[0]
