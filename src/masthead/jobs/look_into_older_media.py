"""Pictures and videos kept by an earlier version are looked into for what is known of new ones."""

from __future__ import annotations

from datetime import datetime

from django_tasks import task

from masthead.agencies.actors import Worker
from masthead.kernel.clock import now
from masthead.media.look_into import look_into, waiting

EVERY = 60
AT_ONCE = 20


def needed(at: datetime) -> bool:
    return bool(waiting(1))


@task()
def run() -> int:
    """How many were looked into; what is left waits for the next turn."""
    found = waiting(AT_ONCE)
    for asset in found:
        look_into(by=Worker("media"), at=now(), asset=asset)
    return len(found)
