"""The machine's reasons as the page of a case tells them: each sentence once, tied by a letter to all its words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from string import ascii_uppercase

from masthead.desk.look.marks import Kind, Span
from masthead.moderation.queue import CaseView, Mark

_OF_THE_MODEL = re.compile(r" \(model(?:, (\d+) of 100)?\)(?=\.$)")
"""How a stored sentence says that the model made it, and with which score."""
_LONGEST = 90
"""Letters of the words that are repeated beside a reason; what is longer is marked in the comment above."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason of the machine's; `letter` ties it to its words in the text, "" where it is about the whole.

    words: what it points at, where the sentence does not quote it; whole: it points at all there is; estimates: the
    scores of a reason the model gave, in hundredths, highest first; by_model: it gave it, whether with a score or not.
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

    marks: list[Mark] = field(default_factory=list)
    estimates: set[int] = field(default_factory=set)
    by_model: bool = False

    def hear(self, mark: Mark, found: re.Match[str] | None) -> None:
        self.marks.append(mark)
        self.by_model |= found is not None
        if found and found[1]:
            self.estimates.add(int(found[1]))


def evidence_of(view: CaseView) -> Evidence:
    """Reasons to keep come first, in the order of the text, lettered like the marks."""
    letters, text = chain(ascii_uppercase, iter(lambda: "", None)), view.version.text
    spans: list[Span] = []
    keep = list(_lettered(view.keep_marks, text, letters, spans, "keeps"))
    placed = {reason.sentence for reason in keep}
    for sentence in dict.fromkeys(view.keep_reasons):
        plain = _OF_THE_MODEL.sub("", sentence)
        if plain not in placed:
            keep.append(Reason("", plain, by_model=plain != sentence))
    remove = list(_lettered(view.marks, text, letters, spans, "removes"))
    return Evidence(tuple(spans), tuple(keep), tuple(remove))


def _lettered(
    marks: Iterable[Mark], text: str, letters: Iterator[str], spans: list[Span], kind: Kind
) -> Iterator[Reason]:
    """Reasons by the place of their first words. The same sentence is one reason, whatever score or ground it has."""
    told: dict[str, _Told] = {}
    for mark in sorted(marks, key=lambda mark: (mark.start, mark.end)):
        sentence = _OF_THE_MODEL.sub("", mark.sentence)
        told.setdefault(sentence, _Told()).hear(mark, _OF_THE_MODEL.search(mark.sentence))
    for sentence, heard in told.items():
        letter, places = next(letters), _places(heard.marks)
        spans += [Span(start, end, kind, letter=letter) for start, end in places]
        words = (" ".join(text[start:end].split()) for start, end in places)
        yield Reason(
            letter,
            sentence,
            grounds=tuple(dict.fromkeys(mark.ground for mark in heard.marks if mark.ground)),
            words=tuple(_short(one) for one in dict.fromkeys(words) if one.casefold() not in sentence.casefold()),
            whole=any(text[start:end].strip() == text.strip() for start, end in places),
            estimates=tuple(sorted(heard.estimates, reverse=True)),
            by_model=heard.by_model,
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
