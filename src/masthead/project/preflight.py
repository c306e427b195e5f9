"""What must hold before anything is started. Each question answers with None, or one line that names the cure."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

OLDEST_PYTHON = (3, 11)
LEAST_FREE_BYTES = 500 * 1024 * 1024


def python_is_new_enough(version: tuple[int, int] = sys.version_info[:2]) -> str | None:
    if version >= OLDEST_PYTHON:
        return None
    return f"Python {version[0]}.{version[1]} is too old: install Python 3.11 or newer, then run this again."


def home_is_writable(home: Path) -> str | None:
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = home / f".probe-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        reason = error.strerror or str(error)
        return f"The folder {home} cannot be written ({reason}): set MASTHEAD_HOME to a folder of this user's own."
    return None


def disk_has_room(home: Path, *, least: int = LEAST_FREE_BYTES) -> str | None:
    free = shutil.disk_usage(home).free
    if free >= least:
        return None
    return f"Only {free // 2**20} MB are free where {home} lies: make room, {least // 2**20} MB at least."


def port_is_free(host: str, port: int) -> str | None:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
    except OSError:
        return f"There is no address called {host} here: use --host 127.0.0.1, or an address of this machine."
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As the server will: a port in its closing minute after a stop is free, one somebody listens on is not.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            return f"Port {port} is reserved for the system: choose another with --port, such as --port 8000."
        except OSError:
            return f"Port {port} on {host} is in use: stop the other program, or choose another with --port."
    return None


def obstacles(*, home: Path, host: str, port: int) -> Iterator[str]:
    """Every reason not to start, most basic first."""
    if reason := python_is_new_enough():
        yield reason
    if (reason := home_is_writable(home)) or (reason := disk_has_room(home)):
        yield reason
    if reason := port_is_free(host, port):
        yield reason
