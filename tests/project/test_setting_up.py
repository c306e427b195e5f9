"""What `make` fetches is fetched again after a hiccup, and nothing else is tried twice."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PIP = """#!/bin/sh
echo asked >> "$0.asked"
[ "$(wc -l < "$0.asked")" -gt "$FAILS" ] || { echo "$SAYS"; exit 1; }
"""
CUT_OFF = "ProtocolError: Connection broken: IncompleteRead"


@pytest.fixture
def make(tmp_path):
    venv = tmp_path / "venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").symlink_to("/bin/true")
    (venv / "bin" / "pip").write_text(PIP)
    (venv / "bin" / "pip").chmod(0o755)
    # What is fetched here hangs on no more than the base, which is there and newer than what it was made from.
    (venv / ".base").touch()

    def run(*, fails, says=CUT_OFF):
        """(exit code, what was said, how often the index was asked)."""
        # What another make, which runs this suite, was told is no matter here.
        env = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
        env |= {"FAILS": str(fails), "SAYS": says}
        command = ["make", "-s", f"VENV={venv}", "PAUSES=0 0", f"--old-file={venv}/.base", f"{venv}/.postgresql"]
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
        return done.returncode, done.stderr, (venv / "bin" / "pip.asked").read_text().count("asked")

    return run


def test_a_hiccup_is_told_and_costs_nothing_else(make):
    code, said, asked = make(fails=1)
    assert (code, asked) == (0, 2)
    assert "trying again in 0 s" in said


def test_an_index_out_of_reach_is_told_in_the_end(make):
    code, said, asked = make(fails=9)
    assert (code, asked) == (2, 3)
    assert "connect this machine to its package index and run make again" in said


def test_what_no_second_attempt_would_mend_is_told_at_once(make):
    code, said, asked = make(fails=9, says="ERROR: Package 'masthead' requires a different Python: 3.10")
    assert (code, asked) == (2, 1)
    assert "requires a different Python" in said
