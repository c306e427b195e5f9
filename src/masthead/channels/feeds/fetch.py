"""One feed, fetched politely and safely: asked whether it changed, public servers alone, https, small and short."""

from __future__ import annotations

import time
import zlib
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

import httpx
from django.conf import settings

from masthead.channels.errors import RateLimited, Rejected, Transient
from masthead.channels.https import TIMEOUT, until
from masthead.channels.public_only import PublicTransport

MAX_BYTES = 2 * 1024 * 1024
MAX_HOPS = 5
SECONDS = 30.0
_HERE = ("127.0.0.1", "localhost", "::1")
_LOOK = "Look on the page for the feed's address, and connect the presence again with it."
_ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"


@dataclass(frozen=True, slots=True)
class Known:
    """How a feed named its state when it was last read (RFC 9110, 8.8)."""

    etag: str = ""
    modified: str = ""

    def as_json(self) -> dict[str, str]:
        return {"etag": self.etag, "modified": self.modified}


@dataclass(frozen=True, slots=True)
class Fetched:
    """What the server gave. `content` is None where nothing changed; `url` is where it stood in the end."""

    content: bytes | None
    kind: str
    url: str
    known: Known


def fetch(address: str, known: Known) -> Fetched:
    """Raises Transient, RateLimited or Rejected, each in one sentence."""
    deadline, url = time.monotonic() + SECONDS, address
    headers = {"Accept": _ACCEPT, "Accept-Encoding": "gzip", "User-Agent": "Masthead"}
    headers |= {"If-None-Match": known.etag} if known.etag else {}
    headers |= {"If-Modified-Since": known.modified} if known.modified else {}
    try:
        client = httpx.Client(transport=_connections(), timeout=TIMEOUT, headers=headers)
        for _ in range(MAX_HOPS):
            with client.stream("GET", _permitted(url)) as response:
                if response.is_redirect and (further := response.headers.get("location")):
                    url = urljoin(url, further)
                    continue
                return _judged(response, url, known, deadline)
    except httpx.InvalidURL:
        raise Rejected("The feed's address is no web address.", cure=_LOOK) from None
    except httpx.TransportError as error:
        raise Transient(f"The feed at {address} could not be reached.", cure="It is tried again.") from error
    raise Rejected(f"The feed at {address} leads on more than {MAX_HOPS} times.", cure=_LOOK)


def _judged(response: httpx.Response, url: str, known: Known, deadline: float) -> Fetched:
    status = response.status_code
    if status == 304:
        return Fetched(None, "", url, known)
    if status == 429 or (status == 503 and "retry-after" in response.headers):
        raise RateLimited(f"{urlsplit(url).netloc} asks us to wait.", until=until(response.headers))
    if status >= 500:
        raise Transient(f"{urlsplit(url).netloc} had a fault of its own ({status}).", cure="It is tried again.")
    if status in (404, 410):
        raise Rejected(f"There is no feed at {url}.", cure=_LOOK)
    if not response.is_success:
        raise Rejected(f"{urlsplit(url).netloc} does not give the feed to programs ({status}).", cure=_LOOK)
    content = _body(response, url, deadline)
    named = Known(response.headers.get("etag", "")[:500], response.headers.get("last-modified", "")[:100])
    return Fetched(content, response.headers.get("content-type", ""), url, named)


def _body(response: httpx.Response, url: str, deadline: float) -> bytes:
    """Unpacked piece by piece, so that a small answer that unpacks to gigabytes is refused and not unpacked."""
    packed = response.headers.get("content-encoding", "").casefold()
    if packed not in ("", "identity", "gzip"):
        raise Rejected(f"The feed at {url} came packed in a way nobody asked for ({packed}).", cure=_LOOK)
    unpack = zlib.decompressobj(wbits=47) if packed == "gzip" else None
    body = bytearray()
    try:
        for chunk in response.iter_raw():
            body += unpack.decompress(chunk, MAX_BYTES - len(body) + 1) if unpack else chunk
            if len(body) > MAX_BYTES:
                raise Rejected(
                    f"The feed at {url} is larger than {MAX_BYTES // 1024 // 1024} MB.",
                    cure="Ask whoever runs the page for a feed of the newest posts alone.",
                )
            if time.monotonic() > deadline:
                raise Transient(f"The feed at {url} takes too long.", cure="It is tried again.")
    except zlib.error as error:
        raise Transient(f"The feed at {url} came damaged.", cure="It is tried again.") from error
    return bytes(body)


def _permitted(url: str) -> str:
    parts = urlsplit(url)
    here = parts.scheme == "http" and settings.MASTHEAD_CHANNELS_ON_LOOPBACK and parts.hostname in _HERE
    if not here and (parts.scheme != "https" or not parts.hostname):
        raise Rejected(f"The address {url} does not begin with https://, so what is read could be forged.", cure=_LOOK)
    if parts.username or parts.password:
        raise Rejected("The feed's address carries a user name or password.", cure="Give an address without them.")
    return url


@lru_cache(maxsize=1)
def _connections() -> PublicTransport:
    """Kept open for the life of the process."""
    return PublicTransport()
