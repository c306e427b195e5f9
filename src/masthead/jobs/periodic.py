"""Work that comes round again: who is due, and who takes the turn. Registered by presence of a file in this folder.

A file takes part by naming `EVERY` (seconds) and a task `run` without arguments. Where it also has `needed(at)`, a
turn is taken only when that says so: an idle desk writes nothing. Where it has `next_at(at)`, it is asked again at that
very moment. There is no scheduler beside the workers: each asks this table, and one conditional UPDATE lets exactly one
of them enqueue a turn.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache

from django.db import transaction
from django_tasks import TaskResultStatus
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

import masthead.jobs
from masthead.agencies.models import Agency
from masthead.jobs.models import Turn


@dataclass(frozen=True)
class Periodic:
    """A job by its file name, its interval in seconds, the task that does it, and whether there is anything to do."""

    name: str
    every: float
    task: Task[[], object]
    needed: Callable[[datetime], bool] = field(default=lambda at: True)
    next_at: Callable[[datetime], datetime | None] = field(default=lambda at: None)

    @property
    def path(self) -> str:
        """Where the task is found again, as the queue stores it."""
        return f"masthead.jobs.{self.name}.run"


@lru_cache(maxsize=1)
def timetable() -> tuple[Periodic, ...]:
    """Every periodic job of this folder, by name. Raises TypeError for a file with EVERY and no task `run`."""
    return tuple(_found())


def _found() -> Iterator[Periodic]:
    for module_info in sorted(pkgutil.iter_modules(masthead.jobs.__path__), key=lambda info: info.name):
        module = importlib.import_module(f"masthead.jobs.{module_info.name}")
        every = getattr(module, "EVERY", None)
        if every is None:
            continue
        task = getattr(module, "run", None)
        if not isinstance(task, Task) or every <= 0:
            raise TypeError(f"jobs/{module_info.name}.py names EVERY and must give seconds above 0 and a task `run`")
        more = {name: getattr(module, name) for name in ("needed", "next_at") if hasattr(module, name)}
        yield Periodic(module_info.name, float(every), task, **more)


ASKED_AGAIN, AT_THE_LATEST = 0.25, 5.0
"""The share of its interval after which a job is asked anew whether there is anything to do, and the most seconds."""


class Rota:
    """Which jobs one worker asks now. Most have nothing to do most of the time, and each question costs a query."""

    def __init__(self, jobs: tuple[Periodic, ...] | None = None) -> None:
        self._jobs = timetable() if jobs is None else jobs
        self._again: dict[str, float] = {}

    def asks(self, moment: float) -> tuple[Periodic, ...]:
        """Those whose time it is. moment: seconds of a clock that only goes forward."""
        asked = tuple(job for job in self._jobs if self._again.get(job.name, moment) <= moment)
        self._again |= {job.name: moment + min(job.every * ASKED_AGAIN, AT_THE_LATEST) for job in asked}
        return asked


def take_turns(at: datetime, jobs: tuple[Periodic, ...] | None = None) -> list[str]:
    """Enqueue every job that is due at `at`, and return their names. Safe to call from any number of workers.

    A job that is still waiting or running is not enqueued again: slow work never piles up. Nothing is due before the
    desk is open.
    """
    if not Agency.objects.filter(set_up_at__isnull=False).exists():
        return []
    jobs = timetable() if jobs is None else jobs
    due = dict(Turn.objects.values_list("job", "due_at"))
    # A job nobody has met yet is due at once.
    return [job.name for job in jobs if due.get(job.name, at) <= at and job.needed(at) and _take_turn(job, at)]


def until_next(at: datetime, *, longest: float, jobs: tuple[Periodic, ...] | None = None) -> float:
    """Seconds to wait after `at` before asking again: `longest`, or less where a job knows its next moment."""
    moments = [moment for job in (timetable() if jobs is None else jobs) if (moment := job.next_at(at))]
    return max(0.0, min([longest, *((moment - at).total_seconds() for moment in moments)]))


def _take_turn(job: Periodic, at: datetime) -> bool:
    with transaction.atomic():
        # When two workers make the row together, the second finds it made.
        Turn.objects.get_or_create(job=job.name, defaults={"due_at": at})
        taken = Turn.objects.filter(job=job.name, due_at__lte=at).update(
            due_at=at + timedelta(seconds=job.every), taken_at=at
        )
        if not taken or _under_way(job):
            return False
        job.task.enqueue()
    return True


def _under_way(job: Periodic) -> bool:
    # A turn whose worker died is not under way for long: jobs/lost.py gives it up.
    unfinished = (TaskResultStatus.READY, TaskResultStatus.RUNNING)
    return DBTaskResult.objects.filter(task_path=job.path, status__in=unfinished).exists()
