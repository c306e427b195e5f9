"""Regular expressions that are looked for only in texts, and only at places, where they can be found.

A text is cut into its runs of letters once. What each run offers to all the expressions is looked up in dictionaries
(see `required`), and an expression is run only where all it requires stands, from those places alone where a match can
begin. What is found is what the expression finds by itself: `tests/signals/test_sought.py` compares the two.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from itertools import chain

from masthead.signals.engine.required import LONGEST, Required, required, tree

_RUN = re.compile(r"\w+|'")
MOST_RUNS = 8_000
"""Runs of letters whose offers are remembered."""
LONG_RUN = 40
"""Letters. What a longer run offers is not remembered."""


class Sought:
    """A regular expression without flags. It is compiled when a text first holds what it requires."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.needs = _recorded().get(digest(pattern)) or required(tree(pattern))
        self.ways, self.number = _OFFERS.enter(self.needs)
        MADE.append(self)

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The expression itself, for a text of which nothing is known beforehand."""
        return re.compile(self.pattern)


def digest(pattern: str) -> str:
    """What an expression is recorded under in required.json."""
    return hashlib.sha256(pattern.encode()).hexdigest()[:16]


@cache
def _recorded() -> dict[str, Required]:
    """What `write_required` found of the expressions here: to read them takes longer than all the rest of a start."""
    try:
        told = json.loads((files(__package__) / "required.json").read_text("utf-8"))
        sets = [frozenset(strings) for strings in told["sets"]]
        return {
            name: Required(
                frozenset(frozenset(sets[number] for number in way) for way in ways),
                None if whole is None else frozenset(whole),
                None if heads is None else frozenset(heads),
            )
            for name, (ways, whole, heads) in told["expressions"].items()
        }
    except (OSError, ValueError, LookupError, TypeError):  # each is read anew then, until it is written again
        return {}


@dataclass
class _Offers:
    """What runs of letters offer to the expressions made so far: bits of `inside` for strings that are required,
    numbers for expressions of which a match may begin there."""

    sets: dict[frozenset[str], int] = field(default_factory=dict)
    inside: dict[str, int] = field(default_factory=dict)
    whole: dict[str, tuple[int, ...]] = field(default_factory=dict)
    heads: dict[str, tuple[int, ...]] = field(default_factory=dict)
    entered: int = 0
    known: dict[str, tuple[int, tuple[int, ...]]] = field(default_factory=dict)

    def enter(self, needs: Required) -> tuple[tuple[int, ...], int | None]:
        """The masks of bits of which a text must have one whole, and the number of an expression whose matches begin
        at known places."""
        ways = tuple(sum({self._bit(strings) for strings in way}) for way in needs.ways)
        self.entered += 1
        for into, runs in ((self.whole, needs.whole), (self.heads, needs.heads)):
            for run in runs or ():
                into[run] = (*into.get(run, ()), self.entered)
        self.known = {}  # what is being looked up meanwhile goes into the old one
        return ways, None if needs.whole is None else self.entered

    def _bit(self, strings: frozenset[str]) -> int:
        if strings not in self.sets:
            self.sets[strings] = bit = 1 << len(self.sets)
            for string in strings:
                self.inside[string] = self.inside.get(string, 0) | bit
        return self.sets[strings]

    def of(self, run: str) -> tuple[int, tuple[int, ...]]:
        """What `run` offers: bits, and the numbers of expressions that may begin with it."""
        remembered = self.known
        if (known := remembered.get(run)) is not None:
            return known
        bits, inside = 0, self.inside
        for start in range(len(run)):
            for end in range(start + 1, min(start + LONGEST, len(run)) + 1):
                bits |= inside.get(run[start:end], 0)
        begun = {*self.whole.get(run, ())}
        for end in range(1, min(len(run), LONGEST) + 1):
            begun.update(self.heads.get(run[:end], ()))
        offers = bits, tuple(begun)
        if len(run) <= LONG_RUN:
            if len(remembered) >= MOST_RUNS:
                remembered.clear()
            remembered[run] = offers
        return offers


_OFFERS = _Offers()
MADE: list[Sought] = []
"""The expressions made so far."""


class Runs:
    """Where each run of letters of a text stands, and what the text offers."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._places: dict[str, list[int]] = {}
        for match in _RUN.finditer(text):
            self._places.setdefault(match.group(), []).append(match.start())
        self._entered = -1
        self._lacks = ~0
        self._begin: dict[int, list[list[int]]] = {}

    def may_hold(self, sought: Sought) -> bool:
        """Whether what `sought` requires stands in the text, so that it, or a part of it, may hold a match."""
        if self._entered != _OFFERS.entered:
            self._look_up()
        lacks = self._lacks
        for way in sought.ways:  # noqa: SIM110 — any() takes twice as long, and each expression asks this of each text
            if not way & lacks:
                return True
        return False

    def each(self, sought: Sought) -> Iterable[re.Match[str]]:
        """The matches that `sought` finds, in order."""
        if not self.may_hold(sought):
            return ()
        if sought.number is None:
            return sought.compiled.finditer(self._text)
        begin = self._begin.get(sought.number)
        return self._from(begin, sought.compiled) if begin else ()

    def first(self, sought: Sought) -> re.Match[str] | None:
        """The first match that `sought` finds."""
        return next(iter(self.each(sought)), None)

    def _from(self, begin: list[list[int]], compiled: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """The matches that begin at one of the places, in order and apart."""
        done = 0
        for place in begin[0] if len(begin) == 1 else sorted(chain.from_iterable(begin)):
            if place >= done and (match := compiled.match(self._text, place)):
                yield match
                done = match.end()

    def _look_up(self) -> None:
        bits, self._begin, self._entered = 0, {}, _OFFERS.entered
        for run, places in self._places.items():
            offered, begun = _OFFERS.of(run)
            bits |= offered
            for number in begun:
                self._begin.setdefault(number, []).append(places)
        self._lacks = ~bits
