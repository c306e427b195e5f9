"""Servers that tests start side by side never get the same port, whoever starts them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from peers.ports import free_port

MANY = 40
SCRIPT = f"""
import json, sys
from peers.ports import free_port
print(json.dumps([free_port() for _ in range({MANY})]), flush=True)
sys.stdin.read()
"""


def test_runs_side_by_side_are_given_ports_of_their_own() -> None:
    ask = [sys.executable, "-c", SCRIPT]
    folder = Path(__file__).parents[1]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    runs = [subprocess.Popen(ask, cwd=folder, text=True, **pipes) for _ in range(3)]  # type: ignore[call-overload]
    try:
        given = [port for run in runs for port in json.loads(run.stdout.readline())] + [
            free_port() for _ in range(MANY)
        ]
    finally:
        for run in runs:
            run.communicate()
    assert len(set(given)) == 4 * MANY


def test_no_port_is_one_that_connections_take_by_themselves() -> None:
    span = Path("/proc/sys/net/ipv4/ip_local_port_range")
    first, last = map(int, span.read_text().split()) if span.exists() else (49_152, 65_535)
    assert not first <= free_port() <= last
