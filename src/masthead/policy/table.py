"""One table of a policy file, read key by key: each value has a type, each mistake a place and a cure."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from difflib import get_close_matches

from masthead.kernel.text import BIDI_OVERRIDES, shorten

LONGEST = 20_000
"""Characters of one text. The longest clause anybody adopted is a tenth of it."""

Scalar = str | int | float | bool
Parameter = Scalar | list[Scalar]


class Table:
    """Wraps what the TOML parser returned. Every read raises ValueError naming `place`; `done` refuses what is left."""

    def __init__(self, values: Mapping[str, object], place: str) -> None:
        self.place = place
        self._values = values
        self._known: set[str] = set()

    def wrong(self, what: str) -> ValueError:
        return ValueError(f"{self.place}: {what}")

    def has(self, key: str) -> bool:
        return self._take(key) is not None

    def text(self, key: str, default: str | None = None) -> str:
        """A string with something in it; `default` where the key is absent, if it may be."""
        value = self._take(key)
        if value is None and default is not None:
            return default
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(f'{key} must be text in quotes, such as {key} = "…"{_got(value)}')
        self._refuse_unreadable(key, value)
        return value.strip()

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of strings, in order; empty where the key is absent."""
        value = self._take(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            raise self.wrong(f'{key} must be a list of texts, such as {key} = ["…", "…"]{_got(value)}')
        for item in value:
            self._refuse_unreadable(key, item)
        return tuple(item.strip() for item in value)

    def flag(self, key: str) -> bool:
        value = self._take(key)
        if value is not None and not isinstance(value, bool):
            raise self.wrong(f"{key} must be true or false, without quotes{_got(value)}")
        return bool(value)

    def day(self, key: str) -> date:
        value = self._take(key)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.wrong(f"{key} must be a date without quotes or time, such as {key} = 2012-11-13{_got(value)}")
        return value

    def choice(self, key: str, allowed: tuple[str, ...], default: str | None = None) -> str:
        value = self.text(key, default)
        if value not in allowed:
            raise self.wrong(f"{key} must be one of {', '.join(allowed)}{_got(value)}")
        return value

    def table(self, key: str) -> Table:
        """The table called `key`; an empty one where it is absent."""
        value = self._take(key)
        if value is None:
            value = {}
        if not isinstance(value, dict):
            raise self.wrong(f"{key} must be a table, such as [{key}]{_got(value)}")
        return Table(value, f"{self.place}, {key}" if self.place != "the file" else f"[{key}]")

    def tables(self, key: str) -> list[Table]:
        """Every table of the list called `key`, placed by its id where it has one, else by its rank from 1."""
        value = self._take(key)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.wrong(f"{key} must be a list of tables, such as [[{key}]]{_got(value)}")
        above = "" if self.place == "the file" else f"{self.place}, "
        return [Table(item, f"{above}{key} {_rank(item, rank)}") for rank, item in enumerate(value, start=1)]

    def free_keys(self) -> tuple[str, ...]:
        """Every key of a table whose keys are free. None of them is left over afterwards."""
        self._known.update(self._values)
        for key in self._values:
            self._refuse_unreadable("a key", key)
        return tuple(self._values)

    def parameters(self) -> dict[str, Parameter]:
        """A table with free keys, whose values are text, finite numbers, true or false, or lists of these."""
        return {key: self._parameter(key) for key in self.free_keys()}

    def done(self) -> None:
        """Refuse keys nobody asked for: a misspelled duty must not vanish in silence."""
        for key in self._values:
            if key not in self._known:
                near = get_close_matches(key, self._known, n=1)
                cure = f"did you mean {near[0]}?" if near else f"known here: {', '.join(sorted(self._known))}"
                raise self.wrong(f"unknown key {_shown(key)}; {cure}")

    def _take(self, key: str) -> object:
        self._known.add(key)
        return self._values.get(key)

    def _parameter(self, key: str) -> Parameter:
        value = self._values[key]
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, str):
                self._refuse_unreadable(key, item)
        if isinstance(value, str | int | float | bool) and _finite(value):
            return value
        if isinstance(value, list) and all(isinstance(i, str | int | float | bool) and _finite(i) for i in value):
            return list(value)
        raise self.wrong(f"{_shown(key)} must be text, a number, true or false, or a list of these{_got(value)}")

    def _refuse_unreadable(self, key: str, value: str) -> None:
        """A policy is read by people: no sign they cannot see, none that turns the line around, no text without end."""
        if len(value) > LONGEST:
            raise self.wrong(f"{_shown(key)} is longer than {LONGEST:,} characters; a policy is read by people")
        for sign in value:
            if sign in BIDI_OVERRIDES or (unicodedata.category(sign) == "Cc" and sign not in "\n\t"):
                raise self.wrong(f"{_shown(key)} holds a sign nobody can see (U+{ord(sign):04X}); delete it")


def _finite(value: Scalar) -> bool:
    return not isinstance(value, float) or math.isfinite(value)


def _rank(item: Mapping[str, object], rank: int) -> str:
    name = item.get("id")
    return shorten(name, 60) if isinstance(name, str) and name.strip() else str(rank)


def _shown(value: object) -> str:
    """A value as an error may show it: short, on one line, with nothing a terminal would act on."""
    return shorten(ascii(value), 60)


def _got(value: object) -> str:
    return "; it is missing" if value is None else f"; got {_shown(value)}"
