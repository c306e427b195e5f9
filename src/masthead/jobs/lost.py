"""A task whose worker died in the middle is given up, and said to be: nothing runs twice unasked.

What it was doing is found again by the sweeps, which know what was done and what was not.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from masthead.jobs.models import Heartbeat

# Six missed beats. A worker that is merely slow beats from its own thread all the while.
SILENT_AFTER = timedelta(seconds=60)
# Three missed beats: what such a worker carried is looked at, and nothing is believed that a slow one could disprove.
NOT_HEARD_OF = timedelta(seconds=30)


def living_workers(at: datetime) -> set[str]:
    """Names of the workers that were heard of lately and have not said goodbye."""
    heard = Heartbeat.objects.filter(stopped_at=None, beat_at__gt=at - SILENT_AFTER)
    return set(heard.values_list("worker", flat=True))


def silent_carriers(at: datetime) -> list[str]:
    """The processes, as deliveries name them, of workers that have given no sign of life for a while."""
    quiet = Heartbeat.objects.filter(beat_at__lte=at - NOT_HEARD_OF).exclude(carrier="")
    return list(quiet.values_list("carrier", flat=True))


def last_beat() -> datetime | None:
    """When any worker was last heard of, or None when none ever was."""
    return Heartbeat.objects.order_by("-beat_at").values_list("beat_at", flat=True).first()


def give_up_lost_tasks(at: datetime) -> int:
    """Mark as failed every running task whose worker is gone. Returns how many there were."""
    running = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lt=at - SILENT_AFTER)
    living = living_workers(at)
    lost = [task.pk for task in running.only("pk", "worker_ids") if not living.intersection(task.worker_ids[-1:])]
    return DBTaskResult.objects.filter(pk__in=lost, status=TaskResultStatus.RUNNING).update(
        status=TaskResultStatus.FAILED,
        finished_at=at,
        exception_class_path="builtins.RuntimeError",
        traceback="The worker stopped in the middle of this task.",
    )
