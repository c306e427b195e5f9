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
A_BATCH = 300
"""More rows than are read together and kept back until there are so many, or until no more come."""


@dataclass(frozen=True)
class Streamed:
    """How many rows were answered, what was said on standard error, MB held when half and when nearly all were done."""

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
        measured = threading.Event()
        feeding = threading.Thread(target=_feed, args=(process.stdin, comments, count, measured))
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
            if answered == count - A_BATCH:
                late = _held(process.pid)
                measured.set()
        feeding.join()
        listening.join()
        return Streamed(answered, said, early, late, process.wait())


def _feed(to: object, comments: Iterable[str], count: int, measured: threading.Event) -> None:
    """The process lives until what it is fed ends: that is once it was measured."""
    with to:  # type: ignore[attr-defined]
        for number, comment in zip(range(count), comments, strict=False):
            to.write(json.dumps({"id": number, "comment": comment}).encode() + b"\n")  # type: ignore[attr-defined]
        to.flush()  # type: ignore[attr-defined]
        measured.wait(850)


def _hear(source: Iterable[bytes], said: list[str]) -> None:
    said.extend(line.decode() for line in source)


def _held(pid: int) -> float:
    """MB in memory now."""
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024
