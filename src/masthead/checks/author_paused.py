"""A post rests between its last edit and the moment it leaves, so that nobody speaks in haste.

Source: the written policy (Employees 4). A working rule sets the minutes; any edit starts them anew.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from masthead.checks.engine.facts import DraftFacts
from masthead.checks.engine.finding import Raised, Remedy

CODES = ("pause_not_over",)
STAGE = "leaving"

_NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
PASSES = (DraftFacts("Hello.", last_edit=_NOON, leaves_at=_NOON + timedelta(minutes=15)),)
FAILS = (
    (DraftFacts("Hello.", last_edit=_NOON, leaves_at=_NOON + timedelta(minutes=14, seconds=59)), "pause_not_over"),
    (DraftFacts("Hello.", last_edit=_NOON), "pause_not_over"),
    (DraftFacts("Hello.", leaves_at=_NOON), "pause_not_over"),
)


def check(draft: DraftFacts, *, minutes: float = 15) -> Iterator[Raised]:
    """minutes: how long the text must rest after its last edit."""
    if draft.last_edit is None or draft.leaves_at is None:
        missing = "when the text was last edited" if draft.last_edit is None else "when the post is to leave"
        message = f"Nobody has said {missing}, so the pause of {minutes:g} minutes cannot be counted; set the time."
        yield Raised("pause_not_over", message, remedies=(Remedy("go", "Choose a time", target="schedule"),))
        return
    remaining = timedelta(minutes=minutes) - (draft.leaves_at - draft.last_edit)
    if remaining > timedelta(0):
        left = math.ceil(remaining.total_seconds() / 60)
        message = (
            f"The text must rest {minutes:g} minutes after its last edit; "
            f"let it leave at least {left} {'minute' if left == 1 else 'minutes'} later."
        )
        yield Raised("pause_not_over", message, remedies=(Remedy("go", "Choose a later time", target="schedule"),))
