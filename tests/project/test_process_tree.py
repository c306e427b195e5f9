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


def running(*argv):
    """What a child does here: become another program, for this process has threads that a fork would cut off."""
    return lambda: os.execv(sys.executable, [sys.executable, *argv])


SLEEP = running("-c", "import time; time.sleep(600)")
# A child that ignores polite requests and has a child of its own which does too.
STUBBORN = (
    "import signal, subprocess, sys, time\n"
    "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    "inner = subprocess.Popen([sys.executable, '-c', 'import signal, time;"
    " signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)'])\n"
    "open(sys.argv[1], 'w').write(str(inner.pid))\n"
    "time.sleep(600)"
)


def run_in_thread(tree):
    thread = threading.Thread(target=tree.run)
    thread.start()
    return thread


def wait_for(condition, seconds=180.0):
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


def test_stopping_leaves_nothing_behind_and_waits_for_nobody(tmp_path):
    written = tmp_path / "inner"
    stubborn = running("-c", STUBBORN, str(written))
    tree = ProcessTree([Child("sleeper", "sleeper", SLEEP), Child("stubborn", "stubborn", stubborn)], say=print)
    thread = run_in_thread(tree)
    assert wait_for(lambda: written.exists() and written.read_text())
    pids = [child.pid for child in tree.children] + [int(written.read_text())]
    begun = time.monotonic()
    tree.stopping = True
    thread.join(timeout=300)
    assert time.monotonic() - begun < 120, "it waited for children that sleep for ten minutes"
    assert wait_for(lambda: not any(alive(pid) for pid in pids)), "something still runs"


def test_a_crashed_child_is_started_again_and_people_are_told():
    said = []
    tree = ProcessTree([Child("worker", "worker", SLEEP)], say=said.append)
    thread = run_in_thread(tree)
    try:
        assert wait_for(lambda: tree.children[0].pid)
        first = tree.children[0].pid
        os.kill(first, signal.SIGKILL)
        assert wait_for(lambda: tree.children[0].pid not in (0, first))
        assert said == ["The worker stopped by itself (signal SIGKILL). Starting it again in 1 s."]
    finally:
        tree.stopping = True
        thread.join()


def test_a_child_that_crashes_again_and_again_is_started_ever_more_slowly(monkeypatch):
    said = []
    worker = Child("worker", "worker", lambda: sys.exit(7))
    tree = ProcessTree([worker], say=said.append)
    tree._tend(worker)
    moment = [time.monotonic()]
    monkeypatch.setattr("masthead.project.process_tree.time.monotonic", lambda: moment[0])
    for _ in range(7):
        os.waitid(os.P_PID, worker.pid, os.WEXITED | os.WNOWAIT)
        tree._tend(worker)
        moment[0] += 31
        tree._tend(worker)
    os.waitid(os.P_PID, worker.pid, os.WEXITED | os.WNOWAIT)
    tree.stop()
    assert [line.rsplit(" ", 2)[1] for line in said] == ["1", "2", "4", "8", "16", "30", "30"]
    assert "exit code 7" in said[0]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
def test_children_end_when_the_supervisor_is_killed_outright(tmp_path):
    script = (
        "import time\n"
        "from masthead.project.process_tree import Child, ProcessTree\n"
        "tree = ProcessTree([Child('sleeper', 'sleeper', lambda: time.sleep(600))], say=print)\n"
        "tree.run(meanwhile=lambda: print(tree.children[0].pid, flush=True))\n"
    )
    supervisor = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    pid = int(supervisor.stdout.readline())
    supervisor.kill()
    supervisor.wait()
    supervisor.stdout.close()
    assert wait_for(lambda: not alive(pid))


def test_a_child_that_raises_says_why_and_ends_alone(capfd):
    def broken():
        raise ValueError("the dictionary is torn")

    worker, said = Child("worker", "worker", broken), []
    tree = ProcessTree([worker], say=said.append)
    tree._tend(worker)
    os.waitid(os.P_PID, worker.pid, os.WEXITED | os.WNOWAIT)
    tree._tend(worker)
    assert said == ["The worker stopped by itself (exit code 1). Starting it again in 1 s."]
    assert "ValueError: the dictionary is torn" in capfd.readouterr().err


@pytest.mark.skipif(sys.platform != "linux", reason="read from /proc")
def test_what_the_supervisor_loads_for_its_children_leaves_it_without_a_thread():
    probe = (
        "import os\n"
        "import gc\n"
        "from masthead.project.start import load_models, load_pages\n"
        "load_models()\n"
        "load_pages()\n"
        "assert gc.isenabled() and gc.get_freeze_count() > 100_000\n"
        "from django.db import connection\n"
        "print(len(os.listdir('/proc/self/task')), connection.connection)\n"
    )
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "masthead.project.settings"}
    done = subprocess.run([sys.executable, "-c", probe], env=env, capture_output=True, text=True, check=True)
    assert done.stdout == "1 None\n"


def test_a_terminal_that_went_away_costs_no_child(monkeypatch):
    def gone(line):
        raise BrokenPipeError(32, "Broken pipe")

    worker = Child("worker", "worker", lambda: os.kill(os.getpid(), 37))
    tree = ProcessTree([worker], say=gone)
    tree._tend(worker)
    os.waitid(os.P_PID, worker.pid, os.WEXITED | os.WNOWAIT)
    tree._tend(worker)
    assert (worker.pid, worker.crashes) == (0, 1)
    monkeypatch.setattr(os, "fork", lambda: (_ for _ in ()).throw(BlockingIOError(11, "no more processes")))
    worker.start_again_at = 0.0
    tree._tend(worker)
    assert (worker.pid, worker.crashes) == (0, 2)
    tree.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="told by the way Linux ends children")
@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_polite_signal_stops_everything(signum):
    script = (
        "import os, time\n"
        "from masthead.project.process_tree import Child, ProcessTree\n"
        "tree = ProcessTree([Child('sleeper', 'sleeper', lambda: time.sleep(600))], say=print)\n"
        "tree.listen_for_signals()\n"
        "tree.run(meanwhile=lambda: print(tree.children[0].pid, flush=True))\n"
    )
    supervisor = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    pid = int(supervisor.stdout.readline())
    supervisor.send_signal(signum)
    supervisor.stdout.read()
    assert supervisor.wait(timeout=300) == 0
    assert wait_for(lambda: not alive(pid))
