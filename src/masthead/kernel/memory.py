"""Memory that is no longer used goes back to the machine: a desk shares a small one with much else."""

from __future__ import annotations

import contextlib
import ctypes
import gc
from pathlib import Path

_M_ARENA_MAX = -8
_MADV_PAGEOUT = 21


def settle() -> None:
    """What is loaded now stays: it is never looked through for garbage again, which takes a tenth of a second.

    Called once before a process is split, it also keeps what both halves read in pages that they share.
    """
    gc.collect()
    keep()


def keep() -> None:
    """As `settle`, but looked through not even once: for what was read from files, of which nearly all is in use."""
    gc.freeze()
    trim()


def hand_back() -> None:
    """Return what is free. To be called after something large was let go; harmless at any time."""
    gc.collect()
    trim()


def trim() -> None:
    """Return what was freed already. Takes milliseconds."""
    with contextlib.suppress(OSError, AttributeError):  # only the C library of Linux hands freed memory back when asked
        ctypes.CDLL("libc.so.6").malloc_trim(0)


def let_go_of_code() -> None:
    """Of what files brought into memory, keep what another process uses too. To be called where little code still runs.

    The kernel does so by itself when memory is short; nothing is lost, what is needed again is read again.
    """
    with contextlib.suppress(OSError, AttributeError):  # Linux alone tells its maps, and takes the advice since 5.4
        library = ctypes.CDLL("libc.so.6")
        for line in Path("/proc/self/maps").read_text("utf-8").splitlines():
            place, rights, _, _, _, *file = line.split(maxsplit=5)
            if rights in ("r-xp", "r--p") and "".join(file).startswith("/"):
                start, end = (int(part, 16) for part in place.split("-"))
                library.madvise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), _MADV_PAGEOUT)


def share_one_heap() -> None:
    """All threads use one heap. Each would keep its own otherwise, and in it what loading a dictionary once took."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").mallopt(_M_ARENA_MAX, 1)
