"""Kill the worker with signal 9 at every point of a delivery, and count what the public would see.

Run as a program, in a process of its own: `python tests/outbox/killing.py --home DIR --tries N --seed S`. It sets up
a database in DIR, or in the empty one that DATABASE_URL names, and for each try queues one post, lets a forked worker
carry it, has that worker killed at a named point or at a random moment, perhaps kills the next one too, and then lets
a last one finish. Prints one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

STEPS = ("begun", "ready", "committing", "delivered", "unknown", "absent")
CALLS = ("begin", "advance", "commit", "read_back", "probe")
POINTS = [
    f"{where}.{name}.{moment}"
    for where, names in (("step", STEPS), ("call", CALLS))
    for name in names
    for moment in ("before", "after")
]
AFTERMATH = (["unknown"], ["absent"], ["probe"])
POINTS += ["random"] * (len(POINTS) // 2)
START = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--home", type=Path, required=True)
    arguments.add_argument("--tries", type=int, default=40)
    arguments.add_argument("--seed", type=int, default=0)
    arguments.add_argument("--together", type=int, default=0, help="instead: this many workers sweep at once")
    given = arguments.parse_args()
    if given.together:
        print(json.dumps(together(given.home, given.tries, given.together)))
        return
    print(json.dumps(run(given.home, given.tries, random.Random(given.seed))))


def run(home: Path, tries: int, dice: random.Random) -> dict[str, object]:
    """{tries, kills, duplicates, lost, unsettled, points: {point: kills}, seconds}"""
    desk = _Desk(home)
    started, kills = time.monotonic(), Counter[str]()
    longest = desk.how_long_one_takes()
    for number in range(tries):
        channel = "noticeboard" if number % 2 else "fake"
        delivery_id = desk.queue(channel, f"Post {number}", at=desk.at)
        # Every point in turn for each channel; in a third of the tries the worker that comes after is killed as well.
        point = POINTS[(number // 2) % len(POINTS)]
        # What is done about an unknown outcome is reached only after a death in the middle of the public call.
        before = [f"call.commit.{dice.choice(['before', 'after'])}"] if point.split(".")[1:2] in AFTERMATH else []
        for kill_at in [*before, point, *([dice.choice(POINTS)] if dice.random() < 0.34 else [])]:
            delay = dice.uniform(0, longest) if kill_at == "random" else None
            kills[kill_at] += desk.carry_and_die(delivery_id, kill_at, delay)
        desk.finish(delivery_id)
    seen = desk.what_the_public_sees()
    return {
        "tries": tries,
        "kills": sum(kills.values()),
        "duplicates": sum(count - 1 for count in seen.values() if count > 1),
        "lost": sum(1 for number in range(tries) if not seen[f"Post {number}"]),
        "unsettled": desk.unsettled(),
        "points": dict(sorted(kills.items())),
        "seconds": round(time.monotonic() - started, 1),
    }


def together(home: Path, posts: int, workers: int) -> dict[str, object]:
    """Several workers sweep the same outbox at once: {published: {text: how often}, unsettled, failed}."""
    desk = _Desk(home)
    for number in range(posts):
        desk.queue("fake", f"Post {number}", at=desk.at)
    children = [desk.start(desk.sweep) for _ in range(workers)]
    failed = sum(os.waitpid(child, 0)[1] != 0 for child in children)
    return {"published": desk.what_the_public_sees(), "unsettled": desk.unsettled(), "failed": failed}


class _Desk:
    """A desk with two live presences: the Noticeboard, and the fake, which makes a second post for a second commit."""

    def __init__(self, home: Path) -> None:
        home.mkdir(parents=True, exist_ok=True)
        os.environ["MASTHEAD_HOME"] = str(home)
        os.environ["DJANGO_SETTINGS_MODULE"] = "masthead.project.settings"
        import django

        django.setup()
        from django.core.management import call_command

        import factories
        from fakes.channel import FakeServer, install
        from fakes.presence import live_presence
        from masthead.outbox import clearance

        call_command("migrate", run_syncdb=True, verbosity=0)
        install()
        self.server = FakeServer(home / "fake.sqlite3")
        factories.agency()
        self.presences = {
            "fake": live_presence("fake", handle="library", settings={"store": str(self.server.store)}),
            "noticeboard": live_presence("noticeboard"),
        }
        clearance._clearances["publication"] = lambda delivery, at: None
        self.at, self.count = START, 0

    def queue(self, channel: str, text: str, *, at: datetime) -> str:
        from django.db import transaction

        from masthead.agencies.actors import Worker
        from masthead.outbox.enqueue import enqueue
        from masthead.outbox.payload import freeze

        self.count += 1
        with transaction.atomic():
            delivery = enqueue(
                by=Worker(),
                at=at,
                purpose="publication",
                subject=f"publication:{self.count}",
                presence=self.presences[channel],
                payload=freeze(text=text, created_at=at),
            )
        return str(delivery.pk)

    def how_long_one_takes(self) -> float:
        """Seconds from fork to end of an undisturbed delivery: random kills fall within it."""
        delivery_id, started = self.queue("noticeboard", "Warm-up", at=self.at), time.monotonic()
        self._worker(lambda: self._carry(delivery_id))
        return time.monotonic() - started

    def carry_and_die(self, delivery_id: str, point: str, delay: float | None) -> int:
        """Carry once, in a process that is killed. Returns 1 if it was killed, 0 if it finished first."""
        status = self._worker(lambda: self._carry(delivery_id, point), kill_after=delay)
        # The dead worker's lease must lapse before the next one may touch the row.
        self.at += timedelta(minutes=11)
        return int(os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL)

    def finish(self, delivery_id: str) -> None:
        for _ in range(3):
            self._worker(lambda: self._carry(delivery_id))
            self.at += timedelta(minutes=11)

    def what_the_public_sees(self) -> Counter[str]:
        from masthead.channels.noticeboard.models import NoticeboardPost

        seen = Counter(self.server.posts())
        seen.update(NoticeboardPost.objects.values_list("text", flat=True))
        return seen

    def unsettled(self) -> int:
        from masthead.outbox.models import Delivery

        return Delivery.objects.exclude(state="delivered").count()

    def _carry(self, delivery_id: str, point: str = "") -> None:
        from uuid import UUID

        from masthead.agencies.actors import Worker
        from masthead.outbox.carry import carry

        if point not in ("", "random"):
            _arm(point)
        carry(UUID(delivery_id), by=Worker(), at=self.at)

    def sweep(self) -> None:
        from masthead.agencies.actors import Worker
        from masthead.outbox.carry import sweep_together

        sweep_together(by=Worker(f"worker-{os.getpid()}"), at=self.at, limit=1000, hands=3)

    def start(self, work: Callable[[], None]) -> int:
        """Do `work` in a forked process; returns its id at once."""
        from django.db import connections

        # A database connection must not be shared across a fork.
        connections.close_all()
        child = os.fork()
        if child == 0:
            status = 1
            try:
                work()
                status = 0
            except Exception:  # noqa: BLE001 - the child must never return into its parent's work
                traceback.print_exc()
            finally:
                os._exit(status)
        return child

    def _worker(self, work: Callable[[], None], *, kill_after: float | None = None) -> int:
        """Do `work` in a forked process, killed after `kill_after` seconds if it still runs. Its exit status."""
        child = self.start(work)
        if kill_after is not None:
            time.sleep(kill_after)
            os.kill(child, signal.SIGKILL)
        return os.waitpid(child, 0)[1]


def _arm(point: str) -> None:
    """Have this process kill itself at `step.<name>.<moment>` or `call.<name>.<moment>`."""
    from fakes.channel import FakeChannel
    from masthead.channels.noticeboard.channel import Noticeboard
    from masthead.outbox import steps

    where, name, moment = point.split(".")
    for owner in [steps] if where == "step" else [FakeChannel, Noticeboard]:
        setattr(owner, name, _deadly(getattr(owner, name), moment))


def _deadly(function: Callable[..., object], moment: str) -> Callable[..., object]:
    def run(*args: object, **kwargs: object) -> object:
        if moment == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        function(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("signal 9 was survived")

    return run


if __name__ == "__main__":
    main()
