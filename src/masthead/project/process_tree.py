"""Keeps the web server and the worker running as one thing: started together, stopped together, restarted alone.

The supervisor is small (it knows no Django) and outlives its children. Each child leads a process group of its own, so
that stopping it stops whatever it started.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

STOP_SECONDS = 4.0
LONGEST_PAUSE = 30.0
SETTLED_SECONDS = 60.0
LOOK_SECONDS = 0.1


@dataclass
class Child:
    """A process to keep running: its name for people, its command line, and how it has fared."""

    name: str
    argv: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    start_again_at: float = 0.0
    crashes: int = field(default=0)


class ProcessTree:
    """Runs children until told to stop. `say` prints one line for the person at the terminal."""

    def __init__(self, children: Sequence[Child], *, env: Mapping[str, str], say: Callable[[str], None]) -> None:
        self.children = list(children)
        self.env = dict(env)
        self.say = say
        self.stopping = threading.Event()

    def listen_for_signals(self) -> None:
        """Ctrl-C, a polite kill and a closed terminal all mean: stop everything."""
        for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(signum, lambda *_: self.stopping.set())

    def run(self, when_started: Callable[[], None] = lambda: None) -> None:
        """Start every child and keep it running; return when stopped, with no child left."""
        try:
            for child in self.children:
                self._start(child)
            when_started()
            while not self.stopping.wait(LOOK_SECONDS):
                for child in self.children:
                    self._tend(child)
        finally:
            self.stop()

    def stop(self) -> None:
        """Ask every group to end, wait a little, then end what is left. Takes at most STOP_SECONDS and a moment."""
        running = [child.process for child in self.children if child.process is not None]
        for process in running:
            _signal_group(process, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for process in running:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=max(0.0, deadline - time.monotonic()))
        for process in running:
            # The whole group, also when its leader has gone: what it started may still be there.
            _signal_group(process, signal.SIGKILL)
            process.wait()

    def _start(self, child: Child) -> None:
        # The groups are fixed at the start: a child that outlived its supervisor would hold the port and the database.
        child.process = subprocess.Popen(  # noqa: S603  the command lines are our own
            list(child.argv),
            env=self.env,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_end_with_the_supervisor if sys.platform == "linux" else None,
        )
        child.started = time.monotonic()

    def _tend(self, child: Child) -> None:
        moment = time.monotonic()
        if child.process is None:
            if moment >= child.start_again_at:
                self._start(child)
            return
        code = child.process.poll()
        if code is None:
            return
        _signal_group(child.process, signal.SIGKILL)
        child.crashes = 1 if moment - child.started > SETTLED_SECONDS else child.crashes + 1
        pause = min(LONGEST_PAUSE, 2.0 ** (child.crashes - 1))
        self.say(f"The {child.name} stopped by itself ({_how(code)}). Starting it again in {pause:.0f} s.")
        child.process, child.start_again_at = None, moment + pause


def _how(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def _signal_group(process: subprocess.Popen[bytes], signum: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signum)


def _end_with_the_supervisor() -> None:
    """Linux only: if the supervisor is killed outright, the kernel ends this child too."""
    import ctypes

    PR_SET_PDEATHSIG = 1
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
