"""Registers somebody uploaded are read, and imported once somebody has looked at what would change."""

from __future__ import annotations

from datetime import datetime

from django_tasks import task

from masthead.agencies.actors import Worker
from masthead.following.models import Preview
from masthead.following.previews import to_work_on, work_on
from masthead.kernel.clock import now

EVERY = 2
_WORKER = Worker("registers")


def needed(at: datetime) -> bool:
    return Preview.objects.filter(state__in=["waiting", "asked"]).exists()


@task()
def run() -> int:
    """How many were worked on. Reading, the slow part, holds no transaction."""
    waiting = to_work_on()
    for kept in waiting:
        work_on(kept, by=_WORKER, at=now())
    return len(waiting)
