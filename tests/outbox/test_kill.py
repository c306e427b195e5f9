"""A worker killed with signal 9 at any point: nothing is published twice, and nothing is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

HARNESS = Path(__file__).parent / "killing.py"
TRIES = int(os.environ.get("MASTHEAD_KILL_TRIES", "40"))


def test_a_worker_killed_anywhere_neither_doubles_nor_loses_a_post(tmp_path: Path) -> None:
    command = [sys.executable, str(HARNESS), "--home", str(tmp_path / "home"), "--tries", str(TRIES), "--seed", "2012"]
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr[-3000:]
    result = json.loads(done.stdout.splitlines()[-1])
    assert (result["duplicates"], result["lost"], result["unsettled"]) == (0, 0, 0), result
    # A harness that kills nobody proves nothing.
    assert result["kills"] > TRIES // 2, result
