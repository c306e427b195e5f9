"""Keeps the web server and the worker running as one thing: started together, stopped together, restarted alone.

Each child is a fork of the supervisor, which has loaded what all of them read: what is loaded once is in memory once.
So the supervisor starts no thread and opens no database. It outlives its children; each leads a process group of its
own, so that stopping it stops whatever it started.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import NoReturn

STOP_SECONDS = 4.0
LONGEST_PAUSE = 30.0
SETTLED_SECONDS = 60.0
LOOK_SECONDS = 0.1


@dataclass
class Child:
    """A process to keep running: its name for people, what it does from its first moment to its last, how it fared.

    `run` is called in the child; the child ends with it. `called` is its name in the machine's list of processes,
    fifteen characters at most. `pid` is 0 while it does not run.
    """

    name: str
    called: str
    run: Callable[[], object]
    pid: int = 0
    started: float = 0.0
    start_again_at: float = 0.0
    crashes: int = field(default=0)


class ProcessTree:
    """Runs children until told to stop. `say` prints one line for the person at the terminal."""

    def __init__(self, children: Sequence[Child], *, say: Callable[[str], object]) -> None:
        self.children = list(children)
        self.say = say
        self.stopping = False

    def listen_for_signals(self) -> None:
        """Ctrl-C, a polite kill and a closed terminal all mean: stop everything."""
        for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            # No more than an assignment: a lock taken here might be one that the interrupted code holds.
            signal.signal(signum, lambda *_: setattr(self, "stopping", True))

    def run(self, meanwhile: Callable[[], object] = lambda: None) -> None:
        """Start every child and keep it running; return when stopped, with no child left.

        `meanwhile` is called between two looks at the children and must not take long.
        """
        try:
            while not self.stopping:
                for child in self.children:
                    self._tend(child)
                _bury_orphans({child.pid for child in self.children})
                meanwhile()
                time.sleep(LOOK_SECONDS)
        finally:
            self.stop()

    def stop(self) -> None:
        """Ask every group to end, wait a little, then end what is left. Takes at most STOP_SECONDS and a moment."""
        running = {child.pid for child in self.children if child.pid}
        for pid in running:
            if not _signal_group(pid, signal.SIGTERM):
                # So young that it leads no group yet; it was not waited for, so the number is still its own.
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGTERM)
        deadline, left = time.monotonic() + STOP_SECONDS, set(running)
        while left and time.monotonic() < deadline:
            left = {pid for pid in left if _ended(pid) is None}
            time.sleep(0.02 if left else 0)
        for pid in running:
            # The whole group, also when its leader has gone: what it started may still be there.
            _signal_group(pid, signal.SIGKILL)
        for pid in left:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)
        for child in self.children:
            child.pid = 0

    def _tend(self, child: Child) -> None:
        moment = time.monotonic()
        if not child.pid:
            if moment >= child.start_again_at:
                try:
                    split_off(child)
                except OSError as error:  # no memory or no number for another process: later there may be
                    self._crashed(child, moment, error.strerror or str(error))
            return
        code = _ended(child.pid)
        if code is None:
            return
        group, child.pid = child.pid, 0
        _signal_group(group, signal.SIGKILL)
        self._crashed(child, moment, _how(code))

    def _crashed(self, child: Child, moment: float, how: str) -> None:
        child.crashes = 1 if moment - child.started > SETTLED_SECONDS else child.crashes + 1
        pause = min(LONGEST_PAUSE, 2.0 ** (child.crashes - 1))
        child.start_again_at = moment + pause
        with contextlib.suppress(OSError, ValueError):  # nobody reads any more; the desk goes on
            self.say(f"The {child.name} stopped by itself ({how}). Starting it again in {pause:.0f} s.")


def split_off(child: Child) -> None:
    """Fork: here `child` then has its pid, there it runs. Raises OSError where no process can be made."""
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.flush()
        sys.stderr.flush()
    supervisor = os.getpid()
    child.started = time.monotonic()
    child.pid = os.fork() or _live(child, supervisor)


def _live(child: Child, supervisor: int) -> NoReturn:
    """The child's whole life. It never returns into the supervisor's code."""
    code = 1
    try:
        os.setsid()
        _know_the_supervisor(child.called, supervisor)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for signum in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(signum, signal.SIG_DFL)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        child.run()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001  whatever it is, it must not run on in the supervisor's code
        traceback.print_exc()
    finally:
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _ended(pid: int) -> int | None:
    """How a child ended: its exit code, or the number of the signal below zero; None while it runs."""
    try:
        found, status = os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return 0  # somebody else has asked already
    return os.waitstatus_to_exitcode(status) if found else None


def _bury_orphans(known: Collection[int]) -> None:
    """As the first process of a container, wait for what lost its parent: nobody else does."""
    if os.getpid() != 1:
        return
    with contextlib.suppress(ChildProcessError):
        # Only looked at: a child of ours is for `_tend` to wait for, and then stands before the orphans.
        while (ended := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)) and ended.si_pid not in known:
            os.waitpid(ended.si_pid, os.WNOHANG)


def _how(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    return f"signal {signal.Signals(-code).name if -code in set(signal.Signals) else -code}"


def _signal_group(pid: int, signum: signal.Signals) -> bool:
    """Whether there was such a group."""
    try:
        os.killpg(pid, signum)
    except ProcessLookupError:
        return False
    except PermissionError:  # how some systems speak of a group that has ended
        return True
    return True


def _know_the_supervisor(called: str, supervisor: int) -> None:
    """Linux only: take a name of one's own, and end when the supervisor is killed outright."""
    if sys.platform != "linux":
        return
    PR_SET_PDEATHSIG, PR_SET_NAME = 1, 15
    library = ctypes.CDLL(None)
    library.prctl(PR_SET_NAME, called.encode())
    library.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != supervisor:  # it was killed before the kernel knew
        os._exit(0)
