"""Whose turn it is: several hosts at once, each host one page at a time and left alone for a while in between."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from typing import Generic, TypeVar

T = TypeVar("T")


class Turns(Generic[T]):
    """What is to be asked of which host. Times are seconds of a clock that never goes back, given by the caller.

    Of the hosts that may be asked, that one comes first of which most is left: it takes longest. Where as much is left,
    the one that waited longer. What is asked of one host keeps its order.
    """

    def __init__(
        self, things: Iterable[tuple[str, T]], *, between: float, free_at: Mapping[str, float] | None = None
    ) -> None:
        """things: (host, what is asked of it). between: seconds from the answer of a host to its next question.

        free_at: when hosts that answered before may be asked again; the others may be asked at once.
        """
        self._between = between
        self._waiting: dict[str, deque[T]] = {}
        self._free_at = dict(free_at or {})
        self._asked: set[str] = set()
        for host, thing in things:
            self._waiting.setdefault(host, deque()).append(thing)

    def take(self, now: float) -> tuple[str, T] | None:
        """The next host that may be asked at `now`, and what; None where none may be. It is asked from then on."""
        free = [host for host in self._waiting if host not in self._asked and self._free_at.get(host, now) <= now]
        if not free:
            return None
        host = max(free, key=lambda one: len(self._waiting[one]))
        waiting = self._waiting.pop(host)
        thing = waiting.popleft()
        if waiting:
            self._waiting[host] = waiting
        self._asked.add(host)
        return host, thing

    def answered(self, host: str, now: float) -> None:
        """`host` has answered, or never will."""
        self._asked.discard(host)
        self._free_at[host] = now + self._between

    def soonest(self) -> float | None:
        """When the next host may be asked, of those that are not being asked; None where there is none."""
        free = (self._free_at.get(host, 0.0) for host in self._waiting if host not in self._asked)
        return min(free, default=None)
