"""What the reader says of a post where no rule spoke: the sentence that speaks most for a code, and its words.

A rule is a sentence a librarian can question; the reader learned from posts that people labeled. It speaks second, and
always with the words that added most.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from masthead.checks.engine.prose import Span, sentences
from masthead.checks.engine.reader import Stretch, reader

LEAST_WORDS = 6
"""A greeting has no context to be read in: "Good morning, readers." was taken for a jibe. Rules read it alone."""

_WORD = re.compile(r"\w+")
_SHOWN = 3
_HOLDING = (
    "a about after all also am an and any are as at be because been before being but by can cannot could did do "
    "does for from get gets go goes going got had has have he her here hers him his how i if in into is it its just "
    "like may me might more most must my no nor not of off on or our ours out over own put she should so some such "
    "than that the their theirs them then there these they this those to too up upon us was we were what when where "
    "which who whom whose why will with would you your yours "
)
"""Words that only hold a sentence together: quoted alone they would tell a reader nothing."""
_EMPTY = frozenset(_HOLDING.split())
_TOLD = 0.25
"""A word is shown when it added at least this share of what the strongest word added."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """The sentence of a post that speaks most for one code: its place, and the words that added most, as written."""

    span: Span
    words: tuple[str, ...]

    @property
    def quoted(self) -> str:
        return ", ".join(f"'{word}'" for word in self.words)


def weighed(text: str, code: str, *, cued: bool = False) -> Weighed | None:
    """What in `text` speaks enough for `code` to raise it, or None.

    cued: a rule found what such a fault is made of, a name beside a race or a loan, though not the fault itself. Then
    it is enough that the post is likelier than not to deserve the code.
    """
    if is_short(text):
        return None
    asked = reader()
    limits = asked.limits[code]
    likeliest = max(asked.read(text), key=lambda one: one.sums[code], default=None)
    if likeliest is None or likeliest.sums[code] < (min(limits.doubt, limits.raised) if cued else limits.raised):
        return None
    within = [(start, end) for start, end in _sentences(text, likeliest.span)]
    span = max(within, key=lambda place: _weight(likeliest, place, code), default=likeliest.span)
    return Weighed(span, _words(text, likeliest, span, code))


def doubtful(text: str, code: str) -> bool:
    """Whether no stretch of `text` is likelier than not to deserve `code`.

    For rules that look at one word and a name: "a prize pig" beside a name insults nobody.
    """
    if is_short(text):
        return False
    asked = reader()
    return all(one.sums[code] < asked.limits[code].doubt for one in asked.read(text))


def is_short(text: str) -> bool:
    """Whether `text` is too short to be read in context: rules alone read it."""
    return sum(1 for _ in islice(_WORD.finditer(text), LEAST_WORDS)) < LEAST_WORDS


def _sentences(text: str, span: Span) -> list[Span]:
    return [
        (max(one.start, span[0]), min(one.end, span[1]))
        for one in sentences(text)
        if one.start < span[1] and one.end > span[0]
    ]


def _weight(stretch: Stretch, place: Span, code: str) -> float:
    return sum(max(0.0, what[code]) for (start, end), what in stretch.added if place[0] <= start and end <= place[1])


def _words(text: str, stretch: Stretch, span: Span, code: str) -> tuple[str, ...]:
    inside = [
        (what[code], start, end)
        for (start, end), what in stretch.added
        if span[0] <= start and end <= span[1] and text[start:end].isalpha() and text[start:end].lower() not in _EMPTY
    ]
    strongest = sorted(inside, key=lambda one: -one[0])[:_SHOWN]
    least = max((weight for weight, _, _ in strongest), default=0.0) * _TOLD
    chosen = sorted((start, end) for weight, start, end in strongest if weight > 0 and weight >= least)
    if not chosen:  # no one word says it: the sentence as a whole does
        return (text[span[0] : span[1]].strip(),)
    return tuple(text[start:end] for start, end in chosen)
