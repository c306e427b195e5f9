"""The figures beside each clause of the policy are brought up to date, a stretch of the ledger at a time."""

from __future__ import annotations

from datetime import datetime

from django_tasks import task

from masthead.adoption.figures import count_on, is_behind

EVERY = 10 * 60
STRETCHES = 20


def needed(at: datetime) -> bool:
    return is_behind()


@task()
def run() -> int:
    """Count what is new. Returns how many records were read; what is left is counted at the next turn."""
    return sum(count_on() for _ in range(STRETCHES))
