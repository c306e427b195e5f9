"""Something done once in a process split off from this one, whose answer comes back: begun here, waited for later.

It has what this process has loaded, and leaves nothing behind in it: no connection, no thread.
"""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable

from masthead.project.process_tree import Child, split_off


class Errand:
    """Begun by being made. `called` is its name in the machine's list of processes, fifteen characters at most.

    What `act` returns is the answer. An exit with a sentence has said it on standard error, as anywhere.
    """

    def __init__(self, called: str, act: Callable[[], str]) -> None:
        self._reading, writing = os.pipe()
        self._child = Child(called, called, lambda: _tell(act, writing))
        try:
            split_off(self._child)
        finally:
            os.close(writing)

    def answer(self) -> str | None:
        """Wait for it. None where it failed."""
        with open(self._reading, encoding="utf-8") as told:  # noqa: PTH123  a pipe has no path
            said = told.read()
        _, status = os.waitpid(self._child.pid, 0)
        self._child.pid = 0
        return said if status == 0 else None

    def stop(self) -> None:
        """End it if it is still under way."""
        pid, self._child.pid = self._child.pid, 0
        if pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
            os.waitpid(pid, 0)


def _tell(act: Callable[[], str], writing: int) -> None:
    try:
        answer = act()
    except SystemExit as end:
        if isinstance(end.code, str):
            os.write(2, f"{end.code}\n".encode())
        raise
    with open(writing, "w", encoding="utf-8") as pipe:
        pipe.write(answer)
