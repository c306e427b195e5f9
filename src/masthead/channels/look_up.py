"""A name's addresses, within a time: the system's resolver knows no deadline, and answers when it likes.

So it is asked on a thread of its own, which is left to itself when the time is over. They are few: where that many
wait for a resolver that does not answer, the next waits for one of them to end, and no longer than its own time.
"""

from __future__ import annotations

import socket
import threading
import time
from ipaddress import ip_address
from queue import Empty, SimpleQueue

import httpcore

LONGEST = 10.0
"""Seconds, where whoever asks names no fewer."""
AT_ONCE = 64
"""More than the pages fetched at once leave behind while the resolver tries thrice: a post still finds its server."""
_free = threading.BoundedSemaphore(AT_ONCE)


class NotFoundInTime(httpcore.ConnectTimeout):
    """The resolver said nothing of the name in time: neither that it is there nor that it is not."""


def look_up(host: str, port: int, *, seconds: float | None = None) -> list[str]:
    """Every address of `host`, each once, in the resolver's order.

    Raises socket.gaierror where the resolver says so, NotFoundInTime after `seconds`, or LONGEST where that is less.
    """
    if _is_address(host):  # nobody is asked
        return _asked(host, port)
    until = time.monotonic() + min(LONGEST, LONGEST if seconds is None else seconds)
    place = _free
    if not place.acquire(timeout=max(0.0, until - time.monotonic())):
        raise NotFoundInTime(host)
    answer: SimpleQueue[list[str] | Exception] = SimpleQueue()

    def ask() -> None:
        try:
            answer.put(_asked(host, port))
        except Exception as error:  # noqa: BLE001 - raised where it was asked
            answer.put(error)
        finally:
            place.release()

    threading.Thread(target=ask, name="look-up", daemon=True).start()
    try:
        said = answer.get(timeout=max(0.0, until - time.monotonic()))
    except Empty:
        raise NotFoundInTime(host) from None
    if isinstance(said, Exception):
        raise said
    return said


def _asked(host: str, port: int) -> list[str]:
    return list(dict.fromkeys(str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


def _is_address(host: str) -> bool:
    try:
        return bool(ip_address(host))
    except ValueError:
        return False
