"""Workers killed with signal 9 at any point, and workers at the same work: nothing doubled, nothing lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest

HARNESS = Path(__file__).parent / "killing.py"
TRIES = int(os.environ.get("MASTHEAD_KILL_TRIES", "40"))


@pytest.fixture
def database() -> Iterator[dict[str, str]]:
    """Environment of a desk with a database of its own, of the kind this run tests: SQLite, or a fresh PostgreSQL."""
    server = os.environ.get("MASTHEAD_TEST_POSTGRESQL", "")
    plain = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    if os.environ.get("MASTHEAD_TEST_DATABASE") != "postgresql":
        yield plain
        return
    name = f"kill_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield {**plain, "DATABASE_URL": urlsplit(server)._replace(path=f"/{name}").geturl()}
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def harness(database: dict[str, str], home: Path, *options: str) -> dict[str, Any]:
    command = [sys.executable, str(HARNESS), "--home", str(home), *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=database)
    assert done.returncode == 0, done.stderr[-3000:]
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


@pytest.mark.slow
def test_a_worker_killed_anywhere_neither_doubles_nor_loses_a_post(tmp_path: Path, database: dict[str, str]) -> None:
    result = harness(database, tmp_path / "home", "--tries", str(TRIES), "--seed", "2012")
    assert (result["duplicates"], result["lost"], result["unsettled"]) == (0, 0, 0), result
    # A harness that kills nobody proves nothing.
    assert result["kills"] > TRIES // 2, result


def test_workers_that_sweep_together_publish_each_post_once(tmp_path: Path, database: dict[str, str]) -> None:
    result = harness(database, tmp_path / "home", "--tries", "24", "--together", "4")
    assert result == {"published": {f"Post {n}": 1 for n in range(24)}, "unsettled": 0, "failed": 0}
