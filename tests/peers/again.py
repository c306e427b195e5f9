"""A download that failed is tried again: a network hiccup is no reason to lose a whole run of the suite."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

PAUSES = (5.0, 20.0, 60.0)
"""Seconds before each further attempt."""


def again(what: str, attempt: Callable[[], str], pauses: tuple[float, ...] = PAUSES) -> str:
    """`attempt` says what went wrong, or nothing; so does this, once no attempt is left. Each failure is told."""
    for pause in pauses:
        if not (trouble := attempt()):
            return ""
        last = trouble.strip().splitlines()[-1:]
        print(f"{what}: {''.join(last)} Trying again in {pause:.0f} s.", file=sys.stderr, flush=True)
        time.sleep(pause)
    return attempt()
