"""Many pages are fetched: several hosts at once, and each of them as politely as if it were the only one."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TypeVar

from masthead.checks.engine.addresses import place
from masthead.links.fetch import Fetched
from masthead.links.turns import Turns

_log = logging.getLogger(__name__)
T = TypeVar("T")
HOSTS_AT_ONCE = 16
"""Each may hold a page of 2 MB and its bytes: more would ask the smallest machine for too much."""
ASKED_EVERY = 1.0
"""Seconds between two questions whether it is enough."""
FAILED = "This link could not be looked at: its site answered in a way Masthead cannot read. Look for yourself."
"""What is said of a link whose fetching failed in a way nobody foresaw."""
NOT_WRITTEN = "What this link's site answered could not be written down here. Look for yourself."
"""What is said of a link that was fetched, and whose answer could not be kept, in a way nobody foresaw."""


def fetch_in_turns(
    things: Iterable[T],
    *,
    url: Callable[[T], str],
    fetch: Callable[[str], Fetched],
    between: float,
    longest: float,
    at_once: int = HOSTS_AT_ONCE,
    waits: Mapping[str, float] | None = None,
    enough: Callable[[], bool] | None = None,
) -> Iterator[tuple[T, Fetched]]:
    """Each thing with what `fetch` found at its `url`, as it comes in: one by one, else as `fetch_together`."""
    together = fetch_together(
        things, url=url, fetch=fetch, between=between, longest=longest, at_once=at_once, waits=waits, enough=enough
    )
    for some in together:
        yield from some


def fetch_together(
    things: Iterable[T],
    *,
    url: Callable[[T], str],
    fetch: Callable[[str], Fetched],
    between: float,
    longest: float,
    at_once: int = HOSTS_AT_ONCE,
    waits: Mapping[str, float] | None = None,
    enough: Callable[[], bool] | None = None,
) -> Iterator[list[tuple[T, Fetched]]]:
    """What came in since it was last asked, at least one: each thing with what `fetch` found at its `url`.

    `fetch` runs beside others, on a thread. Nothing waits here for what is still to come. Where it raises, that one
    is blocked, and the others are fetched all the same.
    between: seconds a host is left alone after its answer. longest: after so many seconds nothing more is begun, and
    what was not reached is not given. waits: seconds from now for which hosts that answered before are left alone.
    enough: asked once a second, also in a pause; when it says so, nothing more is begun either.
    """
    begun = time.monotonic()
    free_at = {host: begun + seconds for host, seconds in (waits or {}).items()}
    turns = Turns(((place(url(thing))[0], thing) for thing in things), between=between, free_at=free_at)
    until, question = begun + longest, begun + ASKED_EVERY if enough else math.inf
    asked: dict[Future[tuple[Fetched, float]], tuple[str, T]] = {}

    def ask(address: str) -> tuple[Fetched, float]:
        try:
            return fetch(address), time.monotonic()
        except Exception:  # noqa: BLE001 - whatever it was, the others are not to wait for it
            _log.warning("A link could not be looked at; the others go on.", exc_info=True)
            return Fetched("blocked", trouble=FAILED), time.monotonic()

    with ThreadPoolExecutor(max_workers=at_once, thread_name_prefix="fetch") as threads:
        while True:
            now = time.monotonic()
            if enough and now >= question:
                question = now + ASKED_EVERY
                until = -math.inf if enough() else until
            while now <= until and len(asked) < at_once and (turn := turns.take(now)):
                asked[threads.submit(ask, url(turn[1]))] = turn
            soonest = turns.soonest()
            more = soonest if soonest is not None and soonest <= until and now <= until else None
            if not asked:
                if more is None:
                    return
                time.sleep(max(0.0, min(more, question) - now))
                continue
            patience = max(0.0, min(more, question) - now) if more is not None and len(asked) < at_once else None
            done, _ = wait(asked, timeout=patience, return_when=FIRST_COMPLETED)
            came_in = []
            for future in done:
                host, thing = asked.pop(future)
                found, answered_at = future.result()
                turns.answered(host, answered_at)
                came_in.append((thing, found))
            if came_in:
                yield came_in
