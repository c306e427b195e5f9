"""Finished tasks are bookkeeping, not records: they are kept two weeks for whoever looks into a fault, then dropped."""

from __future__ import annotations

from datetime import timedelta

from django_tasks import task
from django_tasks_db.models import DBTaskResult

from masthead.kernel.clock import now

EVERY = 24 * 60 * 60
KEPT = timedelta(days=14)


@task()
def run() -> int:
    """Drop tasks that finished more than two weeks ago. Returns how many."""
    dropped, _ = DBTaskResult.objects.finished().filter(finished_at__lt=now() - KEPT).delete()
    return dropped
