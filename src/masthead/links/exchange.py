"""One question asked of a web server and its answer, as they went over the wire."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpcore

Headers = tuple[tuple[bytes, bytes], ...]
_AGENT = b"Masthead-link-research/1.0"


@dataclass(frozen=True, slots=True)
class Exchange:
    """A GET of `url` and what came back. `body` is as received, still packed if it came packed.

    `truncated`: "" when it is whole, else why not, in the words of WARC 1.1 (length, unspecified). `address`: the
    server's IP address, "" where it is not known.
    """

    url: str
    asked: Headers
    status: int
    reason: bytes
    headers: Headers
    body: bytes = b""
    truncated: str = ""
    address: str = ""
    version: bytes = b"HTTP/1.1"

    @property
    def target(self) -> str:
        """What stands in the first line of the request."""
        parts = urlsplit(self.url)
        return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def asked(url: str, *, accept: bytes = b"text/html,*/*;q=0.5") -> list[tuple[bytes, bytes]]:
    """The headers with which `url`, whose host is in ASCII, is asked for."""
    return [
        (b"Host", urlsplit(url).netloc.encode("ascii")),
        (b"User-Agent", _AGENT),
        (b"Accept", accept),
        (b"Accept-Encoding", b"gzip"),
    ]


def opened(url: str, asked: Sequence[tuple[bytes, bytes]], response: httpcore.Response) -> Exchange:
    """The exchange that `response` answers, its body not read yet."""
    return Exchange(
        url=url,
        asked=tuple(asked),
        status=response.status,
        reason=bytes(response.extensions.get("reason_phrase", b"")),
        headers=tuple(response.headers),
        address=_address_of(response),
        version=bytes(response.extensions.get("http_version", b"HTTP/1.1")),
    )


def _address_of(response: httpcore.Response) -> str:
    stream = response.extensions.get("network_stream")
    try:
        peer = stream.get_extra_info("server_addr") if stream else None
    except OSError:  # the connection is closed already
        return ""
    return str(peer[0]).partition("%")[0] if peer else ""
