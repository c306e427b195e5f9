"""Bluesky's own servers for tests: @atproto/dev-env on Node 22 or newer, with Debian's PostgreSQL and Redis beneath."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

import httpx

from peers.bluesky_servers import HERE, installed, node
from peers.ports import free_port
from peers.postgresql import postgresql
from peers.processes import listens, need, running, scratch

SETTLES_WITHIN = 600.0
"""Seconds; one would do on a machine with nothing else to do."""
SPARE = 16
"""Ports beside the five the network is told: those its servers take for themselves."""

DESK = "https://desk.example.gov"
"""A desk on the internet, as the servers see it: they read there what `desk_says` holds."""


@dataclass(frozen=True)
class BlueskyNetwork:
    """Where it listens, and its two accounts.

    settled: an address that answers once the network has taken in everything written before. desk_says: the file with
    what a desk on the internet says of itself.
    """

    pds: str
    appview: str
    plc: str
    settled: str
    desk_says: Path
    agency: str = "agency.test"
    citizen: str = "citizen.test"
    password: str = "a-password-for-tests"

    def settle(self) -> None:
        """Wait until whatever was written is where it will be read: followed, answered, counted, told to its readers.

        Raises httpx.HTTPStatusError when the network cannot.
        """
        httpx.get(self.settled, timeout=SETTLES_WITHIN).raise_for_status()


@contextmanager
def bluesky_network() -> Iterator[BlueskyNetwork]:
    """The whole network, ready in about ten seconds. Raises PeerMissing saying what to install."""
    servers = installed()
    ports = [free_port() for _ in range(5 + SPARE)]
    with postgresql() as url, _redis() as redis, scratch() as folder:
        log = folder / "log"
        environment = {
            "DB_POSTGRES_URL": url,
            "REDIS_HOST": redis,
            # The servers take letters and underscores only.
            "DB_POSTGRES_SCHEMA": "run_" + token_hex(6).translate(str.maketrans("0123456789", "ghijklmnop")),
            "PORTS": ",".join(map(str, ports)),
            "LOG_ENABLED": "false",
            "DESK": DESK,
            "DESK_SAYS": str(folder / "desk.json"),
            "NODE_OPTIONS": "--max-old-space-size=700",
        }
        command = [node(), HERE / "network.mjs"]
        with running(
            command,
            log=log,
            ready=lambda: _greeting(log) is not None,
            cwd=servers,
            environment=environment,
            patience=600,
        ):
            greeting = _greeting(log)
            assert greeting is not None
            yield BlueskyNetwork(**greeting, desk_says=folder / "desk.json")


def _greeting(log: Path) -> dict[str, str] | None:
    lines = [line for line in log.read_text(errors="replace").splitlines() if line.startswith('{"pds"')]
    return json.loads(lines[0]) if lines else None


@contextmanager
def _redis() -> Iterator[str]:
    server, port = need("redis-server", "redis-server"), free_port()
    with scratch() as folder:
        command = [server, "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no"]
        with running(command, log=folder / "log", ready=lambda: listens(port), cwd=folder):
            yield f"127.0.0.1:{port}"
