"""Who the other end of a secure connection says it is, seen as the connection is made: also where it is refused."""

from __future__ import annotations

import ssl
import time
from dataclasses import replace
from functools import lru_cache
from typing import Any

from masthead.links.certificate import Certificate, refused_by, shown


class _Witness(ssl.SSLSocket):
    """A socket that is as strict as any other. Where the other end is refused, what it showed goes with the error."""

    def do_handshake(self, block: bool = False) -> None:
        try:
            super().do_handshake(block)
        except ssl.SSLCertVerificationError as error:
            error.shown = str(self.server_hostname or ""), _shown(self)  # type: ignore[attr-defined]
            raise


def witnessing() -> ssl.SSLContext:
    """The usual strict context, which verifies the chain and the host's name; it only remembers whom it refused."""
    context = ssl.create_default_context()
    context.sslsocket_class = _Witness
    return context


def this_hours() -> ssl.SSLContext:
    """One for all: reading this machine's authorities takes longer than fetching ten pages. Read anew each hour, so
    that an authority that is taken in or put out is heard of by a worker that runs for weeks.
    """
    return _of_hour(int(time.monotonic() // 3600))


@lru_cache(maxsize=1)
def _of_hour(_hour: int) -> ssl.SSLContext:
    return witnessing()


def refusal(error: BaseException) -> Certificate | None:
    """What was shown on the connection that ended in `error`; None where it ended of something else."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ssl.SSLCertVerificationError):
        cause = cause.__cause__ or cause.__context__
    if cause is None:
        return None
    host, der = getattr(cause, "shown", ("", b""))
    return replace(shown(host, der) if der else Certificate(host), refused=refused_by(cause))


def accepted(host: str, connection: Any) -> Certificate | None:
    """What the other end of an open connection showed and OpenSSL accepted; None where it is not secure.

    connection: of whatever kind, as the HTTP library gives it; only what it answers to `getpeercert` counts.
    """
    asked = getattr(connection, "getpeercert", None)
    der = asked(True) if asked else None
    return shown(host, der) if der else None


def _shown(refused: ssl.SSLSocket) -> bytes:
    """The first certificate of the chain as it came, not believed; b"" where this Python cannot tell.

    Public from Python 3.13 on. Before, the same call is there under the hood.
    """
    asked = getattr(refused, "get_unverified_chain", None) or getattr(
        getattr(refused, "_sslobj", None), "get_unverified_chain", None
    )
    try:
        chain = asked() if asked else None
    except (ssl.SSLError, ValueError):
        return b""
    if not chain:
        return b""
    return chain[0] if isinstance(chain[0], bytes) else ssl.PEM_cert_to_DER_cert(chain[0].public_bytes())
