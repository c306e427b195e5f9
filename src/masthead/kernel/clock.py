"""Time is passed in. Only the outermost layer (a view, a job, the command line) reads the clock, here, once."""

from __future__ import annotations

from datetime import UTC, date, datetime


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def aware(moment: datetime, what: str = "at") -> datetime:
    """Return `moment` in UTC; refuse a naive one, whose zone would have to be guessed.

    Raises ValueError when `moment` carries no zone.
    """
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise ValueError(f"{what} must carry a time zone, got the naive {moment.isoformat()}")
    return moment.astimezone(UTC)


def stamp(moment: datetime) -> str:
    """RFC 3339 in UTC to the microsecond: the one spelling of a time in records and hashes."""
    return aware(moment).isoformat(timespec="microseconds").replace("+00:00", "Z")


def said_day(day: date) -> str:
    """A day as people read it: `November 23, 2026`. Of a time, the day as it is written there."""
    return f"{day:%B} {day.day}, {day.year}"
