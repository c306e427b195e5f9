"""Ports for servers that are told where to listen, each given out once among all test runs on this machine.

A port that the system hands out for a moment and takes back may be anybody's a moment later: every connection that
somebody makes takes one from the same range. These lie below that range, and each is claimed until its process ends.
"""

from __future__ import annotations

import fcntl
import os
import socket
import tempfile
import threading
from pathlib import Path

FIRST, AFTER_LAST = 20_000, 32_000
_turn = threading.Lock()
_claims: dict[int, int] = {}
"""By process: the open file on which it holds its claims. A fork inherits the file and none of the claims."""
_given: set[tuple[int, int]] = set()


def free_port() -> int:
    """A port on 127.0.0.1 where nothing listens, for this process alone while it lives.

    Raises RuntimeError when all twelve thousand are taken.
    """
    here = os.getpid()
    with _turn:
        if here not in _claims:
            _claims[here] = os.open(_register(), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        size = AFTER_LAST - FIRST
        # Neighbours begin at different places, so that they need not try each other's ports one by one.
        for step in range(size):
            port = FIRST + (here * 61 + step) % size
            if (here, port) not in _given and _claimed(_claims[here], port) and _is_free(port):
                _given.add((here, port))
                return port
    raise RuntimeError(f"Every port from {FIRST} to {AFTER_LAST - 1} is taken on this machine.")


def _register() -> Path:
    return Path(tempfile.gettempdir()) / f"masthead-ports-{os.getuid()}"


def _claimed(register: int, port: int) -> bool:
    try:
        fcntl.lockf(register, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, port)
    except OSError:
        return False
    return True


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As servers do: a port whose last connections are still fading is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
