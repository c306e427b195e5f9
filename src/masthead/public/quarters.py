"""Calendar quarters, so that the report has periods that never overlap: of two that do, the difference could tell what
each of them veils."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

_MONTHS = ("January to March", "April to June", "July to September", "October to December")
_NAME = re.compile(r"([0-9]{4})-q([1-4])")


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """`number` is 1 to 4."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Quarter:
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def named(cls, name: str) -> Quarter | None:
        """The quarter of a name as in addresses, or None for what is no such name."""
        found = _NAME.fullmatch(name)
        return cls(int(found[1]), int(found[2])) if found and int(found[1]) else None

    @property
    def name(self) -> str:
        """As in addresses: `2026-q4`."""
        return f"{self.year:04}-q{self.number}"

    @property
    def label(self) -> str:
        return f"{_MONTHS[self.number - 1]} {self.year}"

    @property
    def next(self) -> Quarter:
        return Quarter(self.year + 1, 1) if self.number == 4 else Quarter(self.year, self.number + 1)

    def starts(self, zone: ZoneInfo) -> datetime:
        """Its first moment in the agency's time zone."""
        return datetime(self.year, self.number * 3 - 2, 1, tzinfo=zone)


def quarters(first: date, last: date) -> Iterator[Quarter]:
    """From the quarter of `first` to that of `last`, both included."""
    quarter, end = Quarter.of(first), Quarter.of(last)
    while quarter <= end:
        yield quarter
        quarter = quarter.next
