"""Web addresses in a text, as channels make links of them: whole, with their places, bare ones too."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from masthead.checks.engine.prose import addresses
from masthead.kernel.hosts import ascii_host

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_BEFORE_A_PATH = re.compile(r"[/?#]")
_TRAILING = ".,;:!?)]}…'\""
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class FoundLink:
    """A link at [start, end) of the text. `url` is whole: a bare `library.example/hours` gets its https://."""

    url: str
    start: int
    end: int


def find_links(text: str) -> list[FoundLink]:
    """Every web address in `text`, without the punctuation of the sentence it stands in.

    An "@" makes an e-mail address or a handle only where no path or scheme stands before it:
    `https://forum.example/@reader` and `https://name@forum.example/` are links.
    """
    found = []
    for start, end in addresses(text):
        written = text[start:end]
        if written[0] in "@#" or "@" in _BEFORE_A_PATH.split(written, maxsplit=1)[0]:
            continue
        while written and written[-1] in _TRAILING:
            if written[-1] == ")" and written.count("(") >= written.count(")"):
                break
            written = written[:-1]
        url = _whole(written)
        if len("https://") < len(url) <= LONGEST:
            found.append(FoundLink(url, start, start + len(written)))
    return found


def place(address: str) -> tuple[str, str]:
    """Host and path, so that `www.Library.example/hours/` and `https://library.example/hours` are one place.

    The host is as the network spells it: `bücher.example` and `xn--bcher-kva.example` are one, too.
    """
    try:
        parts = urlsplit(_whole(address))
        host = ascii_host(parts.hostname or "").rstrip(".").removeprefix("www.")
    except ValueError:
        return address, ""
    return host, parts.path.rstrip("/") + (f"?{parts.query}" if parts.query else "")


def _whole(address: str) -> str:
    return address if _SCHEME.match(address) else f"https://{address}"


def leads_elsewhere(address: str, final: str) -> bool:
    """Whether `final` is not where `address` says it leads: another site, or the front page instead of a page.

    A site and its own subdomains are one: agencies move pages from `library.example` to `blog.library.example`.
    """
    (host, path), (final_host, final_path) = place(address), place(final)
    if not final_host or host == final_host:
        return bool(final_host and path and not final_path)
    return not (final_host.endswith(f".{host}") or host.endswith(f".{final_host}"))


def is_listed(address: str, sites: Iterable[str]) -> bool:
    """Whether `address` lies on one of `sites`: a host with everything below it, or a host with the start of a path."""
    host, path = place(address)
    return any(_lies_on(host, path.lower(), *place(site)) for site in sites)


def _lies_on(host: str, path: str, site: str, start: str) -> bool:
    if not site or not (host == site or host.endswith(f".{site}")):
        return False
    start = start.lower()
    return not start or path == start or path.startswith((f"{start}/", f"{start}?"))
