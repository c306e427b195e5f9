"""What the ledger costs: appends beside raw INSERTs of the same bytes, verification beside raw SHA-256, and growth.

`python bench/ledger.py` makes a desk in a temporary folder (SQLite) and throws it away. Peers run in the same process
on the same file, in turns of 200, so that a busy machine slows both alike; the middle turn counts.
"""

from __future__ import annotations

import hashlib
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

AT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
BODY = {"text": "The branch in Itta Bena closes at noon on Saturday for repairs to the roof. " * 8}
TURN, TURNS = 200, 15
SMALL, LARGE = 1_000, 10_000 if os.environ.get("MASTHEAD_BENCH_QUICK") else 100_000


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="masthead-bench-") as home:
        os.environ["MASTHEAD_HOME"] = home
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "masthead.project.settings")
        import django

        django.setup()
        _measure()


def _measure() -> None:
    from django.core.management import call_command
    from django.db import connection

    from masthead.records.append import set_policy_stamp

    call_command("migrate", run_syncdb=True, verbosity=0)
    # The policy in force is read by another floor, once every two seconds: not what is measured here.
    set_policy_stamp(lambda: "mlc-2012@1")
    _fill(SMALL)
    peers = _peer_table()
    for durable in ("NORMAL", "FULL"):
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA synchronous = {durable}")
        _appends(durable, peers)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous = NORMAL")
    small = _append_cost()
    _fill(LARGE)
    large = _append_cost()
    _say(f"append at {LARGE:,} records", f"{large:.0f} us", f"at {SMALL:,}: {small:.0f} us", large / small)
    _proofs()
    _verification()
    connection.close()


def _append(_: object = None) -> None:
    from django.db import transaction

    from masthead.agencies.actors import Worker
    from masthead.records.append import append

    with transaction.atomic():
        append("presence/discussed", by=Worker(), at=AT, subject="presence:1", body=BODY)


def _fill(size: int) -> None:
    """Append, a thousand to a transaction, until there are `size` records."""
    from django.db import transaction

    from masthead.records import ledger

    while (short := size - ledger.size()) > 0:
        with transaction.atomic():
            for _ in range(min(short, 1000)):
                _append()


def _peer_table() -> list[tuple[Any, ...]]:
    """A table with the columns and indexes of the ledger's, and rows to insert into it."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE tbl_name = 'records_record' AND sql IS NOT NULL")
        for (statement,) in cursor.fetchall():
            cursor.execute(statement.replace("records_record", "raw_record"))
        cursor.execute("SELECT * FROM records_record ORDER BY number")
        return cursor.fetchall()


def _appends(durable: str, rows: list[tuple[Any, ...]]) -> None:
    """One append a transaction, beside one INSERT of the same bytes. FULL waits for the disk each time."""
    from django.db import connection, transaction

    from masthead.records.rows import COLUMNS

    insert = f"INSERT INTO raw_record VALUES ({', '.join(['%s'] * len(COLUMNS))})"

    def raw(row: Sequence[Any]) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(insert, row)

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM raw_record")
    numbered = iter(range(TURN * TURNS))
    ours, peers = [], []
    for _ in range(TURNS):
        turn = [(next(numbered), *row[1:]) for row in rows[:TURN]]
        ours.append(_timed(_append, turn))
        peers.append(_timed(raw, turn))
    own, peer = statistics.median(ours), statistics.median(peers)
    _say(f"append, one a transaction, synchronous={durable}", f"{own:.0f} us", f"raw INSERT: {peer:.0f} us", peer / own)


def _append_cost() -> float:
    """The best turn, in processor time: minutes lie between the two measurements, and the machine may be shared."""
    return min(_timed(_append, range(TURN), clock=time.process_time) for _ in range(TURNS))


def _proofs() -> None:
    """A proof from tiles, beside building the tree again from every leaf."""
    from masthead.records import ledger
    from masthead.records.models import Record
    from masthead.records.tree import root_of

    size = ledger.size()
    own = _timed(lambda number: ledger.prove_inclusion(number, size), range(0, size, size // TURN)) / 1000
    before = time.perf_counter()
    root_of(Record.objects.order_by("number").values_list("leaf", flat=True))
    peer = (time.perf_counter() - before) * 1000
    _say(f"inclusion proof among {size}", f"{own:.2f} ms", f"from every leaf: {peer:.0f} ms", peer / own)


def _verification() -> None:
    """The whole walk, beside reading the same rows and hashing their bytes once."""
    from masthead.records.models import Record
    from masthead.records.verify import verify_ledger

    before = time.perf_counter()
    verdict = verify_ledger()
    own = time.perf_counter() - before
    assert verdict.ok, verdict.fault
    payloads = list(Record.objects.values_list("payload", flat=True))
    before = time.perf_counter()
    for payload in payloads:
        hashlib.sha256(payload).digest()
    peer = time.perf_counter() - before
    rate = len(payloads) / own
    _say("verify", f"{rate:,.0f} records/s", f"raw SHA-256: {len(payloads) / peer:,.0f}/s", peer / own)


def _timed(
    act: Callable[[Any], object], items: Sequence[Any], *, clock: Callable[[], float] = time.perf_counter
) -> float:
    """Microseconds for one item."""
    before = clock()
    for item in items:
        act(item)
    return (clock() - before) / len(items) * 1e6


def _say(name: str, value: str, peer: str, ratio: float) -> None:
    print(f"{name}: {value} ({peer}, ratio {ratio:.2f})")


if __name__ == "__main__":
    main()
