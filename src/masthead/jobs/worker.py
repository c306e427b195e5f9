"""The worker: takes tasks from the queue, beats its heart, and takes turns at periodic work. One process, one loop."""

from __future__ import annotations

import logging
import os
import socket
import threading
from datetime import datetime, timedelta
from time import monotonic

from django.db import close_old_connections
from django.db.utils import OperationalError
from django_tasks_db.management.commands.db_worker import Worker as QueueWorker

from masthead.jobs.lost import give_up_lost_tasks, silent_carriers
from masthead.jobs.models import Heartbeat
from masthead.jobs.periodic import Rota, take_turns, until_next
from masthead.kernel.clock import now
from masthead.kernel.ids import new_id
from masthead.outbox.carriers import this_process
from masthead.outbox.claims import shorten_abandoned

logger = logging.getLogger(__name__)

BEAT_SECONDS = 10.0
TURN_SECONDS, SHORTEST = 1.0, 0.02
LOOK_SECONDS, LOOK_SOON = 1.0, 0.05
"""Between two looks at the queue, and from the moment the timetable is asked to the next look. What is in the queue the
timetable put there, this worker's or another's: a look between its moments would find only what the other has had no
time for yet, and each look locks the database for an instant."""
KEEP_BEATS = timedelta(days=7)


def work(*, batch: bool = False) -> None:
    """Work until told to stop (SIGTERM, Ctrl-C), finishing the task in hand. With `batch`, until the queue is empty."""
    name = f"{socket.gethostname()[:30]}-{os.getpid()}-{str(new_id())[-8:]}"
    pulse = Pulse(name)
    queue = Queue(pulse, batch=batch)
    queue.configure_signals()
    beat(name, now())
    pulse.start()
    try:
        queue.run()
    finally:
        pulse.stopping.set()
        pulse.join(timeout=2)
        Heartbeat.objects.filter(worker=name).update(stopped_at=now())


class Queue(QueueWorker):
    """Tasks as they come. Between two looks it sleeps, and wakes with the timetable where a moment is near."""

    def __init__(self, pulse: Pulse, *, batch: bool = False) -> None:
        self._pulse = pulse
        super().__init__(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=LOOK_SECONDS,
            batch=batch,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=pulse.worker,
        )

    @property
    def interval(self) -> float:
        """Seconds to sleep when no task waits: until just after the timetable was asked, where that is soon."""
        return min(self._longest, LOOK_SOON + max(0.0, self._pulse.until_it_stirs()))

    @interval.setter
    def interval(self, longest: float) -> None:
        self._longest = longest


class Pulse(threading.Thread):
    """Beats and keeps the timetable beside the loop, so that a long task does not look like a dead worker."""

    def __init__(self, worker: str) -> None:
        super().__init__(name="pulse", daemon=True)
        self.worker = worker
        self.stopping = threading.Event()
        self._stirs_at = 0.0
        self._rota = Rota()

    def until_it_stirs(self) -> float:
        """Seconds until it asks the timetable again; 0 and less while it asks."""
        return self._stirs_at - monotonic()

    def run(self) -> None:
        beat_due = now()
        while not self.stopping.is_set():
            moment, pause = now(), TURN_SECONDS
            try:
                if moment >= beat_due:
                    beat(self.worker, moment)
                    give_up_lost_tasks(moment)
                    shorten_abandoned(at=moment, silent=silent_carriers(moment))
                    beat_due = moment + timedelta(seconds=BEAT_SECONDS)
                take_turns(moment, self._rota.asks(monotonic()))
                pause = until_next(now(), longest=TURN_SECONDS)
            except OperationalError as error:
                # A busy or restarting database: the next round tries again, and `doctor` sees a silent worker.
                logger.warning("The database did not answer the worker: %s", error)
            finally:
                close_old_connections()
            pause = max(pause, SHORTEST)
            self._stirs_at = monotonic() + pause
            self.stopping.wait(pause)


def beat(worker: str, at: datetime) -> None:
    """Note that `worker` is alive at `at`, and forget workers that went long ago."""
    alive = {"beat_at": at, "carrier": this_process()}
    Heartbeat.objects.update_or_create(
        worker=worker, defaults={**alive, "stopped_at": None}, create_defaults={**alive, "started_at": at}
    )
    Heartbeat.objects.filter(beat_at__lt=at - KEEP_BEATS).delete()
