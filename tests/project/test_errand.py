"""What is done in a process split off comes back, and nothing is left behind when it fails or is not wanted."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

# A program of its own: this process has threads that a fork would cut off.
BEGIN = """
import os, sys, time
from masthead.project.errand import Errand
def ended(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
"""


def told(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", BEGIN + program], capture_output=True, text=True, check=True, timeout=120
    )


def test_the_answer_comes_back_whole_from_another_process():
    done = told("""
errand = Errand("errand", lambda: f"{os.getpid()} " + "\u00e9" * 300_000)
pid, told = errand.answer().split()
print(int(pid) != os.getpid(), len(told), ended(int(pid)))
""")
    assert done.stdout == "True 300000 True\n"


@pytest.mark.parametrize(
    ("act", "said"),
    [
        ("sys.exit('masthead: The database does not answer.')", "masthead: The database does not answer.\n"),
        ("1 / 0", "ZeroDivisionError"),
        ("os.kill(os.getpid(), 9)", ""),
    ],
)
def test_what_fails_gives_no_answer_and_says_why(act, said):
    done = told(f"print(Errand('errand', lambda: {act}).answer())")
    assert done.stdout == "None\n"
    assert said in done.stderr


def test_it_is_ended_when_it_is_not_wanted_any_more():
    begun = time.monotonic()
    done = told("""
errand = Errand("errand", lambda: time.sleep(300))
pid = errand._child.pid
errand.stop()
errand.stop()
print(ended(pid))
""")
    assert done.stdout == "True\n"
    assert time.monotonic() - begun < 100
