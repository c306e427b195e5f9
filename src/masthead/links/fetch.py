"""Fetching what strangers wrote, safely: public addresses only, checked at the moment of connecting, small and short.

The address is resolved, judged and connected to in one step, so a name that changes its answer between judging and
connecting (DNS rebinding) gains nothing; each redirect, a page's refresh too, is a new connection and is judged anew.
Whatever way a private address is spelled (decimal, octal, IPv6-mapped, a trailing dot), it is judged after the resolver
has read it.
"""

from __future__ import annotations

import hashlib
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

import httpcore

from masthead.channels.look_up import NotFoundInTime
from masthead.channels.public_only import Guarded, Judge, NotPublic
from masthead.checks.engine.languages import reads_like
from masthead.kernel.clock import said_day
from masthead.kernel.hosts import ascii_host
from masthead.kernel.public_addresses import is_public
from masthead.kernel.text import clean, shorten
from masthead.links.answers import READ, not_a_page, unread
from masthead.links.certificate import Certificate
from masthead.links.exchange import Exchange, asked, opened
from masthead.links.fingerprint import fingerprints
from masthead.links.in_time import InTime
from masthead.links.moves import AT_ONCE, Refresh, leads_on, refresh
from masthead.links.names import names_are_found, not_found
from masthead.links.page import PageText, read_page
from masthead.links.parts import fetch_parts, of_its_site
from masthead.links.unpack import CannotUnpack, unpacker
from masthead.links.witness import accepted, refusal, this_hours

MAX_BYTES = 2 * 1024 * 1024
MAX_HOPS = 8
SECONDS = 10.0
_PORT = {"http": 80, "https": 443}
_IN_A_PATH = "/%:=&?+,;@!$'()*~-._[]|\\^"


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
    fingerprint: tuple[str, ...] = ()
    secure: bool = False
    trouble: str = ""
    steady: tuple[str, ...] = ()
    exchanges: tuple[Exchange, ...] = field(default=(), repr=False, compare=False)
    certificates: tuple[Certificate, ...] = ()
    """One for each secure host on the way; where one was refused, that is the last."""

    @property
    def reached(self) -> bool:
        """Whether any server answered, whatever it said."""
        return bool(self.hops)


class _Refused(ValueError):
    """An address that is not gone to, in one sentence for a person."""


@dataclass(slots=True)
class _Trail:
    """What was seen on the way to the end of a link."""

    hops: list[tuple[str, int]] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)
    certificates: list[Certificate] = field(default_factory=list)

    def met(self, certificate: Certificate | None) -> None:
        if certificate and certificate not in self.certificates:
            self.certificates.append(certificate)


@dataclass(frozen=True)
class Fetcher:
    """Fetches one address. `judge` and `ports` say where it may go; tests with servers of their own pass their own.

    own: the address of the agency's own public pages. Anybody may read them, so they are fetched from where they are,
    whatever their port and network; nothing else on that host or in that network is.
    online: whether names can be looked up here at all. parts: whether a page's own style sheets and pictures are kept
    beside it.
    """

    judge: Judge = is_public
    ports: frozenset[int] = frozenset({80, 443})
    verify: ssl.SSLContext = field(default_factory=this_hours)
    own: str = ""
    online: Callable[[], bool] = names_are_found
    parts: bool = False

    def fetch(self, url: str) -> Fetched:
        """Follow `url` to its end. Never raises: what went wrong is in `trouble`, in one sentence."""
        trail = _Trail()
        deadline = time.monotonic() + SECONDS * 2
        state = "blocked"
        try:
            with httpcore.ConnectionPool(
                ssl_context=self.verify,
                network_backend=_Reach(self.judge, _place(self.own), deadline),
                max_connections=1,
            ) as pool:
                return self._follow(pool, url, trail, deadline)
        except NotPublic:
            trouble = "This address is inside a private network; Masthead does not go there. Check the link."
        except (socket.gaierror, NotFoundInTime) as error:
            state, trouble = not_found(error, self.online)
        except (httpcore.TimeoutException, TimeoutError):
            trouble = "The server did not answer in time. Open the link and look for yourself."
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError, zlib.error) as error:
            trouble = _unreadable(error, trail)
        except CannotUnpack as error:
            packed = shorten(clean(str(error)), 40)
            trouble = f"The server packs its page in a way that is not read here ({packed}). Look for yourself."
        except _Refused as error:
            trouble = str(error)
        except ValueError:
            trouble = "This address, or one it leads on to, cannot be opened. Check the link."
        hops = trail.hops
        final = hops[-1][0] if hops and state == "blocked" else url
        return Fetched(
            state,
            hops=tuple(hops),
            final_url=final,
            trouble=trouble,
            exchanges=tuple(trail.exchanges),
            certificates=tuple(trail.certificates),
        )

    def _follow(self, pool: httpcore.ConnectionPool, url: str, trail: _Trail, deadline: float) -> Fetched:
        current = self._permitted(url)
        for _ in range(MAX_HOPS):
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            timeouts = {name: min(SECONDS, left) for name in ("connect", "read", "write", "pool")}
            question = asked(current)
            with pool.stream("GET", current, headers=question, extensions={"timeout": timeouts}) as response:
                headers = {name.lower(): value for name, value in response.headers}
                trail.hops.append((current, response.status))
                trail.met(_certificate(current, response))
                exchange = opened(current, question, response)
                if response.status in (301, 302, 303, 307, 308) and b"location" in headers:
                    # What a redirect says beside its address is for nobody, and is not read.
                    trail.exchanges.append(replace(exchange, truncated="unspecified"))
                    current = self._permitted(urljoin(current, _decoded(headers[b"location"])))
                    continue
                body, raw, whole = _body(response, headers, deadline)
                trail.exchanges.append(replace(exchange, body=raw, truncated="" if whole else "length"))
            page = read_page(body, _text(headers, b"content-type"))
            if 200 <= response.status < 300:
                moves = refresh(_text(headers, b"refresh")) or page.refresh
                onward = self._onward(current, moves, trail)
                if moves and onward and moves.seconds <= AT_ONCE:
                    current = onward
                    continue
            found = _judged(current, response.status, trail, body, headers, page, whole=whole)
            if not self.parts or found.state != "ok":
                return found
            wanted = of_its_site(current, page.base, page.parts)
            shown_with = fetch_parts(pool, wanted, permitted=self._permitted, deadline=deadline)
            return replace(found, exchanges=(*found.exchanges, *shown_with))
        raise _Refused(f"The link leads on more than {MAX_HOPS} times. Open it and look for yourself.")

    def _onward(self, current: str, moves: Refresh | None, trail: _Trail) -> str:
        """Where a page moves on to by itself; empty where nowhere, or to where the way has been already."""
        to = leads_on(current, moves.to) if moves else ""
        onward = self._permitted(to) if to else ""
        return "" if any(onward == hop for hop, _ in trail.hops) else onward

    def _permitted(self, url: str) -> str:
        """The address with its host in ASCII, or _Refused; ValueError for what is no address at all."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise _Refused("Only web addresses that begin with http:// or https:// can be researched.")
        if parts.username or parts.password:
            raise _Refused("The address carries a user name or password. Take it out.")
        port = parts.port or _PORT[parts.scheme]
        if port not in self.ports and _place(url) != _place(self.own):
            raise _Refused(f"The address names port {port}; the public web is served on 80 and 443.")
        host = parts.hostname if ":" in parts.hostname else ascii_host(parts.hostname).rstrip(".")
        if not host:
            raise ValueError("no host")
        netloc = f"[{host}]" if ":" in host else host
        if parts.port:
            netloc += f":{parts.port}"
        path = quote(parts.path, safe=_IN_A_PATH)
        return urlunsplit((parts.scheme, netloc, path or "/", _quoted(parts.query), ""))


class _Reach(Guarded):
    """Public addresses, and the one place where the agency's own pages are: until `deadline`."""

    def __init__(self, judge: Judge, own: tuple[str, int] | None, deadline: float) -> None:
        super().__init__(judge)
        self._own, self._at_home, self._deadline = own, Guarded(lambda _address: True), deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        connect = self._at_home.connect_tcp if (host, port) == self._own else super().connect_tcp
        return InTime(connect(host, port, timeout, local_address, socket_options), self._deadline)


def _place(url: str) -> tuple[str, int] | None:
    """Host and port; None for what is no web address."""
    parts = urlsplit(url)
    if parts.scheme not in _PORT or not parts.hostname:
        return None
    return ascii_host(parts.hostname), parts.port or _PORT[parts.scheme]


def _decoded(location: bytes) -> str:
    """Where a redirect leads, as browsers read it: UTF-8, which RFC 9110 does not foresee and servers send."""
    try:
        return location.decode("utf-8")
    except UnicodeDecodeError:
        return location.decode("latin-1")


def _quoted(text: str) -> str:
    return quote(text, safe="/%:=&?+,;@!$'()*~-._")


def _body(response: httpcore.Response, headers: dict[bytes, bytes], deadline: float) -> tuple[bytes, bytes, bool]:
    """What can be read, the bytes as they came, and whether these are all. At most MAX_BYTES of each.

    A small answer that unpacks to gigabytes is cut off, not unpacked; a large one that unpacks to nothing is not kept.
    """
    unpack = unpacker(_text(headers, b"content-encoding"))
    body, raw = bytearray(), bytearray()
    for chunk in response.iter_stream():
        raw += chunk
        body += unpack(chunk, MAX_BYTES - len(body) + 1)
        if len(body) > MAX_BYTES or len(raw) > MAX_BYTES:
            return bytes(body[:MAX_BYTES]), bytes(raw[:MAX_BYTES]), False
        if time.monotonic() > deadline:
            raise TimeoutError
    return bytes(body), bytes(raw), True


def _certificate(url: str, response: httpcore.Response) -> Certificate | None:
    """What the server showed on the connection this answer came over; None where it is not secure."""
    stream = response.extensions.get("network_stream")
    return accepted(urlsplit(url).hostname or "", stream.get_extra_info("ssl_object")) if stream else None


def _unreadable(error: Exception, trail: _Trail) -> str:
    """Why nothing was read, in two sentences. A certificate that was refused goes on the trail."""
    if shown := refusal(error):
        trail.met(shown)
        day = f" on {said_day(shown.ends)}" if shown.refused == "expired" and shown.ends else ""
        return (
            f"No secure connection: {shown.why_refused}{day}. Browsers warn whoever follows the link. "
            "Look for yourself, or link to another page."
        )
    secure = isinstance(error.__cause__, ssl.SSLError)
    if secure:
        return "The secure connection failed. Open the link and look for yourself."
    return f"The server could not be read ({type(error).__name__}). Open the link and look for yourself."


def _text(headers: dict[bytes, bytes], name: bytes) -> str:
    return headers.get(name, b"").decode("latin-1")


def _language(page: PageText, headers: dict[bytes, bytes]) -> str:
    """As the page says, or its server where it says one; else what its words plainly read like."""
    told = clean(_text(headers, b"content-language")).strip()
    return page.language or (told if "," not in told else "")[:12] or reads_like(page.text[:READ]) or ""


def _judged(
    url: str,
    status: int,
    trail: _Trail,
    body: bytes,
    headers: dict[bytes, bytes],
    page: PageText,
    *,
    whole: bool,
) -> Fetched:
    state, final = ("dead" if status in (404, 410) else "ok" if 200 <= status < 300 else "blocked"), url
    every, steady = fingerprints(page.text, page.main)
    if state == "dead":
        trouble = f"The server says there is no such page ({status})."
    elif state == "blocked":
        trouble = not_a_page(status)
    elif to := leads_on(url, page.script) if page.script else "":
        state, final = "blocked", to
        trouble = f"The page moves on to {to} by a script, which is not run here. Open the link and look for yourself."
    else:
        trouble = unread(_text(headers, b"content-type"), page.text, read=page.read, whole=whole)
    return Fetched(
        state=state,
        status=status,
        final_url=final,
        hops=tuple(trail.hops),
        title=page.title,
        language=_language(page, headers),
        excerpt=page.text[:READ],
        fingerprint=tuple(every),
        content_sha256=hashlib.sha256(body).hexdigest(),
        secure=url.startswith("https://"),
        trouble=trouble,
        steady=tuple(steady),
        exchanges=tuple(trail.exchanges),
        certificates=tuple(trail.certificates),
    )
