"""The last question before a delivery leaves, asked of whoever queued it: is it still allowed?

Each purpose registers one function. A purpose nobody answers for is never cleared: the check fails closed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from masthead.outbox.models import Delivery

Clearance = Callable[[Delivery, datetime], str | None]
_clearances: dict[str, Clearance] = {}


def register(purpose: str, ask: Clearance) -> None:
    """`ask(delivery, at)` returns a reason why it must not leave, or None. A second one for a purpose is refused."""
    if purpose in _clearances:
        raise TypeError(f"two journeys clear deliveries for “{purpose}”")
    _clearances[purpose] = ask


def reason_against(delivery: Delivery, at: datetime) -> str | None:
    """Why `delivery` must not leave at `at`, or None."""
    ask = _clearances.get(delivery.purpose)
    if ask is None:
        return f"Nobody answers for deliveries of the kind “{delivery.purpose}”, so it does not leave."
    return ask(delivery, at)
