"""Pictures, new and old, are looked at for rows of letters, a picture at a time, each in a process that ends."""

from __future__ import annotations

from datetime import datetime

from django_tasks import task

from masthead.agencies.actors import Worker
from masthead.kernel.clock import now
from masthead.media.faces import can_be_counted
from masthead.media.letters import look, note, unlooked
from masthead.media.looked_at import look_at_some

EVERY = 5


def needed(at: datetime) -> bool:
    return can_be_counted() and unlooked().exists()


@task()
def run() -> int:
    """How many pictures were looked at. One whose file cannot be read is noted as not looked into."""
    return look_at_some(
        unlooked(), look, lambda asset, seen: note(by=Worker("letters"), at=now(), asset=asset, seen=seen)
    )
