"""When a version's day has come, the ledger says so. It holds by the clock alone: no process waits for this job."""

from __future__ import annotations

from datetime import datetime

from django_tasks import task

from masthead.adoption.take_effect import come_into_force, is_due
from masthead.agencies.actors import Worker
from masthead.kernel.clock import now

EVERY = 60


def needed(at: datetime) -> bool:
    return is_due(at)


@task()
def run() -> int:
    """Write down what came into force. Returns the number of the version that holds now, 0 when nothing was due."""
    at = now()
    return come_into_force(by=Worker("policy"), at=at).number if is_due(at) else 0
