"""The style sheets and pictures a page is shown with, of its own site: kept beside it, so that a replay shows it as it
was.

Few, small and soon: a page is researched for its words. A part that does not come is left out.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from urllib.parse import urldefrag, urljoin

import httpcore

from masthead.channels.look_up import NotFoundInTime
from masthead.channels.public_only import NotPublic
from masthead.checks.engine.addresses import place
from masthead.links.exchange import Exchange, asked, opened

MOST, BYTES, SECONDS = 16, 2 * 1024 * 1024, 5.0
"""Of one page: parts, bytes of all of them together, and seconds in which they are fetched."""


def of_its_site(page: str, base: str, parts: Iterable[str]) -> list[str]:
    """The addresses of `parts` as the page at `page` names them, each once, those of its own site alone.

    base: what the page says its addresses are relative to, or "".
    """
    found: dict[str, None] = {}
    for part in parts:
        try:
            address = urldefrag(urljoin(urljoin(page, base), part.strip())).url
        except ValueError:
            continue
        if address.lower().startswith(("http://", "https://")) and _is_one_site(page, address):
            found[address] = None
    return list(found)[:MOST]


def fetch_parts(
    pool: httpcore.ConnectionPool, addresses: Iterable[str], *, permitted: Callable[[str], str], deadline: float
) -> list[Exchange]:
    """What was answered for each, one after another, as long as there is time and room. Redirects are not followed.

    permitted: gives the address as it may be asked for, or raises ValueError. deadline: of time.monotonic().
    """
    until, room = min(deadline, time.monotonic() + SECONDS), BYTES
    kept: list[Exchange] = []
    for address in addresses:
        left = until - time.monotonic()
        if left <= 0 or room <= 0:
            break
        try:
            one = _fetch(pool, permitted(address), left, until, room)
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, NotFoundInTime, NotPublic):
            continue
        except (OSError, ssl.SSLError, ValueError):
            continue
        if one and one.status == 200:
            room -= len(one.body)
            kept.append(one)
    return kept


def _fetch(pool: httpcore.ConnectionPool, url: str, left: float, until: float, room: int) -> Exchange | None:
    """None for what is larger than there is room for, or was not there in time."""
    headers, body = asked(url, accept=b"text/css,image/*,*/*;q=0.5"), bytearray()
    timeouts = dict.fromkeys(("connect", "read", "write", "pool"), left)
    with pool.stream("GET", url, headers=headers, extensions={"timeout": timeouts}) as response:
        exchange = opened(url, headers, response)
        for chunk in response.iter_stream():
            body += chunk
            if len(body) > room or time.monotonic() > until:
                return None
    return replace(exchange, body=bytes(body))


def _is_one_site(page: str, part: str) -> bool:
    (host, _), (other, _) = place(page), place(part)
    return host == other or other.endswith(f".{host}") or host.endswith(f".{other}")
