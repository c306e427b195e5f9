"""The faces in a new picture are counted, a picture at a time, each in a process that ends."""

from __future__ import annotations

from datetime import datetime

from django_tasks import task

from masthead.agencies.actors import Worker
from masthead.kernel.clock import now
from masthead.media.faces import can_be_counted, count, note, uncounted
from masthead.media.looked_at import look_at_some

EVERY = 5


def needed(at: datetime) -> bool:
    return can_be_counted() and uncounted().exists()


@task()
def run() -> int:
    """How many pictures were looked at. One whose file cannot be read is noted as not counted."""
    return look_at_some(
        uncounted(), count, lambda asset, seen: note(by=Worker("faces"), at=now(), asset=asset, seen=seen)
    )
