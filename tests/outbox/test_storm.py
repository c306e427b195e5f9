"""Posts to every simulated platform while everything goes wrong: each comes out once, or is known."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from own_database import OwnDatabase

HARNESS = Path(__file__).parent / "storm.py"
COUNTED = ("duplicates", "lost", "falsely_published", "unsettled")

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def storm(environment: dict[str, str], *options: str) -> dict[str, Any]:
    if "DATABASE_URL" in environment:
        options = (*options, "--postgresql")  # on a server of the storm's own, which is stopped in the middle
    command = [sys.executable, str(HARNESS), "--home", environment["MASTHEAD_HOME"], "--seed", "7", *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr[-3000:]
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def test_none_twice_none_lost_none_called_published_that_is_not(tmp_path: Path, own_database: OwnDatabase) -> None:
    result = storm(own_database(tmp_path), "--posts", "60", "--every", "5")
    # A storm in which nothing goes wrong proves nothing.
    assert result["faults"] > 40 and result["kills"] and result["database"] and result["platforms"] == 13, result
    assert {name: result[name] for name in COUNTED} == dict.fromkeys(COUNTED, 0), result
    assert result["ledger"] == "whole"


def test_the_storm_sees_what_sending_again_without_looking_does(tmp_path: Path, own_database: OwnDatabase) -> None:
    """Which answers are lost depends on who is killed when: one storm in some loses none of those that count."""
    results = []
    for number in range(3):
        home = tmp_path / str(number)
        home.mkdir()
        results.append(storm(own_database(home), "--posts", "36", "--blind"))
        if results[-1]["duplicates"]:
            return
    pytest.fail(f"No storm of three published twice: {results}")
