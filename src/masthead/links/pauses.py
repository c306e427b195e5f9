"""A host that answered lately is left alone a little longer, whoever asked it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime


def pauses(answered: Iterable[tuple[str, datetime]], *, at: datetime, between: float) -> dict[str, float]:
    """Seconds from `at` for which each of these hosts is still left alone; a host that may be asked is not in it.

    answered: (host, when it answered), as often and in whatever order. between: seconds a host is left alone after its
    answer. Nobody waits longer than that, also where a clock was set back.
    """
    left: dict[str, float] = {}
    for host, when in answered:
        seconds = min(between, between - (at - when).total_seconds())
        if seconds > left.get(host, 0.0):
            left[host] = seconds
    return left
