"""Many processes on one database: no forks, no gaps, and a killed writer costs nothing but its last act."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from own_database import OwnDatabase

SCRIPT = Path(__file__).with_name("appending.py")
SOURCE = Path(__file__).parents[2] / "src"
pytestmark = pytest.mark.django_db


def start(desk: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    """A process of a desk, whose environment this is."""
    command = [sys.executable, str(SCRIPT), *arguments]
    return subprocess.Popen(command, env=desk, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish(process: subprocess.Popen[str]) -> str:
    out, err = process.communicate(timeout=800)
    assert process.returncode == 0, err
    return out


@pytest.fixture(scope="module")
def desk(own_database: OwnDatabase, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A desk on the kind of database this suite runs on: each test goes on where the last left the ledger."""
    settings = {"DJANGO_SETTINGS_MODULE": "masthead.project.settings", "PYTHONPATH": str(SOURCE)}
    made = own_database(tmp_path_factory.mktemp("home")) | settings
    finish(start(made, "make"))
    return made


def verified(desk: dict[str, str]) -> int:
    size, fault = finish(start(desk, "verify")).rstrip("\n").split(" ", 1)
    assert fault == ""
    return int(size)


def test_four_processes_append_one_ledger(desk: dict[str, str]) -> None:
    workers = [start(desk, "append", f"worker-{one}", "120") for one in range(4)]
    for worker in workers:
        finish(worker)
    # 120 acts and three checkpoints each.
    assert verified(desk) == 4 * 123


def test_a_writer_killed_midway_leaves_the_ledger_whole(desk: dict[str, str]) -> None:
    before = verified(desk)
    doomed, other = start(desk, "append", "doomed", "100000"), start(desk, "append", "other", "120")
    assert doomed.stdout is not None
    assert [doomed.stdout.readline() for _ in range(2)] == ["ready\n", "kept\n"]
    time.sleep(0.3)  # into the middle of whatever it does next
    doomed.kill()
    doomed.wait()
    finish(other)
    assert verified(desk) > before + 123
