"""Workers killed with signal 9 at any point, and workers at the same work: nothing doubled, nothing lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from own_database import OwnDatabase

HARNESS = Path(__file__).parent / "killing.py"
pytestmark = pytest.mark.django_db
TRIES = int(os.environ.get("MASTHEAD_KILL_TRIES", "40"))


def harness(environment: dict[str, str], *options: str) -> dict[str, Any]:
    command = [sys.executable, str(HARNESS), "--home", environment["MASTHEAD_HOME"], *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr[-3000:]
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


@pytest.mark.slow
def test_a_worker_killed_anywhere_neither_doubles_nor_loses_a_post(tmp_path: Path, own_database: OwnDatabase) -> None:
    result = harness(own_database(tmp_path), "--tries", str(TRIES), "--seed", "2012")
    assert (result["duplicates"], result["lost"], result["unsettled"]) == (0, 0, 0), result
    # A harness that kills nobody proves nothing.
    assert result["kills"] > TRIES // 2, result


def test_workers_that_sweep_together_publish_each_post_once(tmp_path: Path, own_database: OwnDatabase) -> None:
    result = harness(own_database(tmp_path), "--tries", "24", "--together", "4")
    assert result == {"published": {f"Post {n}": 1 for n in range(24)}, "unsettled": 0, "failed": 0}
