"""Everything that is due leaves: scheduled posts, replies, what a crashed worker left half done."""

from __future__ import annotations

from datetime import datetime

from django_tasks import task

from masthead.agencies.actors import Worker
from masthead.kernel.clock import now
from masthead.outbox.carry import sweep
from masthead.outbox.claims import due

# Seconds. A post leaves at most this much after its minute; asking an empty outbox is one indexed query.
EVERY = 2


def needed(at: datetime) -> bool:
    return bool(due(at=at, limit=1))


# Before all other work: a crisis notice does not wait behind the taking in of comments.
@task(priority=50)
def run() -> int:
    """Carry what is due. Returns how many deliveries were carried."""
    return sweep(by=Worker("outbox"), at=now())
