"""Text with its evidence marked: each span gets a tint and a line shape, so that it can be told without color.

Letters that tie spans to reasons stand where a note to a text stands: raised, after the word and its punctuation, so
that no phrase is broken by them. They are for the eye alone, and the text is read aloud as it was written: the list of
reasons says in words what each is about.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

Kind = Literal["blocks", "removes", "over", "asks", "advises", "keeps"]
# Where spans overlap, the graver one is shown: a reader must never miss what stops a post.
_GRAVITY: dict[str, int] = {"advises": 0, "keeps": 1, "asks": 2, "over": 3, "blocks": 4, "removes": 5}
_FOLLOWS = frozenset(".,;:!?…)]}\"'”’»")
"""What closes a phrase: a letter stands after it, never between it and its word."""


@dataclass(frozen=True, slots=True)
class Span:
    """[start, end) in code points of the text; `key` ties the mark to the finding beside it, `letter` to a reason."""

    start: int
    end: int
    kind: Kind
    key: str = ""
    letter: str = ""


def mark_up(text: str, spans: Sequence[Span]) -> SafeString:
    """`text`, escaped, with every span wrapped in <mark>. Spans outside the text are cut to it; empty ones dropped."""
    cut = [span for span in spans if max(0, span.start) < min(len(text), span.end)]
    letters = _letters(text, cut)
    pieces = (piece for run in _runs(len(text), cut) for piece in _run(text, *run, letters))
    return mark_safe("".join(pieces))  # noqa: S308 - every piece was escaped by format_html


def _run(text: str, start: int, end: int, span: Span | None, letters: dict[int, SafeString]) -> Iterator[SafeString]:
    """One run of the text. A letter at its end stands outside the mark: it is none of the words."""
    inside = [place for place in letters if start < place < end]
    edges = [start, *sorted(inside), end]
    said = [format_html("{}{}", letters.get(a, "") if a in inside else "", text[a:b]) for a, b in pairwise(edges)]
    words = mark_safe("".join(said))  # noqa: S308 - every piece was escaped by format_html
    if span is None:
        yield words
    else:
        yield format_html('<mark class="mh-span mh-span--{}" data-finding="{}">{}</mark>', span.kind, span.key, words)
    yield letters.get(end, SafeString(""))


def _letters(text: str, spans: Sequence[Span]) -> dict[int, SafeString]:
    """Where letters stand, and the letters there."""
    at: dict[int, dict[str, None]] = {}
    for span in spans:
        if span.letter:
            at.setdefault(_after_word(text, min(span.end, len(text))), {})[span.letter] = None
    return {
        place: format_html_join("", '<sup class="mh-span__letter" aria-hidden="true">{}</sup>', zip(found))
        for place, found in at.items()
    }


def _after_word(text: str, end: int) -> int:
    """The end of the word that reaches `end`, with the punctuation that follows it."""
    while 0 < end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    while end < len(text) and text[end] in _FOLLOWS:
        end += 1
    return end


def _runs(length: int, spans: Sequence[Span]) -> list[tuple[int, int, Span | None]]:
    """The text cut where any span begins or ends: (start, end, gravest span there)."""
    edges = sorted({0, length, *(max(0, s.start) for s in spans), *(min(length, s.end) for s in spans)})
    runs: list[tuple[int, int, Span | None]] = []
    for start, end in pairwise(edges):
        here = [s for s in spans if s.start <= start and end <= s.end]
        top = max(here, key=lambda s: _GRAVITY[s.kind], default=None)
        begun = runs.pop()[0] if runs and runs[-1][2] is top else start
        runs.append((begun, end, top))
    return runs
