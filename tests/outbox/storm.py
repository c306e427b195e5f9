"""Thousands of posts through the outbox and every simulated platform, while everything goes wrong that can.

Answers are lost after the post was made, limits are hit, servers fail, strangers answer, tokens die in mid batch,
workers are killed with signal 9, and the database goes away: PostgreSQL is stopped and started again, SQLite's file is
locked longer than anybody waits. Waits are passed by a clock of the storm's own. What a machine cannot settle, a person
does who looks at the platform and says truly what is there.

`python tests/outbox/storm.py --home DIR --posts N [--postgresql] [--blind]` prints one JSON object. With --blind,
workers take every lost answer for a failure and send again: the storm must see what that does.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import signal
import sqlite3
import sys
import time
from collections import Counter
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

TESTS = Path(__file__).resolve().parents[1]
WAVE = 240
WORKERS = 3
EVERY = 30
"""Deliveries between one worker killed, or the database taken away, and the next."""
LOOKS = 4
ROUNDS = 400
BREATH = timedelta(seconds=20)
"""What falls due within this is carried together: fewer rounds, more of them at once."""


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--home", type=Path, required=True)
    arguments.add_argument("--posts", type=int, default=200)
    arguments.add_argument("--seed", type=int, default=0)
    arguments.add_argument("--workers", type=int, default=WORKERS)
    arguments.add_argument("--every", type=int, default=EVERY, help="deliveries between two blows to the desk itself")
    arguments.add_argument("--postgresql", action="store_true", help="on a server of its own, stopped in the middle")
    arguments.add_argument("--blind", action="store_true", help="send again instead of looking: it must be seen")
    given = arguments.parse_args()
    given.home.mkdir(parents=True, exist_ok=True)
    sys.path.insert(0, str(TESTS))
    # Workers are other processes: they find the tests' own modules the same way.
    os.environ["PYTHONPATH"] = os.pathsep.join([str(TESTS), os.environ.get("PYTHONPATH", "")])
    os.environ["MASTHEAD_HOME"], os.environ["DJANGO_SETTINGS_MODULE"] = str(given.home), "outbox.storm_settings"
    os.environ.pop("DATABASE_URL", None)
    with ExitStack() as stack:
        server = None
        if given.postgresql:
            from peers.postgresql import SAFE, Postgresql

            server = stack.enter_context(Postgresql(SAFE))
            os.environ["DATABASE_URL"] = server.url
        import django

        django.setup()
        from django.core.management import call_command

        import factories

        call_command("migrate", run_syncdb=True, verbosity=0)
        factories.agency()
        storm = Storm(given, server)
        print(json.dumps(storm.run(given.posts)))


class Storm:
    """The desk, its workers, and the one person beside them, on a clock of their own."""

    def __init__(self, given: argparse.Namespace, server: Any) -> None:
        import factories
        from masthead.agencies.rights import Role

        self.home, self.dice, self.server = given.home, random.Random(given.seed), server
        self.blind, self.crew, self.every = given.blind, given.workers, given.every
        self.at = datetime.now(UTC)
        self.faults, self.settled, self.calm = Counter[str](), 0, self.every
        self.blows = 0
        self.person = factories.person(Role.COMMUNICATOR)
        self.context = multiprocessing.get_context("forkserver")
        self.context.set_forkserver_preload(["outbox.storm_worker"])
        self.workers: dict[Connection, Any] = {}

    def run(self, posts: int) -> dict[str, object]:
        from masthead.outbox import clearance
        from outbox.storm_platforms import platforms

        started = time.monotonic()
        # The journey above answers with its own checks; here only the outbox is tried.
        clearance._clearances["publication"] = lambda delivery, at: None
        with platforms(self.home, self.dice, self.faults) as self.platforms:
            for first in range(0, posts, WAVE):
                count = min(WAVE, posts - first)
                self._queue(range(first, first + count))
                for platform in self.platforms:
                    platform.storm(4 * count // len(self.platforms))
                self._weather_it()
            result = self._counted(posts)
        for told, process in self.workers.items():
            told.close()
            process.join()
        return {**result, "seconds": round(time.monotonic() - started, 1)}

    # ------------------------------------------------------------------------------------------------------- one wave

    def _queue(self, numbers: range) -> None:
        from django.db import transaction

        from masthead.agencies.actors import Worker
        from masthead.outbox.enqueue import enqueue
        from masthead.outbox.payload import freeze

        with transaction.atomic():
            for number in numbers:
                enqueue(
                    by=Worker(),
                    at=self.at,
                    purpose="publication",
                    subject=f"publication:{number}",
                    presence=self.platforms[number % len(self.platforms)].presence,
                    payload=freeze(text=f"Post {number:06} for the storm", created_at=self.at),
                )

    def _weather_it(self) -> None:
        """Rounds, each at the next moment anything is due, until every delivery has come to an end."""
        from masthead.outbox.models import Delivery
        from masthead.outbox.states import ENDED

        left = Delivery.objects.exclude(state__in=ENDED)
        for _ in range(ROUNDS):
            self._round(rough=left.count() > 20)
            self._person_looks()
            moments = [
                max(row.not_before, row.claimed_until or row.not_before)
                for row in left.only("not_before", "claimed_until")
            ]
            if not moments:
                return
            self.at = max(self.at, min(moments)) + BREATH
        raise AssertionError(f"a wave that does not end: {Counter(left.values_list('state', flat=True))}")

    def _round(self, *, rough: bool) -> None:
        """Every worker sweeps at once, and in a rough round some of them are killed and the database goes away."""
        while len(self.workers) < self.crew:
            self._hire()
        for told in self.workers:
            told.send(self.at)
        sweeping = set(self.workers)
        while sweeping:
            for told in wait(list(sweeping)):
                said = told.recv()  # type: ignore[union-attr]
                if said != "carried":
                    sweeping.discard(told)  # type: ignore[arg-type]
                    self.faults["database away from a worker"] += said == "database"
                elif rough:
                    self.calm -= 1
            if self.calm < 0 and sweeping:
                self.calm = self.dice.randint(1, 2 * self.every)
                time.sleep(self.dice.uniform(0, 0.03))  # into the middle of what comes next
                sweeping |= self._misfortune(self.dice.choice(sorted(sweeping, key=id)), sweeping)

    def _misfortune(self, told: Connection, sweeping: set[Connection]) -> set[Connection]:
        self.blows += 1
        if self.blows % 5 == 0:
            self._take_the_database_away()
            return set()
        process = self.workers.pop(told)
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        told.close()
        sweeping.discard(told)
        self.faults["worker killed with signal 9"] += 1
        another = self._hire()
        another.send(self.at)
        return {another}

    def _take_the_database_away(self) -> None:
        if self.server:
            how = self.dice.choice((signal.SIGINT, signal.SIGQUIT))
            self.faults[f"database stopped ({how.name}) and started"] += 1
            self.server.restart(how)
            return
        self.faults["database file locked"] += 1
        with closing(sqlite3.connect(self.home / "masthead.sqlite3", timeout=120, isolation_level=None)) as rows:
            rows.execute("BEGIN IMMEDIATE")
            time.sleep(0.4)  # longer than a worker of the storm waits
            rows.execute("ROLLBACK")

    def _hire(self) -> Connection:
        from outbox.storm_worker import work

        ours, theirs = self.context.Pipe()
        reaches = {platform.presence.pk: platform.reach for platform in self.platforms}
        process = self.context.Process(target=work, args=(theirs, reaches, self.blind), daemon=True)
        process.start()
        theirs.close()
        self.workers[ours] = process
        return ours

    # ------------------------------------------------------------------------------------------------ beside the wave

    def _person_looks(self) -> None:
        """Connect again, release what was held, and say of what stays unknown whether it is there."""
        from django.db import connections

        from masthead.outbox.models import Delivery
        from masthead.outbox.settle import release, settle

        if self.server:
            connections.close_all()  # the server they were to may be gone
        for platform in self.platforms:
            platform.mend()
        for held in Delivery.objects.filter(state="held"):
            release(by=self.person, at=self.at, delivery_id=held.pk)
        stuck = Delivery.objects.filter(state="unknown", attempts__gte=LOOKS, claim=None)
        for delivery in stuck.select_related("presence"):
            public = next(each.public for each in self.platforms if each.presence.pk == delivery.presence_id)
            there = delivery.text in public()
            link = f"https://platform.example/{delivery.pk}" if there else ""
            settle(by=self.person, at=self.at, delivery_id=delivery.pk, found=there, permalink=link)
            self.settled += 1

    def _counted(self, posts: int) -> dict[str, object]:
        from masthead.outbox.models import Delivery
        from masthead.outbox.states import ARRIVED
        from masthead.records.verify import verify_ledger

        seen = Counter(text for platform in self.platforms for text in platform.public())
        states = {row.text: row.state for row in Delivery.objects.iterator()}
        arrived = {text for text, state in states.items() if state in ARRIVED}
        verdict = verify_ledger()
        return {
            "posts": posts,
            "platforms": len(self.platforms),
            "faults": sum(self.faults.values()),
            "kills": self.faults["worker killed with signal 9"],
            "database": sum(count for name, count in self.faults.items() if name.startswith("database ")),
            "kinds": dict(sorted(self.faults.items())),
            "settled_by_a_person": self.settled,
            "duplicates": sum(count - 1 for count in seen.values() if count > 1),
            "lost": posts - len(states) + sum(1 for text in states if not seen[text]),
            "falsely_published": sum(1 for text in arrived if not seen[text]),
            "unsettled": len(states) - len(arrived),
            "records": verdict.size,
            "ledger": "whole" if verdict.ok else str(verdict.fault),
        }


if __name__ == "__main__":
    main()
