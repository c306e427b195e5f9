"""Whose turn it is: several hosts at once, each host one page at a time and left alone for a while in between."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Mapping
from heapq import heapify, heappop, heappush
from itertools import count
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
        self._between, free_at = between, free_at or {}
        self._left: dict[str, deque[T]] = {}
        for host, thing in things:
            self._left.setdefault(host, deque()).append(thing)
        self._turn = count()
        # Hosts with something left that are not asked now: when each may be, and since which turn it waits.
        self._pausing = [(free_at.get(host, -math.inf), next(self._turn), host) for host in self._left]
        heapify(self._pausing)
        self._free: list[tuple[int, int, str]] = []  # how much is left, as a negative number, then as above
        self._since: dict[str, int] = {}

    def take(self, now: float) -> tuple[str, T] | None:
        """The next host that may be asked at `now`, and what; None where none may be. It is asked from then on."""
        while self._pausing and self._pausing[0][0] <= now:
            _, since, host = heappop(self._pausing)
            heappush(self._free, (-len(self._left[host]), since, host))
        if not self._free:
            return None
        _, _, host = heappop(self._free)
        self._since[host] = next(self._turn)
        return host, self._left[host].popleft()

    def answered(self, host: str, now: float) -> None:
        """`host` has answered, or never will."""
        if self._left[host]:
            heappush(self._pausing, (now + self._between, self._since[host], host))

    def soonest(self) -> float | None:
        """When the next host may be asked, of those that are not being asked; None where there is none."""
        if self._free:
            return -math.inf
        return self._pausing[0][0] if self._pausing else None
