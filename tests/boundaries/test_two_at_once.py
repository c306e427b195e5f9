"""Six people press one button at the same moment: it happens once, and the others are told so in words."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from own_database import OwnDatabase

SCRIPT = Path(__file__).with_name("racing.py")
SOURCE = Path(__file__).parents[2] / "src"
ONCE = {"done": 1, "refused": 5}

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture(scope="module")
def told(own_database: OwnDatabase, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, int]]:
    """How each of them fared, on the kind of database this suite runs on."""
    environment = own_database(tmp_path_factory.mktemp("home")) | {
        "MASTHEAD_DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "masthead.project.settings",
        "PYTHONPATH": str(SOURCE),
    }
    ran = subprocess.run([sys.executable, str(SCRIPT)], env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-3000:]
    return json.loads(ran.stdout.splitlines()[-1])


@pytest.mark.parametrize(
    "act",
    [
        "approve",
        "schedule",
        "take back",
        "revise",
        "decide",
        "grant",
        "stop",
        "resume",
        "answer",
        "take permission back",
    ],
)
def test_it_happens_once(told: dict[str, dict[str, int]], act: str) -> None:
    assert told[act] == ONCE


def test_a_permission_taken_back_by_one_form_or_the_other_falls_once(told: dict[str, dict[str, int]]) -> None:
    rounds = sum(told["revoke either form"].values()) // sum(ONCE.values())
    assert told["revoke either form"] == {outcome: many * rounds for outcome, many in ONCE.items()}


def test_taken_back_on_a_screen_and_on_paper_at_once_nobody_meets_an_error(told: dict[str, dict[str, int]]) -> None:
    assert set(told["revoke any"]) <= {"done", "refused"}
    assert told["standing"] == {"rows": 0}


def test_one_row_is_made(told: dict[str, dict[str, int]]) -> None:
    assert told["publications"] == told["decisions"] == {"rows": 1}


def test_the_same_picture_is_kept_once_and_nobody_is_turned_away_with_an_error(
    told: dict[str, dict[str, int]],
) -> None:
    assert set(told["upload"]) <= {"done", "refused"}
    assert told["upload"]["done"] >= 1


def test_six_workers_carry_each_delivery_once(told: dict[str, dict[str, int]]) -> None:
    assert told["carry"] == {"done": 6}
    assert set(told["deliveries"]) <= {"delivered", "held", "cancelled"}


def test_six_workers_open_each_watched_link_once(told: dict[str, dict[str, int]]) -> None:
    assert told["watch"] == {"done": 6, "fetched 1": 60, "claimed": 0}


def test_the_ledger_is_whole(told: dict[str, dict[str, int]]) -> None:
    assert told["ledger"] == {"faults": 0}
