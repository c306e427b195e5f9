"""Which process carries a delivery, so that one that died is not waited for until its lease ends.

A process is named by this start of the machine, its namespace of processes, its user, its number and the moment it
began. Only of a process that would be seen from here is it said that it is gone; of any other the lease alone decides.
"""

from __future__ import annotations

import os
from pathlib import Path

_PROC = Path("/proc")
_ENDED = frozenset("ZXx")


def this_process() -> str:
    """Its name, "" where the machine does not tell (other systems than Linux)."""
    try:
        began = _began(os.getpid())
    except OSError:
        return ""
    return f"{_seen_from_here()}/{os.getpid()}/{began}" if began else ""


def is_gone(carrier: str) -> bool:
    """Whether the process so named has certainly ended."""
    where, _, began = carrier.rpartition("/")
    where, _, number = where.rpartition("/")
    if not number.isdecimal() or not where or where != _seen_from_here():
        return False
    try:
        return _began(int(number)) != began
    except OSError:
        return False


def _seen_from_here() -> str:
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text("ascii").strip()
        return f"{boot}/{(_PROC / 'self/ns/pid').readlink()}/{os.getuid()}"
    except OSError:
        return ""


def _began(number: int) -> str:
    """When the process began, in ticks since the machine did; "" where none runs. OSError when that cannot be seen."""
    try:
        # The name in brackets may hold anything; what follows it is separated by spaces (proc(5)).
        fields = (_PROC / str(number) / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return ""
    return "" if fields[0] in _ENDED else fields[19]
