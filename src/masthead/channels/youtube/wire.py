"""What Google's library sends its requests through: our own connections, to Google alone, with nothing sent twice.

The library expects an object like httplib2.Http. Its own would follow redirects, read proxies from the environment, and
go wherever an answer tells it to; this one does none of that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import httplib2
import httpx

from masthead.channels.errors import OutcomeUnknown, Transient
from masthead.channels.https import TIMEOUT
from masthead.channels.public_only import PublicTransport

_AT_ONCE = 1 << 16


class Wire:
    """Requests with one access token. 4xx comes back for the library to read; what is not certain is an error here."""

    def __init__(self, token: str, *, transport: httpx.BaseTransport | None = None) -> None:
        self._token = token
        self._client = httpx.Client(timeout=TIMEOUT, transport=transport or _connections())

    def request(
        self, uri: str, method: str = "GET", body: Any = None, headers: Mapping[str, str] | None = None, **_: Any
    ) -> tuple[httplib2.Response, bytes]:
        """(status and headers, body). Raises Transient; OutcomeUnknown for what may have been done."""
        parts = urlsplit(uri)
        if parts.scheme != "https" or not f".{parts.hostname}".endswith(".googleapis.com"):
            raise Transient(f"YouTube named an address that is not Google's ({parts.hostname}).")
        given = {**(headers or {}), "authorization": f"Bearer {self._token}", "accept-encoding": "gzip"}
        try:
            answer = self._client.request(method, uri, content=_content(body), headers=given)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise Transient("YouTube could not be reached.") from error
        except httpx.TransportError as error:
            raise _lost(method, "YouTube's answer was lost on the way.") from error
        if answer.status_code >= 500:
            raise _lost(method, f"YouTube had a fault of its own ({answer.status_code}).")
        told = {name.lower(): value for name, value in answer.headers.items() if name.lower() != "content-encoding"}
        return httplib2.Response({**told, "status": str(answer.status_code)}), answer.content

    def close(self) -> None:
        """The library says so when it is done; connections are shared, and stay."""


def _lost(method: str, sentence: str) -> Transient | OutcomeUnknown:
    return Transient(sentence) if method == "GET" else OutcomeUnknown(sentence)


def _content(body: Any) -> str | bytes | Iterable[bytes] | None:
    """The library gives text, bytes, or a piece of a file to read."""
    return _pieces(body) if hasattr(body, "read") else body


def _pieces(body: Any) -> Iterator[bytes]:
    while piece := body.read(_AT_ONCE):
        yield piece


@lru_cache(maxsize=1)
def _connections() -> PublicTransport:
    return PublicTransport()
