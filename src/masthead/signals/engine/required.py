"""What must stand in every text that a regular expression matches, and what each match begins with, read off the
expression itself.

Nothing is guessed: where a part of an expression cannot be told in strings, nothing is said of it. So a text without
what is required holds no match, and a match can begin nowhere but at one of the beginnings (as RE2 sifts many
expressions: google/re2, prefilter.h).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

MOST_STRINGS = 300
"""Strings that one stretch of an expression may spell before they are no longer told one by one."""
MOST_WAYS = 120
"""Alternatives that are told apart."""
FEW = 4
"""Letters of a class that are spelled out."""
LONGEST = 6
"""Letters of a word that are required: more tell little more."""
_RUN = re.compile(r"\w+")
_BEGINNING = re.compile(r"\w+|'")
_OTHERWISE = re.IGNORECASE | re.MULTILINE | re.ASCII | re.LOCALE | re.DEBUG
"""With these an expression means something else."""
_BEGINS = frozenset({"AT_BOUNDARY", "AT_BEGINNING", "AT_BEGINNING_STRING"})

OneOf = frozenset[str]
Way = frozenset[OneOf]
NOTHING: Way = frozenset()


@dataclass(frozen=True)
class Required:
    """`ways`: in one of them, of each set one string stands in the text, within a run of letters and digits.

    `whole` and `heads`: each match begins where such a run begins (an apostrophe is one) that is one of `whole` or
    begins with one of `heads`; both None where that is not known.
    """

    ways: frozenset[Way] = frozenset({NOTHING})
    whole: frozenset[str] | None = None
    heads: frozenset[str] | None = None


class _NotTold(Exception):
    """A part of an expression that is not read here."""


def tree(pattern: str) -> Any:
    """`pattern` as Python's own parser reads it; None where this Python keeps its parser elsewhere."""
    try:
        return import_module("re._parser").parse(pattern)
    except (ImportError, AttributeError):
        return None


def required(parsed: Any) -> Required:
    """What `parsed` (of `tree`) asks of a text. Nothing where it holds what is not read here."""
    if parsed is None or parsed.state.flags & _OTHERWISE:
        return Required()
    try:
        part = _sequence(parsed, bounded=False)
    except _NotTold:
        return Required()
    if part.nullable or part.begins is None or not all(map(_BEGINNING.match, part.begins)):
        return Required(frozenset(part.ways))
    runs = {string: match.group() for string in part.begins if (match := _BEGINNING.match(string))}
    whole = frozenset(run for string, run in runs.items() if run != string)
    return Required(
        frozenset(part.ways), whole, frozenset(run[:LONGEST] for string, run in runs.items() if run == string)
    )


@dataclass
class _Part:
    """A stretch of an expression. `strings`: all it can spell, where that is known; else `ways` and `begins`."""

    strings: set[str] | None
    ways: list[Way]
    begins: set[str] | None
    nullable: bool


@dataclass
class _Reading:
    """A sequence while it is read: `held` are the strings spelled since the last place that is not known."""

    bounded: bool
    held: set[str] = field(default_factory=lambda: {""})
    ways: list[Way] = field(default_factory=lambda: [NOTHING])
    begins: set[str] | None = field(default_factory=set)
    opening: bool = True
    whole: bool = True

    def spell(self, strings: set[str]) -> None:
        if len(self.held) * len(strings) > MOST_STRINGS:
            self.flush()
        self.held = {before + after for before in self.held for after in strings}

    def flush(self) -> None:
        """Nothing is known of what follows: what is held is required."""
        self.whole = False
        if self.held == {""}:
            return
        if "" not in self.held and (one := _one_of(self.held)):
            self.require([frozenset({one})])
        if self.opening:
            self._begin({string for string in self.held if string})
            self.opening = "" in self.held
        self.held = {""}

    def _begin(self, strings: set[str] | None) -> None:
        if strings is None or (strings and not self.bounded):
            self.begins = None
        elif self.begins is not None:
            self.begins |= strings

    def require(self, ways: list[Way]) -> None:
        if len(self.ways) * len(ways) > MOST_WAYS:
            ways = [_summed(ways)]
        if self.ways == [NOTHING]:
            self.ways = ways
            return
        self.ways = list(dict.fromkeys(way | more for way in self.ways for more in ways))

    def skip(self) -> None:
        """A letter that is not known."""
        self.flush()
        if self.opening:
            self.begins = None
        self.opening = False

    def take(self, part: _Part, optional: bool, again: bool) -> None:
        """A part within; `again`: it may be repeated."""
        if part.strings is not None and not again:
            strings = part.strings | ({""} if optional else set())
            if len(strings) <= MOST_STRINGS:
                self.spell(strings)
                return
        self.flush()
        if self.opening:
            self._begin_as(part)
            self.opening = optional or part.nullable
        if not optional:
            self.require(part.ways)

    def _begin_as(self, part: _Part) -> None:
        if part.begins is None:
            self.begins = None
        elif self.begins is not None:
            self.begins |= part.begins

    def part(self) -> _Part:
        strings = set(self.held) if self.whole else None
        nullable = self.opening and "" in self.held
        self.flush()
        return _Part(strings, self.ways, self.begins, nullable)


def _sequence(items: Any, bounded: bool) -> _Part:
    reading = _Reading(bounded)
    spelled = ""
    for kind, told in items.data:
        if kind.name == "LITERAL":
            spelled += chr(told)
            continue
        if spelled:
            reading.spell({spelled})
            spelled = ""
        _read(reading, kind.name, told)
    if spelled:
        reading.spell({spelled})
    return reading.part()


def _read(reading: _Reading, kind: str, told: Any) -> None:
    at_the_beginning = reading.opening and reading.held == {""}
    match kind:
        case "IN":
            letters = _letters(told)
            reading.spell(letters) if letters else reading.skip()
        case "ANY" | "NOT_LITERAL":
            reading.skip()
        case "AT":
            reading.bounded |= at_the_beginning and told.name in _BEGINS
        case "ASSERT":
            pass
        case "ASSERT_NOT":
            reading.bounded |= at_the_beginning and _no_letter_before(told)
        case "SUBPATTERN":
            _, added, taken, within = told
            if added or taken:
                raise _NotTold
            reading.take(_sequence(within, reading.bounded), optional=False, again=False)
        case "BRANCH":
            reading.take(_branches([_sequence(one, reading.bounded) for one in told[1]]), optional=False, again=False)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            least, most, within = told
            part = _sequence(within, reading.bounded)
            reading.take(part, optional=not least, again=most != 1)
        case _:
            raise _NotTold


def _branches(parts: list[_Part]) -> _Part:
    spelled = [part.strings for part in parts if part.strings is not None]
    strings = set().union(*spelled) if len(spelled) == len(parts) else None
    if strings is not None and len(strings) > MOST_STRINGS:
        strings = None
    begins: set[str] | None = set()
    for part in parts:
        begins = None if begins is None or part.begins is None else begins | part.begins
    told = _one_of(set().union(*spelled)) if spelled else None
    ways = [frozenset({told}) if told else NOTHING] if spelled else []
    ways = list(dict.fromkeys((*ways, *(way for part in parts if part.strings is None for way in part.ways))))
    return _Part(strings, [NOTHING] if NOTHING in ways else ways, begins, any(part.nullable for part in parts))


def _letters(members: list[tuple[Any, Any]]) -> set[str]:
    """The letters of a class, where they are few; else none."""
    letters: set[str] = set()
    for kind, told in members:
        if kind.name == "LITERAL":
            letters.add(chr(told))
        elif kind.name == "RANGE" and told[1] - told[0] < FEW:
            letters |= {chr(code) for code in range(told[0], told[1] + 1)}
        else:
            return set()
    return letters if len(letters) <= FEW else set()


def _no_letter_before(told: Any) -> bool:
    """Whether a negative assertion looks back for a class that holds every letter and digit."""
    direction, within = told
    if direction > 0 or len(within) != 1 or within[0][0].name != "IN":
        return False
    members = [(str(kind), str(of)) for kind, of in within[0][1]]
    return members[0][0] != "NEGATE" and ("CATEGORY", "CATEGORY_WORD") in members


def _one_of(strings: Iterable[str]) -> OneOf | None:
    """The longest run of letters and digits of each; None where one has none."""
    found = set()
    for string in strings:
        if not string.isalnum():
            runs = _RUN.findall(string)
            if not runs:
                return None
            string = max(runs, key=len)
        found.add(string[:LONGEST])
    return frozenset(found)


def _summed(ways: list[Way]) -> Way:
    """One set of strings of which one stands in the text in each of `ways`; nothing where one of them asks nothing."""
    if NOTHING in ways:
        return NOTHING
    best = (max(way, key=lambda one: (min(map(len, one)), -len(one), sorted(one))) for way in ways)
    return frozenset({frozenset().union(*best)})
