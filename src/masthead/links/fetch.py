"""Fetching what strangers wrote, safely: public addresses only, checked at the moment of connecting, small and short.

The address is resolved, judged and connected to in one step, so a name that changes its answer between judging and
connecting (DNS rebinding) gains nothing; each redirect is a new connection and is judged anew. Whatever way a private
address is spelled (decimal, octal, IPv6-mapped, a trailing dot), it is judged after the resolver has read it.
"""

from __future__ import annotations

import hashlib
import ipaddress
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

import httpcore

from masthead.links.page import read_page

MAX_BYTES = 2 * 1024 * 1024
MAX_HOPS = 8
SECONDS = 10.0
_AGENT = b"Masthead-link-research/1.0"

# RFC 8215: translation inside somebody's own network. Older Python versions take it for public.
_LOCAL_NAT64 = ipaddress.ip_network("64:ff9b:1::/48")

Judge = Callable[[str], bool]


class NotPublic(Exception):
    """The address is inside somebody's network, or not one the web is served from."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was found. `state`: ok, dead (no such page or host), blocked (somebody has to look for themselves)."""

    state: str
    status: int | None = None
    final_url: str = ""
    hops: tuple[tuple[str, int], ...] = ()
    title: str = ""
    language: str = ""
    excerpt: str = ""
    content_sha256: str = ""
    secure: bool = False
    trouble: str = ""


def is_public(address: str) -> bool:
    """Whether an IP address is one the public internet reaches (IPv4-mapped and NAT64 forms are unwrapped)."""
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if inner is None and ip in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if ip in _LOCAL_NAT64:
            return False
    return ip.is_global and not ip.is_multicast


class _Guarded(httpcore.NetworkBackend):
    """Resolves, judges and connects to the judged address itself; TLS still names and verifies the host."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = [str(entry[4][0]) for entry in found]
        if not all(self._judge(address) for address in addresses):
            raise NotPublic(host)
        return self._inner.connect_tcp(addresses[0], port, timeout, local_address, socket_options)

    def sleep(self, seconds: float) -> None:
        self._inner.sleep(seconds)


@dataclass(frozen=True)
class Fetcher:
    """Fetches one address. `judge` and `ports` say where it may go; tests with servers of their own pass their own."""

    judge: Judge = is_public
    ports: frozenset[int] = frozenset({80, 443})
    verify: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def fetch(self, url: str) -> Fetched:
        """Follow `url` to its end. Never raises: what went wrong is in `trouble`, in one sentence."""
        hops: list[tuple[str, int]] = []
        deadline = time.monotonic() + SECONDS * 2
        try:
            with httpcore.ConnectionPool(
                ssl_context=self.verify, network_backend=_Guarded(self.judge), max_connections=1
            ) as pool:
                return self._follow(pool, url, hops, deadline)
        except NotPublic:
            trouble = "This address is inside a private network; Masthead does not go there. Check the link."
        except socket.gaierror:
            return Fetched("dead", hops=tuple(hops), final_url=url, trouble="There is no such host.")
        except (httpcore.TimeoutException, TimeoutError):
            trouble = "The server did not answer in time. Open the link and look for yourself."
        except ssl.SSLError as error:
            trouble = (
                f"The secure connection failed ({error.reason or 'certificate'}). Open the link and look for yourself."
            )
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
            trouble = f"The server could not be read ({type(error).__name__}). Open the link and look for yourself."
        except ValueError as error:
            trouble = str(error) or "This is not a web address."
        return Fetched("blocked", hops=tuple(hops), final_url=hops[-1][0] if hops else url, trouble=trouble)

    def _follow(self, pool: httpcore.ConnectionPool, url: str, hops: list[tuple[str, int]], deadline: float) -> Fetched:
        current = self._permitted(url)
        for _ in range(MAX_HOPS):
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            timeouts = {name: min(SECONDS, left) for name in ("connect", "read", "write", "pool")}
            with pool.stream(
                "GET",
                current,
                headers=[
                    (b"Host", urlsplit(current).netloc.encode("ascii")),
                    (b"User-Agent", _AGENT),
                    (b"Accept", b"text/html,*/*;q=0.5"),
                    (b"Accept-Encoding", b"gzip"),
                ],
                extensions={"timeout": timeouts},
            ) as response:
                headers = {name.lower(): value for name, value in response.headers}
                hops.append((current, response.status))
                if response.status in (301, 302, 303, 307, 308) and b"location" in headers:
                    current = self._permitted(urljoin(current, headers[b"location"].decode("latin-1")))
                    continue
                body = _body(response, headers, deadline)
            return _judged(current, response.status, hops, body, headers)
        raise ValueError(f"The link leads on more than {MAX_HOPS} times. Open it and look for yourself.")

    def _permitted(self, url: str) -> str:
        """The address with its host in ASCII, or ValueError in one sentence."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("Only web addresses that begin with http:// or https:// can be researched.")
        if parts.username or parts.password:
            raise ValueError("The address carries a user name or password. Take it out.")
        port = parts.port or (443 if parts.scheme == "https" else 80)
        if port not in self.ports:
            raise ValueError(f"The address names port {port}; the public web is served on 80 and 443.")
        host = (
            parts.hostname.rstrip(".").encode("idna").decode("ascii") if ":" not in parts.hostname else parts.hostname
        )
        netloc = f"[{host}]" if ":" in host else host
        if parts.port:
            netloc += f":{parts.port}"
        path = parts.path.encode("utf-8").decode("latin-1") if parts.path.isascii() else _quoted(parts.path)
        return urlunsplit((parts.scheme, netloc, path or "/", _quoted(parts.query), ""))


def _quoted(text: str) -> str:
    return quote(text, safe="/%:=&?+,;@!$'()*~-._")


def _body(response: httpcore.Response, headers: dict[bytes, bytes], deadline: float) -> bytes:
    """At most MAX_BYTES, decompressed or not: a small answer that unpacks to gigabytes is cut off, not unpacked."""
    unpack = zlib.decompressobj(wbits=47) if headers.get(b"content-encoding", b"").lower() == b"gzip" else None
    body = bytearray()
    for chunk in response.iter_stream():
        body += unpack.decompress(chunk, MAX_BYTES - len(body) + 1) if unpack else chunk
        if len(body) > MAX_BYTES:
            return bytes(body[:MAX_BYTES])
        if time.monotonic() > deadline:
            raise TimeoutError
    return bytes(body)


def _judged(url: str, status: int, hops: list[tuple[str, int]], body: bytes, headers: dict[bytes, bytes]) -> Fetched:
    dead = status in (404, 410)
    ok = 200 <= status < 300
    page = read_page(body, headers.get(b"content-type", b"").decode("latin-1"))
    if dead:
        trouble = f"The server says there is no such page ({status})."
    elif ok:
        trouble = ""
    else:
        trouble = f"The server answered {status}, as it does to machines it does not know. Look for yourself."
    return Fetched(
        state="dead" if dead else "ok" if ok else "blocked",
        status=status,
        final_url=url,
        hops=tuple(hops),
        title=page.title,
        language=page.language,
        excerpt=page.text[:2000],
        content_sha256=hashlib.sha256(body).hexdigest(),
        secure=url.startswith("https://"),
        trouble=trouble,
    )
