"""One line of Today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Urgency = Literal["now", "today", "week"]
FEW = 5
"""So many of one kind are named one by one; the rest is found on their own page."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits, where it is done, and how soon. `icon` is one of the sprite.

    sends: fields that the button posts to `url`, where one press does it; empty where the button only leads there.
    """

    urgency: Urgency
    icon: str
    title: str
    url: str
    body: str = ""
    act: str = "Open"
    sends: tuple[tuple[str, str], ...] = ()


def counted(number: int, one: str, many: str) -> str:
    """`1 appeal`, `3 appeals`."""
    return f"{number} {one if number == 1 else many}"
