"""PostgreSQL from Debian's package, thrown away after the run: no durability, loopback only.

As a program it serves a whole test run: `python -m tests.peers.postgresql -- pytest …` runs the command with the test
settings turned to a fresh server, and ends the server with it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from peers.processes import as_user, free_port, need, running, scratch

VERSIONS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
FAST = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=200")


@contextmanager
def postgresql() -> Iterator[str]:
    """A fresh server; yields the URL of its database `postgres`. Ready in about a second."""
    initdb, server = need("initdb", "postgresql", *VERSIONS), need("postgres", "postgresql", *VERSIONS)
    with scratch("postgres") as folder:
        data, port = folder / "data", free_port()
        subprocess.run(
            [initdb, "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
            check=True,
            capture_output=True,
            cwd=folder,
            **as_user("postgres"),  # type: ignore[call-overload]
        )
        command = [server, "-D", data, "-p", str(port), "-k", folder, "-c", "listen_addresses=127.0.0.1"]
        command += [part for setting in FAST for part in ("-c", setting)]
        isready = need("pg_isready", "postgresql-client", *VERSIONS)

        def ready() -> bool:
            asked = [isready, "-q", "-h", "127.0.0.1", "-p", str(port)]
            return subprocess.run(asked, check=False).returncode == 0

        with running(command, log=folder / "log", ready=ready, owner="postgres", cwd=folder):
            yield f"postgresql://postgres@127.0.0.1:{port}/postgres"


def main() -> int:
    command = sys.argv[sys.argv.index("--") + 1 :]
    with postgresql() as url:
        chosen = {"MASTHEAD_TEST_DATABASE": "postgresql", "MASTHEAD_TEST_POSTGRESQL": url}
        return subprocess.run(command, check=False, env={**os.environ, **chosen}).returncode


if __name__ == "__main__":
    sys.exit(main())
