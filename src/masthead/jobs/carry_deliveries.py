"""Everything that is due leaves: scheduled posts, replies, what a crashed worker left half done."""

from __future__ import annotations

from datetime import datetime

from django_tasks import task

from masthead.agencies.actors import Worker
from masthead.kernel.clock import now
from masthead.outbox.carry import sweep_together
from masthead.outbox.claims import due, next_due

# Seconds between two sweeps while there is something to carry; asking an empty outbox is one indexed query.
EVERY = 0.5


def needed(at: datetime) -> bool:
    return bool(due(at=at, limit=1))


def next_at(at: datetime) -> datetime | None:
    """When the next post is due, so that the timetable wakes for it instead of passing by a second later."""
    return next_due(after=at)


# Before all other work: a crisis notice does not wait behind the taking in of comments.
@task(priority=50)
def run() -> int:
    """Carry what is due. Returns how many deliveries were carried."""
    return sweep_together(by=Worker("outbox"), at=now())
