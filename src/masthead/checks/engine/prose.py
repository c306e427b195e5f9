"""How a post is taken apart: sentences, words, quotations, and the parts that are addresses rather than prose.

All places are [start, end) in the text as given. Everything here takes time in proportion to the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from masthead.checks.engine.bare_hosts import site_in

Span = tuple[int, int]

WORD = re.compile(r"[^\W\d_]+(?:['\u2019\u02bc][^\W\d_]+)*")
_OUT = r"\s<>\"\u201d\u2019"
_ADDRESS = re.compile(
    rf"https?://[^{_OUT}]{{1,2000}}"
    r"|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"
    r"|(?<![\w@.-])(?P<host>(?:[\w-]{1,63}\.){1,8}[^\W\d_][\w-]{1,62})(?![\w@-])"
    rf"(?P<more>(?::\d{{1,5}}(?![\w-]))?(?:[/?#](?<![?#](?!\w))[^{_OUT}]{{0,2000}})?)"
    r"|(?<!\w)[@#]\w{1,200}",
    re.IGNORECASE,
)
_QUOTATION = re.compile(
    r"\u201c[^\u201d]{1,600}\u201d"
    r"|\"[^\"]{1,600}\""
    r"|(?<![\w'\u2019])['\u2018](?=\S)(?:[^'\u2018\u2019]|(?<=\w)['\u2019](?=\w)){1,600}['\u2019](?!\w)"
)
_SENTENCE_END = re.compile(r"(?<![.!?\u2026])[.!?\u2026]++['\"\u2019\u201d)]*+(?=\s)|\n++")
# A full stop after one of these is part of the word, not the end of a sentence.
_ABBREVIATION = re.compile(r"(?:\b(?:mr|mrs|ms|dr|st|jr|sr|gov|sen|rep|prof|rev|no|vs|ave|dept|est|inc|[a-z]))$", re.I)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a post and where it stands."""

    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def sentences(text: str) -> list[Sentence]:
    """The sentences of `text`, in order, without the white space around them."""
    found: list[Sentence] = []
    begin = 0
    for match in _SENTENCE_END.finditer(text):
        if match.group() == "." and _ABBREVIATION.search(text, max(begin, match.start() - 5), match.start()):
            continue
        found += _sentence(text, begin, match.end())
        begin = match.end()
    return found + _sentence(text, begin, len(text))


def _sentence(text: str, begin: int, end: int) -> list[Sentence]:
    piece = text[begin:end]
    bare = piece.strip()
    return [Sentence(bare, begin + len(piece) - len(piece.lstrip()))] if bare else []


def quotations(text: str) -> list[Span]:
    """Where somebody else is quoted, or a title is given, quotation marks included."""
    return [match.span() for match in _QUOTATION.finditer(text)]


def addresses(text: str) -> list[Span]:
    """Links, bare hosts, e-mail addresses, @handles and #hashtags, in their order."""
    found: list[Span] = []
    match = _ADDRESS.search(text)
    while match:
        begin, end = match.span()
        if match["host"] is not None:
            site = site_in(match["host"], hinted=match["more"].startswith((":", "/", "?", "#")))
            if site is None:
                end = match.end("host")
            else:
                begin, end = begin + site[0], end if site[1] == len(match["host"]) else begin + site[1]
                found.append((begin, end))
        else:
            found.append((begin, end))
        match = _ADDRESS.search(text, end)
    return found


class Inside:
    """Answers whether a place lies in any of some spans that do not overlap."""

    def __init__(self, spans: list[Span]) -> None:
        self._spans = sorted(spans)
        self._starts = [start for start, _ in self._spans]

    def __contains__(self, place: int) -> bool:
        before = bisect_right(self._starts, place) - 1
        return before >= 0 and place < self._spans[before][1]


def edits(one: str, other: str, most: int) -> int:
    """Letters to add, drop, change or swap to turn `one` into `other`; `most` + 1 when it takes more than `most`."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        previous, row, earlier = row, [i], before
        for j, mate in enumerate(other, 1):
            cost = min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (letter != mate))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == mate:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        before = previous
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
