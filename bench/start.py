"""What running a desk costs: `python bench/start.py` opens the sample desk in a temporary folder and uses it.

Seconds to the first and the second start, what the first findings cost and the next ones, the memory of the whole
process tree after use (proportional set size: shared pages are counted once), and the processor's time of a worker
with nothing to do. Processor and memory are read from /proc, so this measures on Linux alone.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

QUICK = bool(os.environ.get("MASTHEAD_BENCH_QUICK"))
ROUNDS, IDLE_SECONDS = (10, 10.0) if QUICK else (60, 40.0)
POST = "Summer reading starts Saturday at every public libary in the state! Sign up at the desk and earn a free book. "
PAGES = ("/desk/", "/desk/drafts/", "/desk/moderation/", "/desk/inbox/", "/desk/presences/", "/desk/records/", "/")


@dataclass(frozen=True)
class Desk:
    """A running sample desk: its supervisor's process id, how long it took to open, and a sign-in address by role."""

    pid: int
    seconds: float
    links: dict[str, str]


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="masthead-bench-") as home:
        with running(Path(home)) as desk:
            first = desk.seconds
        with running(Path(home)) as desk:
            print(f"first start: {first:.1f} s, second start: {desk.seconds:.1f} s (goal < 5 s)")
            _findings(desk)
            _use(desk)
            total = _memory(desk)
            idle = _idle(desk)
    return 0 if desk.seconds < 5 and total < 400 and idle < 2 else 1


@contextmanager
def running(home: Path) -> Iterator[Desk]:
    """The sample desk of `home`, open from here to the end of the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "masthead.project", "demo", "--port", str(port)],
        env={**os.environ, "MASTHEAD_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout
    seconds, links = 0.0, {}
    try:
        for line in process.stdout:
            if " is open at " in line:
                seconds = time.perf_counter() - begun
            if found := re.match(r"  (\S.*?)\s+(http\S+)", line):
                links[found[1]] = found[2]
            if "Employee" in links:
                break
        yield Desk(process.pid, seconds, links)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)


@contextmanager
def _signed_in(desk: Desk, role: str) -> Iterator[httpx.Client]:
    address = desk.links[role]
    base = address.partition("/sign-in/")[0]
    with httpx.Client(base_url=base, follow_redirects=True, timeout=30) as client:
        client.get(address).raise_for_status()
        yield client


def _findings(desk: Desk) -> None:
    """As somebody does who opens the composer at once and types."""
    with _signed_in(desk, "Communicator") as client:
        drafts = client.get("/desk/drafts/").text
        draft = re.findall(r'href="(/desk/drafts/[0-9a-f-]{36})"', drafts)[0]
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(draft).text)
        assert token
        times = []
        for number in range(ROUNDS + 1):
            begun = time.perf_counter()
            sent = {"csrfmiddlewaretoken": token[1], "text": f"{POST * 3}{number}"}
            client.post(f"{draft}/findings", data=sent).raise_for_status()
            times.append((time.perf_counter() - begun) * 1000)
    first, warm = times[0], sorted(times[1:])
    print(
        f"findings over HTTP: first {first:.0f} ms, then p50 {warm[ROUNDS // 2]:.0f} ms, "
        f"p95 {warm[int(ROUNDS * 0.95)]:.0f} ms"
    )


def _use(desk: Desk) -> None:
    for role in ("Communicator", "Moderator", "Records officer", "Executive Director"):
        with _signed_in(desk, role) as client:
            for address in PAGES:
                client.get(address)
            shown = client.get("/desk/moderation/").text
            for case in re.findall(r'href="(/desk/moderation/[0-9a-f-]{36})"', shown):
                client.get(case)


def _memory(desk: Desk) -> float:
    """Print the memory of each process; return that of all of them, in MB."""
    shares = {pid: _kilobytes(pid) / 1024 for pid in _tree(desk.pid)}
    total = sum(shares.values())
    parts = ", ".join(f"{_called(pid)} {share:.0f}" for pid, share in shares.items())
    print(f"memory of the whole process tree: {total:.0f} MB ({parts}; goal < 400)")
    return total


def _idle(desk: Desk) -> float:
    """Print and return how busy the worker is with nothing to do, in per cent of one core."""
    worker = next(pid for pid in _tree(desk.pid) if _called(pid) == "worker")
    before = _processor_seconds(worker)
    time.sleep(IDLE_SECONDS)
    share = (_processor_seconds(worker) - before) / IDLE_SECONDS * 100
    print(f"idle worker: {share:.2f} % of one core over {IDLE_SECONDS:.0f} s (goal < 2)")
    return share


def _tree(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").iterdir()
    below = [int(child) for task in tasks for child in (task / "children").read_text().split()]
    return [pid, *(found for child in below for found in _tree(child))]


def _kilobytes(pid: int) -> int:
    return int(Path(f"/proc/{pid}/smaps_rollup").read_text().partition("\nPss:")[2].split()[0])


def _processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _called(pid: int) -> str:
    name = Path(f"/proc/{pid}/comm").read_text().strip()
    return name.partition("masthead-")[2] or "supervisor"


if __name__ == "__main__":
    sys.exit(main())
