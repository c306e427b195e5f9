"""A draft is called published when every delivery of its publication has come to an end, and one of them arrived."""

from __future__ import annotations

from datetime import datetime

from django_tasks import task

from masthead.agencies.actors import Worker
from masthead.kernel.clock import now
from masthead.publishing.deliver import close, ready_to_close

EVERY = 3


def needed(at: datetime) -> bool:
    return bool(ready_to_close(at=at))


@task()
def run() -> int:
    """How many publications were closed."""
    ready = ready_to_close(at=now())
    for publication in ready:
        close(by=Worker("outbox"), at=now(), publication=publication)
    return len(ready)
