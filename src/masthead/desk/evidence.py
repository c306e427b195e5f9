"""The machine's reasons as the page of a case tells them: each sentence once, tied by a letter to all its words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain
from string import ascii_uppercase

from masthead.desk.look.marks import Kind, Span
from masthead.moderation.queue import CaseView, Mark

_OF_THE_MODEL = re.compile(r" \(model(?:, (\d+) of 100)?\)(?=\.$)")
"""How a stored sentence says that the model made it, and with which score."""
_EDGES = " \n\t.,;:!?…"
_LONGEST = 90
"""Letters of the words that are repeated beside a reason; what is longer is marked in the comment above."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason of the machine's; `letter` ties it to its words in the text, "" where it is about the whole.

    grounds: what it points to; of a reason to keep, the only ones that it answers, none for any. words: what it points
    at, where the sentence does not quote it; whole: it points at all there is; estimates: the scores of a reason the
    model gave, in hundredths, highest first; by_model: it gave it, whether with a score or not.
    """

    letter: str
    sentence: str
    grounds: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    whole: bool = False
    estimates: tuple[int, ...] = ()
    by_model: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """The marked words, and the reasons either way."""

    spans: tuple[Span, ...]
    keep: tuple[Reason, ...]
    remove: tuple[Reason, ...]

    @property
    def estimated(self) -> bool:
        """Whether some reason carries an estimate of the model's."""
        return any(reason.estimates for reason in (*self.keep, *self.remove))

    def letters(self, ground: str) -> tuple[str, ...]:
        """The reasons to remove that point at `ground`."""
        return tuple(reason.letter for reason in self.remove if reason.letter and ground in reason.grounds)


@dataclass(slots=True)
class _Told:
    """What was said in one sentence, at however many places."""

    kind: Kind
    sentence: str
    marks: list[Mark] = field(default_factory=list)
    estimates: set[int] = field(default_factory=set)
    by_model: bool = False

    def hear(self, mark: Mark) -> None:
        found = _OF_THE_MODEL.search(mark.sentence)
        self.marks.append(mark)
        self.by_model |= found is not None
        if found and found[1]:
            self.estimates.add(int(found[1]))


def evidence_of(view: CaseView) -> Evidence:
    """Reasons either way, lettered in the order in which their first words stand in the text."""
    letters, text = chain(ascii_uppercase, iter(lambda: "", None)), view.version.text
    spans: list[Span] = []
    reasons: dict[Kind, list[Reason]] = {"keeps": [], "removes": []}
    for told in _told(view):
        letter, places = next(letters), _places(told.marks)
        spans += [Span(start, end, told.kind, letter=letter) for start, end in places]
        reasons[told.kind].append(_reason(told, letter, places, text))
    placed = {reason.sentence for reason in reasons["keeps"]}
    for kept in dict.fromkeys(view.keep_reasons):
        plain = _OF_THE_MODEL.sub("", kept.sentence)
        if plain not in placed:
            only = (kept.ground,) if kept.ground else ()
            reasons["keeps"].append(Reason("", plain, only, by_model=plain != kept.sentence))
    return Evidence(tuple(spans), tuple(reasons["keeps"]), tuple(reasons["removes"]))


def _told(view: CaseView) -> Iterable[_Told]:
    """The same sentence the same way is said once, whatever score or ground it has at its places."""
    ways: list[tuple[Mark, Kind]] = [(mark, "keeps") for mark in view.keep_marks]
    ways += [(mark, "removes") for mark in view.marks]
    told: dict[tuple[Kind, str], _Told] = {}
    for mark, kind in sorted(ways, key=lambda way: (way[0].start, way[0].end)):
        sentence = _OF_THE_MODEL.sub("", mark.sentence)
        told.setdefault((kind, sentence), _Told(kind, sentence)).hear(mark)
    return told.values()


def _reason(told: _Told, letter: str, places: list[tuple[int, int]], text: str) -> Reason:
    words = dict.fromkeys(" ".join(text[start:end].split()) for start, end in places)
    return Reason(
        letter,
        told.sentence,
        grounds=tuple(dict.fromkeys(mark.ground for mark in told.marks if mark.ground)),
        words=tuple(_short(one) for one in words if one.casefold() not in told.sentence.casefold()),
        whole=any(text[start:end].strip(_EDGES) == text.strip(_EDGES) for start, end in places),
        estimates=tuple(sorted(told.estimates, reverse=True)),
        by_model=told.by_model,
    )


def _places(marks: Iterable[Mark]) -> list[tuple[int, int]]:
    """Where `marks`, in order of place, stand; those that overlap are one place."""
    places: list[tuple[int, int]] = []
    for mark in marks:
        if places and mark.start < places[-1][1]:
            places[-1] = (places[-1][0], max(places[-1][1], mark.end))
        else:
            places.append((mark.start, mark.end))
    return places


def _short(words: str) -> str:
    if len(words) <= _LONGEST:
        return words
    cut = words.rfind(" ", 0, _LONGEST)
    return f"{words[: cut if cut > 0 else _LONGEST]} …"
