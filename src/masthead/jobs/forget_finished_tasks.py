"""Finished tasks are bookkeeping, not records: done ones go within the hour, failed ones stay for whoever looks."""

from __future__ import annotations

from datetime import timedelta

from django_tasks import task
from django_tasks_db.models import DBTaskResult

from masthead.kernel.clock import now

EVERY = 60 * 60
KEEP_DONE = timedelta(hours=1)
KEEP_FAILED = timedelta(days=14)


@task()
def run() -> int:
    """Drop tasks that are done for an hour or failed two weeks ago. Returns how many."""
    at = now()
    done, _ = DBTaskResult.objects.successful().filter(finished_at__lt=at - KEEP_DONE).delete()
    failed, _ = DBTaskResult.objects.failed().filter(finished_at__lt=at - KEEP_FAILED).delete()
    return done + failed
