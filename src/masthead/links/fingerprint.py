"""Fingerprints of a page's words that stay near while a date, a counter or one headline changes.

The least hashes of all runs of three words are kept (MinHash, bottom-k): the share that two pages have in common is,
nearly, the share of their text, on short pages exactly, where the 64 bits of a simhash would be moved as far by one
sentence as by another page. The bytes themselves change with every visit and say nothing.

`steady_fingerprint` is what pages are compared by: of the part a reader came for (page.py leaves menus, headers,
footers and side columns out), without numbers, names of months and days, and the words that go with counters.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Sequence
from hashlib import blake2b

KEPT = 64
NEAR = 0.6
"""Of whole pages, menus and all: two with less than this in common are not the page that was read."""
FAR = 0.5
"""Of steady fingerprints: of two texts of one length, less than two thirds of the one is still in the other. Where
half was replaced it is a third, give or take 0.06, which 64 hashes cost."""

_WORD = re.compile(r"[^\W\d_]+")
_ASCII = "".join(sign if sign.isalpha() else " " for sign in map(chr, range(128)))
"""A space for what is no letter: on a page without accents that is six times as fast as looking for words."""
_DATES = """
january february march april may june july august september october november december
jan feb mar apr jun jul aug sep sept oct nov dec
monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
lunes martes miércoles jueves viernes sábado domingo hoy ayer mañana today yesterday tomorrow ago now
am pm st nd rd th est edt cst cdt mst mdt pst pdt gmt utc
second seconds minute minutes hour hours day days week weeks month months year years updated
"""
_COUNTERS = """
view views viewed visit visits visitor visitors like likes share shares shared comment comments reply replies
follower followers online read reads download downloads
"""
_UNSTEADY = frozenset((_DATES + _COUNTERS).split())


def fingerprint(text: str) -> list[str]:
    """The fingerprint of all words of a page, digits left out; empty for a page without words."""
    return _least(_words(text))


def steady_fingerprint(text: str) -> list[str]:
    """The fingerprint of what does not change by itself; empty where there is nothing of the kind."""
    return _least(steady_words(text))


def fingerprints(text: str, main: str) -> tuple[list[str], list[str]]:
    """`fingerprint` of all of a page and `steady_fingerprint` of its main part: what is the same is reckoned once."""
    words = _words(text)
    steady = _steady(words if main == text else _words(main))
    whole = _least(words)
    return whole, whole if steady == words else _least(steady)


def steady_words(text: str) -> list[str]:
    """The words of `text` but for numbers, dates and what goes with counters, in their order."""
    return _steady(_words(text))


def likeness(one: Sequence[str], other: Sequence[str]) -> float:
    """How much of the text two pages share, from 0 to 1. Two pages without words are alike."""
    if not one and not other:
        return 1.0
    least = set(heapq.nsmallest(KEPT, set(one) | set(other)))
    return len(least & set(one) & set(other)) / len(least)


def _words(text: str) -> list[str]:
    folded = text.casefold()
    return folded.translate(_ASCII).split() if folded.isascii() else _WORD.findall(folded)


def _steady(words: Sequence[str]) -> list[str]:
    return [word for word in words if word not in _UNSTEADY]


def _least(words: Sequence[str]) -> list[str]:
    runs = set(map(" ".join, zip(words, words[1:], words[2:], strict=False))) or {" ".join(words)} - {""}
    hashes = (blake2b(run.encode("utf-8", "replace"), digest_size=6).digest() for run in runs)
    return [each.hex() for each in heapq.nsmallest(KEPT, hashes)]
