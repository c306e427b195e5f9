"""Many processes on one database: no forks, no gaps, and a killed writer costs nothing but its last act."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

SCRIPT = Path(__file__).with_name("appending.py")
SOURCE = Path(__file__).parents[2] / "src"
NAME = f"masthead_concurrent_{os.getpid()}"


def start(home: Path, *arguments: str) -> subprocess.Popen[str]:
    """A process on the kind of database this suite runs on: a file in `home`, or a database named after it."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {
        "MASTHEAD_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "masthead.project.settings",
        "PYTHONPATH": str(SOURCE),
    }
    if connection.vendor == "postgresql":
        server = urlsplit(os.environ["MASTHEAD_TEST_POSTGRESQL"])
        environment["DATABASE_URL"] = server._replace(path=f"/{NAME}").geturl()
    command = [sys.executable, str(SCRIPT), *arguments]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish(process: subprocess.Popen[str]) -> str:
    out, err = process.communicate(timeout=800)
    assert process.returncode == 0, err
    return out


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk whose tables exist, made once: each test goes on where the last left the ledger."""
    home = tmp_path_factory.mktemp("home")
    if connection.vendor == "postgresql":
        import psycopg

        with psycopg.connect(os.environ["MASTHEAD_TEST_POSTGRESQL"], autocommit=True) as server:
            server.execute(f"CREATE DATABASE {NAME}")
    finish(start(home, "make"))
    return home


def verified(home: Path) -> int:
    size, fault = finish(start(home, "verify")).rstrip("\n").split(" ", 1)
    assert fault == ""
    return int(size)


def test_four_processes_append_one_ledger(home: Path) -> None:
    workers = [start(home, "append", f"worker-{one}", "120") for one in range(4)]
    for worker in workers:
        finish(worker)
    # 120 acts and three checkpoints each.
    assert verified(home) == 4 * 123


def test_a_writer_killed_midway_leaves_the_ledger_whole(home: Path) -> None:
    before = verified(home)
    doomed, other = start(home, "append", "doomed", "100000"), start(home, "append", "other", "120")
    assert doomed.stdout is not None
    assert [doomed.stdout.readline() for _ in range(2)] == ["ready\n", "kept\n"]
    time.sleep(0.3)  # into the middle of whatever it does next
    doomed.kill()
    doomed.wait()
    finish(other)
    assert verified(home) > before + 123
