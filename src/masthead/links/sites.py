"""A site as people and lists name it, and every name under which an address could stand on a list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address
from string import ascii_letters, digits
from urllib.parse import quote, urlsplit

from masthead.checks.engine.addresses import place
from masthead.kernel.hosts import ascii_host
from masthead.kernel.refusals import Invalid
from masthead.kernel.text import clean

_HOST = re.compile(r"(?:[a-z0-9_-]{1,63}\.){1,10}[a-z0-9-]{2,63}")
_SAFE = "/%:=&?+,;@!$'()*~-._"
_ESCAPED, _UNRESERVED = re.compile(r"%([0-9A-Fa-f]{2})"), frozenset(ascii_letters + digits + "-._~")
LONGEST = 500


def sites_above(address: str) -> Iterator[str]:
    """Every site that would hold `address`: each parent of its host, alone and with each beginning of its path."""
    host, path = place(address)
    labels = host.split(".")
    parts = [part for part in path.lower().partition("?")[0].split("/") if part][:10]
    for n in range(len(labels) - 1):
        parent = ".".join(labels[n:])
        yield from ("/".join((parent, *parts[:depth])) for depth in range(len(parts) + 1))


def site_of(written: str, *, or_else: str) -> str:
    """`https://www.Vote-Tull.example/` as `vote-tull.example`. Raises Invalid, in the words `or_else`, else."""
    host, path = place(clean(written).strip())
    named = host + path.lower().partition("?")[0]
    if not _HOST.fullmatch(host) or len(named) > LONGEST or any(letter.isspace() for letter in named):
        raise Invalid(or_else, field="site")
    return named


def entry_of(written: str) -> str:
    """A row of a list as it is kept: `evil.example` for a host with all below it, `evil.example/` and
    `evil.example/a?b` for one page. Raises ValueError, in one sentence, for what is neither.
    """
    host, page = _split(written.removeprefix("*."))
    if "://" not in written and "@" in written:
        raise ValueError("This is an e-mail address.")
    if not is_address(host) and not _HOST.fullmatch(host):
        raise ValueError("This is no web address and no host.")
    entry = host + page if "://" in written or page != "/" else host
    if len(entry) > LONGEST:
        raise ValueError(f"This is longer than {LONGEST} characters.")
    return entry


def entries_above(address: str) -> set[str]:
    """Every row of a list that would hold `address`: its page, with its query and without, on the host with www. and
    without; its host, the host with www., and the host's parents.
    """
    try:
        host, page = _split(address)
    except ValueError:
        return set()
    pages = {page, page.partition("?")[0]}
    if is_address(host):
        return {host, *(host + each for each in pages)}
    labels, bare = host.split("."), host.removeprefix("www.")
    told = {name + each for name in (host, bare, f"www.{bare}") for each in pages}
    return {f"www.{host}", *told, *(".".join(labels[n:]) for n in range(len(labels) - 1))}


def is_address(host: str) -> bool:
    """Whether `host` is an IP address."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _split(written: str) -> tuple[str, str]:
    """(host in ASCII, path with query, at least "/"). Raises ValueError for what is no address."""
    try:
        parts = urlsplit(written if "://" in written else f"http://{written}")
        host = _ascii((parts.hostname or "").rstrip("."))
    except ValueError:
        raise ValueError("This is no web address and no host.") from None
    query = f"?{_spelled(parts.query)}" if parts.query else ""
    return host, _resolved(_spelled(parts.path.replace("\\", "/"))) + query


def _spelled(part: str) -> str:
    """Percent signs only where they are needed, in capitals, so that `%6d` is an m (RFC 3986, 6.2.2.1 and 6.2.2.2)."""
    return quote(_ESCAPED.sub(_unescaped, part), safe=_SAFE)


def _unescaped(found: re.Match[str]) -> str:
    letter = chr(int(found[1], 16))
    return letter if letter in _UNRESERVED else found[0].upper()


def _resolved(path: str) -> str:
    """Without dots, doubled slashes and the last slash, as servers read it; at least "/" (RFC 3986, 6.2.2.3)."""
    kept: list[str] = []
    for part in path.split("/"):
        if part == "..":
            del kept[-1:]
        elif part not in ("", "."):
            kept.append(part)
    return "/" + "/".join(kept)


def _ascii(host: str) -> str:
    """The host as the network spells it; empty for what it cannot spell."""
    try:
        return ascii_host(host)
    except ValueError:
        return ""
