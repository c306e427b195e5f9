"""`masthead assess --jsonl -` fed row by row, as another program would, and what it held in memory on the way."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

PROGRAM = "import sys; sys.argv = ['masthead', 'assess', '--policy', 'mlc-2012', '--jsonl', '-']\n"
PROGRAM += "from masthead.project.command import main\nmain()"


@dataclass(frozen=True)
class Streamed:
    """How many rows were answered, what was said on standard error, MB held when half and when all were done."""

    answered: int
    said: list[str]
    early: float
    late: float
    code: int


def stream(comments: Iterable[str], count: int, *, model: bool) -> Streamed:
    """Assess `count` of `comments` in a process of its own."""
    env = os.environ | ({} if model else {"MASTHEAD_MODEL": "/no/such/folder"})
    command = [sys.executable, "-c", PROGRAM]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env
    ) as process:
        assert process.stdin and process.stdout and process.stderr
        feeding = threading.Thread(target=_feed, args=(process.stdin, comments, count))
        said: list[str] = []
        listening = threading.Thread(
            target=lambda err: said.extend(line.decode() for line in err), args=(process.stderr,)
        )
        feeding.start()
        listening.start()
        answered, early, late = 0, 0.0, 0.0
        for line in process.stdout:
            answered += json.loads(line)["id"] == answered
            if answered == count // 2:
                early = _held(process.pid)
            if answered == count - 1:
                late = _held(process.pid)
        feeding.join()
        listening.join()
        return Streamed(answered, said, early, late, process.wait())


def _feed(to: object, comments: Iterable[str], count: int) -> None:
    with to:  # type: ignore[attr-defined]
        for number, comment in zip(range(count), comments, strict=False):
            to.write(json.dumps({"id": number, "comment": comment}).encode() + b"\n")  # type: ignore[attr-defined]


def _hear(source: Iterable[bytes], said: list[str]) -> None:
    said.extend(line.decode() for line in source)


def _held(pid: int) -> float:
    """MB in memory now."""
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024
