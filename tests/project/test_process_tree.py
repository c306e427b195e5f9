"""The desk starts as one thing and stops as one thing; a child that crashes comes back."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from masthead.project.process_tree import Child, ProcessTree

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
# A child that ignores polite requests and has a child of its own which does too.
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, subprocess, sys, time\n"
    "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    "inner = subprocess.Popen([sys.executable, '-c', 'import signal, time;"
    " signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)'])\n"
    "open(sys.argv[1], 'w').write(str(inner.pid))\n"
    "time.sleep(60)",
]


def run_in_thread(tree):
    thread = threading.Thread(target=tree.run)
    thread.start()
    return thread


def wait_for(condition, seconds=10.0):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


def alive(pid):
    try:
        with Path(f"/proc/{pid}/stat").open() as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_stopping_leaves_nothing_behind_within_five_seconds(tmp_path):
    written = tmp_path / "inner"
    tree = ProcessTree(
        [Child("sleeper", SLEEP), Child("stubborn", [*STUBBORN, str(written)])], env=os.environ, say=print
    )
    thread = run_in_thread(tree)
    assert wait_for(lambda: written.exists() and written.read_text())
    pids = [child.process.pid for child in tree.children] + [int(written.read_text())]
    begun = time.monotonic()
    tree.stopping.set()
    thread.join(timeout=10)
    assert time.monotonic() - begun < 5.0
    assert wait_for(lambda: not any(alive(pid) for pid in pids), 2), "something still runs"


def test_a_crashed_child_is_started_again_and_people_are_told():
    said = []
    tree = ProcessTree([Child("worker", SLEEP)], env=os.environ, say=said.append)
    thread = run_in_thread(tree)
    try:
        assert wait_for(lambda: tree.children[0].process)
        first = tree.children[0].process.pid
        os.kill(first, signal.SIGKILL)
        assert wait_for(lambda: tree.children[0].process and tree.children[0].process.pid != first, 5)
        assert said == ["The worker stopped by itself (signal SIGKILL). Starting it again in 1 s."]
    finally:
        tree.stopping.set()
        thread.join()


def test_a_child_that_crashes_again_and_again_is_started_ever_more_slowly(monkeypatch):
    said = []
    tree = ProcessTree(
        [Child("worker", [sys.executable, "-c", "raise SystemExit(7)"])], env=os.environ, say=said.append
    )
    tree._start(tree.children[0])
    moment = [time.monotonic()]
    monkeypatch.setattr("masthead.project.process_tree.time.monotonic", lambda: moment[0])
    for _ in range(7):
        tree.children[0].process.wait()
        tree._tend(tree.children[0])
        moment[0] += 31
        tree._tend(tree.children[0])
    tree.children[0].process.wait()
    tree.stop()
    assert [line.rsplit(" ", 2)[1] for line in said] == ["1", "2", "4", "8", "16", "30", "30"]
    assert "exit code 7" in said[0]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
def test_children_end_when_the_supervisor_is_killed_outright(tmp_path):
    script = (
        "import os, sys\n"
        "from masthead.project.process_tree import Child, ProcessTree\n"
        "tree = ProcessTree([Child('sleeper', [sys.executable, '-c', 'import time; time.sleep(60)'])],\n"
        "                   env=os.environ, say=print)\n"
        "tree.run(when_started=lambda: print(tree.children[0].process.pid, flush=True))\n"
    )
    supervisor = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    pid = int(supervisor.stdout.readline())
    supervisor.kill()
    supervisor.wait()
    supervisor.stdout.close()
    assert wait_for(lambda: not alive(pid), 5)
