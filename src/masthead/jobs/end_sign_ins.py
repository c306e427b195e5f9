"""What retired presences were allowed on their platforms ends there too."""

from __future__ import annotations

from datetime import datetime

from django_tasks import task

from masthead.agencies.actors import Worker
from masthead.kernel.clock import now
from masthead.presences.revoke import end_sign_ins, waiting

EVERY = 60


def needed(at: datetime) -> bool:
    return waiting().exists()


@task()
def run() -> int:
    """How many sign-ins ended. A platform that does not answer is asked again."""
    return end_sign_ins(by=Worker("presences"), at=now())
