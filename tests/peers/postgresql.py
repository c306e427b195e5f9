"""A throw-away PostgreSQL for one command: `python -m tests.peers.postgresql -- pytest …`.

Listens on loopback, keeps its files in a temporary folder, and is gone when the command ends. As root it runs as the
system's own postgres user, because PostgreSQL refuses root.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

# Nothing here outlives the tests, so nothing needs to survive a crash.
RELAXED = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=100"


@contextlib.contextmanager
def running() -> Iterator[str]:
    """The URL of a fresh server. Raises RuntimeError with the server's own log when it does not start."""
    from tests.peers.machine import PROGRAMS

    initdb = next(program for program in PROGRAMS if program.package == "postgresql").found()
    if initdb is None:
        raise RuntimeError("PostgreSQL is not installed: apt-get install postgresql")
    programs = Path(initdb).resolve().parent
    folder = Path(tempfile.mkdtemp(prefix="masthead-pg-"))
    as_owner: list[str] = []
    if os.getuid() == 0:
        shutil.chown(folder, "postgres")
        as_owner = ["runuser", "-u", "postgres", "--"]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data, log = folder / "data", folder / "log"
    control = [*as_owner, str(programs / "pg_ctl"), "-D", str(data), "-w"]
    options = f"-c listen_addresses=127.0.0.1 -p {port} -k {folder} {RELAXED}"
    create = [*as_owner, str(programs / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust"]
    try:
        _run([*create, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"], log)
        _run([*control, "-l", str(log), "-o", options, "start"], log)
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], stdout=subprocess.DEVNULL, check=False, cwd="/")
        shutil.rmtree(folder, ignore_errors=True)


def _run(argv: list[str], log: Path) -> None:
    done = subprocess.run(argv, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False, cwd="/")
    if done.returncode:
        said = log.read_text() if log.exists() else ""
        raise RuntimeError(f"PostgreSQL did not start: {done.stderr}{said}")


def main() -> int:
    command = sys.argv[sys.argv.index("--") + 1 :]
    with running() as url:
        env = {**os.environ, "MASTHEAD_TEST_DATABASE": "postgresql", "MASTHEAD_TEST_POSTGRESQL": url}
        return subprocess.run(command, env=env, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
