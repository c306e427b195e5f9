"""PostgreSQL from Debian's package, thrown away after the run: no durability, loopback only.

As a program it serves a whole test run: `python tests/peers/postgresql.py -- pytest …` runs the command with the test
settings turned to a fresh server, and ends the server with it.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Self

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from peers.ports import free_port
from peers.processes import as_user, need, running, scratch

VERSIONS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
FAST = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=200")


UNSYNCED = ("--locale=C.UTF-8", "--no-sync")
SAFE = ("fsync=off", "full_page_writes=off", "max_connections=100")
"""What was committed survives a server that is stopped in the middle, as it must where losing it would be noticed."""


class Postgresql:
    """A fresh server while the block lasts, ready in about a second; `url` is that of its database `postgres`."""

    def __init__(self, settings: Sequence[str] = FAST) -> None:
        self.settings, self.port = settings, free_port()
        self.url = f"postgresql://postgres@127.0.0.1:{self.port}/postgres"
        self._folder, self._server = ExitStack(), ExitStack()

    def __enter__(self) -> Self:
        self.folder = self._folder.enter_context(scratch("postgres"))
        initdb = need("initdb", "postgresql", *VERSIONS)
        subprocess.run(
            [initdb, "-D", self.folder / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", *UNSYNCED],
            check=True,
            capture_output=True,
            cwd=self.folder,
            **as_user("postgres"),  # type: ignore[call-overload]
        )
        self._start()
        return self

    def __exit__(self, *told: object) -> None:
        self._server.close()
        self._folder.close()

    def restart(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it in the middle of whatever it does and start it again. SIGINT: in order; SIGQUIT: at once."""
        self.process.send_signal(how)
        self.process.wait(120)
        self._server.close()
        self._start()

    def _start(self) -> None:
        command = [need("postgres", "postgresql", *VERSIONS), "-D", self.folder / "data", "-p", str(self.port)]
        command += ["-k", self.folder, "-c", "listen_addresses=127.0.0.1"]
        command += [part for setting in self.settings for part in ("-c", setting)]
        isready = need("pg_isready", "postgresql-client", *VERSIONS)

        def ready() -> bool:
            asked = [isready, "-q", "-h", "127.0.0.1", "-p", str(self.port)]
            return subprocess.run(asked, check=False).returncode == 0

        started = running(command, log=self.folder / "log", ready=ready, owner="postgres", cwd=self.folder)
        self.process = self._server.enter_context(started)


@contextmanager
def postgresql() -> Iterator[str]:
    """A fresh server without durability; yields the URL of its database `postgres`."""
    with Postgresql() as server:
        yield server.url


def main() -> int:
    command = sys.argv[sys.argv.index("--") + 1 :]
    with postgresql() as url:
        chosen = {"MASTHEAD_TEST_DATABASE": "postgresql", "MASTHEAD_TEST_POSTGRESQL": url}
        return subprocess.run(command, check=False, env={**os.environ, **chosen}).returncode


if __name__ == "__main__":
    sys.exit(main())
