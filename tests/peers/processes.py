"""Servers for tests, started by hand on loopback and ended by process group, so that none outlives its test run."""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


class PeerMissing(RuntimeError):
    """A server cannot be started here. The message says what to install; tests fail with it, they are not skipped."""


def need(program: str, package: str, *places: Path) -> Path:
    """The path of a program, looked for in `places` first. Raises PeerMissing naming the Debian package."""
    for place in places:
        if (place / program).exists():
            return place / program
    found = shutil.which(program)
    if found is None:
        raise PeerMissing(f"{program} is missing. Install it: apt-get install --no-install-recommends {package}")
    return Path(found)


@contextmanager
def scratch(owner: str = "") -> Iterator[Path]:
    """A folder for a server's data, given to `owner` when we are root: servers refuse to run as root."""
    folder = Path(tempfile.mkdtemp(prefix="masthead-peer-"))
    try:
        if owner and os.geteuid() == 0:
            folder.chmod(0o755)
            account = pwd.getpwnam(owner)
            os.chown(folder, account.pw_uid, account.pw_gid)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def as_user(owner: str) -> dict[str, object]:
    """Arguments for subprocess that run a program as `owner` when we are root."""
    return {"user": owner, "group": owner, "extra_groups": []} if owner and os.geteuid() == 0 else {}


@contextmanager
def running(
    command: Sequence[str | Path],
    *,
    log: Path,
    ready: Callable[[], bool],
    owner: str = "",
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
    patience: float = 300,
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until the block ends. Raises PeerMissing with the end of its log when it is not ready in time."""
    with log.open("wb") as out:
        server = subprocess.Popen(
            [str(part) for part in command],
            stdout=out,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            cwd=cwd,
            env={**os.environ, **(environment or {})},
            start_new_session=True,
            preexec_fn=_die_with_the_tests,
            **as_user(owner),  # type: ignore[call-overload]
        )
    try:
        deadline = time.monotonic() + patience
        while not ready():
            if server.poll() is not None or time.monotonic() > deadline:
                raise PeerMissing(f"{Path(command[0]).name} did not start:\n{log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.05)
        yield server
    finally:
        _end(server)


def _die_with_the_tests() -> None:
    """In the child, before it becomes the server: end it should the tests be killed without a chance to clean up."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _end(server: subprocess.Popen[bytes]) -> None:
    for sign, patience in ((signal.SIGTERM, 8), (signal.SIGKILL, 60)):
        try:
            os.killpg(server.pid, sign)
            server.wait(patience)
        except ProcessLookupError:
            break
        except subprocess.TimeoutExpired:
            continue
        else:
            break
    server.wait(60)


def listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0
