"""What it means when a name is not found: there is no such host, or nobody can tell, because our own line is down."""

from __future__ import annotations

import socket
from collections.abc import Callable

from masthead.channels.look_up import NotFoundInTime, look_up

_NO_SUCH_HOST = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})
"""What the resolver says of a name that is not there. All else is its own trouble, or the network's."""
_ALWAYS_THERE = ("example.com", "www.iana.org")
"""Names kept by IANA (RFC 6761, section 6.5): a resolver that knows neither of them knows no name at all."""


def names_are_found() -> bool:
    """Whether this machine's resolver knows any name of the public internet."""
    for name in _ALWAYS_THERE:
        try:
            return bool(look_up(name, 443))
        except (OSError, NotFoundInTime):
            continue
    return False


def not_found(error: socket.gaierror | NotFoundInTime, online: Callable[[], bool]) -> tuple[str, str]:
    """The state of a link whose host was not found, and the sentence for it.

    Without a network some resolvers say of every name that it is not there; no host is called dead on such a word.
    """
    if isinstance(error, socket.gaierror) and error.errno in _NO_SUCH_HOST and online():
        return "dead", "There is no such host."
    return "blocked", "The desk could not look it up. Is this machine online? Open the link and look for yourself."
