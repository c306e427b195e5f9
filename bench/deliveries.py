"""What sending once costs, and whether it holds: `python bench/deliveries.py`.

Storm: posts to every simulated platform while answers are lost, tokens die, limits are hit, strangers answer, workers
are killed and the database goes away, on SQLite and on PostgreSQL (MASTHEAD_STORM_POSTS each, 10,000 when not set).
Cost: deliveries a second through the outbox to the Noticeboard, every step recorded, beside the bare connector making
the same posts in the same run. Proof: workers killed with signal 9 at every step and at random moments, on the
Noticeboard and on a channel that makes a second post of a second attempt (MASTHEAD_KILL_TRIES, 500 when not set).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
QUICK = bool(os.environ.get("MASTHEAD_BENCH_QUICK"))
POSTS = 50 if QUICK else 200
AT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="masthead-bench-") as home:
        _cost(Path(home) / "cost")
        _proof(Path(home) / "proof")
        _storm(Path(home) / "storm")
        _storm(Path(home) / "storm-postgresql", "--postgresql")


def _cost(home: Path) -> None:
    home.mkdir()
    os.environ["MASTHEAD_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "masthead.project.settings"
    sys.path.insert(0, str(ROOT / "tests"))
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", run_syncdb=True, verbosity=0)
    bare = _per_second(_posts_by_hand())
    carried = _per_second(_posts_through_the_outbox())
    print(
        f"posts published, read back and recorded: {carried:.0f}/s (bare connector {bare:.0f}/s, {carried / bare:.2f})"
    )


def _per_second(steps: list[Callable[[], object]]) -> float:
    started = time.perf_counter()
    for step in steps:
        step()
    return len(steps) / (time.perf_counter() - started)


def _posts_by_hand() -> list[Callable[[], object]]:
    from masthead.channels.noticeboard.channel import connect
    from masthead.channels.outcomes import Done
    from masthead.channels.post import Post

    channel = connect({"handle": "bare"}, {})

    def publish(number: int) -> None:
        outcome = channel.commit(channel.begin(Post(f"Post {number}", AT), f"bare-{number}"))
        assert isinstance(outcome, Done)
        assert channel.read_back(outcome.ref) is not None

    return [lambda number=number: publish(number) for number in range(POSTS)]  # type: ignore[misc]


def _posts_through_the_outbox() -> list[Callable[[], object]]:
    from django.db import transaction

    import factories
    from fakes.presence import live_presence
    from masthead.agencies.actors import Worker
    from masthead.outbox import clearance
    from masthead.outbox.carry import carry
    from masthead.outbox.enqueue import enqueue
    from masthead.outbox.payload import freeze

    factories.agency()
    presence = live_presence("noticeboard")
    # The journey above answers with its own checks; here only the outbox is measured.
    clearance._clearances["publication"] = lambda delivery, at: None
    ids = []
    with transaction.atomic():
        for number in range(POSTS):
            payload = freeze(text=f"Post {number}", created_at=AT)
            subject = f"publication:{number}"
            delivery = enqueue(
                by=Worker(), at=AT, purpose="publication", subject=subject, presence=presence, payload=payload
            )
            ids.append(delivery.pk)

    def publish(delivery_id: object) -> None:
        assert carry(delivery_id, by=Worker(), at=AT) == "delivered"  # type: ignore[arg-type]

    return [lambda delivery_id=delivery_id: publish(delivery_id) for delivery_id in ids]  # type: ignore[misc]


def _proof(home: Path) -> None:
    tries = os.environ.get("MASTHEAD_KILL_TRIES") or ("20" if QUICK else "500")
    harness = ROOT / "tests" / "outbox" / "killing.py"
    done = subprocess.run(
        [sys.executable, harness, "--home", home, "--tries", tries], capture_output=True, text=True, check=True
    )
    result = json.loads(done.stdout.splitlines()[-1])
    print(f"posts sent while workers are killed: {result['tries']} ({result['kills']} kills with signal 9)")
    print(f"duplicates: {result['duplicates']} (goal 0)")
    print(f"lost: {result['lost']} (goal 0)")
    print(f"left without an outcome: {result['unsettled']} (goal 0)")


def _storm(home: Path, *options: str) -> None:
    posts = os.environ.get("MASTHEAD_STORM_POSTS") or ("120" if QUICK else "10000")
    harness = ROOT / "tests" / "outbox" / "storm.py"
    command = [sys.executable, harness, "--home", home, "--posts", posts, "--seed", "2012", *options]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    result = json.loads(done.stdout.splitlines()[-1])
    where = "PostgreSQL" if options else "SQLite"
    print(
        f"posts sent to {result['platforms']} platforms in a storm, on {where}: {result['posts']} in "
        f"{result['seconds']:.0f} s ({result['faults']} faults; workers killed: {result['kills']}, "
        f"the database away: {result['database']})"
    )
    print(f"settled by a person who looked: {result['settled_by_a_person']}")
    print(f"duplicates: {result['duplicates']} (goal 0)")
    print(f"lost: {result['lost']} (goal 0)")
    print(f"called published and not there: {result['falsely_published']} (goal 0)")
    print(f"left without an outcome: {result['unsettled']} (goal 0)")
    print(f"records: {result['records']}, {result['ledger']}")
    if any(result[name] for name in ("duplicates", "lost", "falsely_published", "unsettled")):
        sys.exit("The outbox did not weather the storm.")


if __name__ == "__main__":
    main()
