"""Each comment is read by the signals; what a person should look at becomes a case in their queue."""

from __future__ import annotations

from datetime import datetime

from django_tasks import task

from masthead.agencies.actors import Worker
from masthead.kernel.clock import now
from masthead.moderation.assess import assess_all, not_yet_assessed

EVERY = 2


def needed(at: datetime) -> bool:
    return not_yet_assessed().exists()


@task()
def run() -> int:
    """Assess what is new. Returns how many comments were assessed."""
    return assess_all(by=Worker("signals"), at=now())
