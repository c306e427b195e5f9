"""What a server answered, as a WARC file (ISO 28500:2017, WARC/1.1): what archives of the web keep and replay.

One warcinfo record, then for each exchange the response and the request it answers, each record a gzip member of its
own, so that a reader can start anywhere. The same exchanges at the same time give the same bytes.
"""

from __future__ import annotations

import gzip
import hashlib
import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime

from masthead import __version__
from masthead.kernel.clock import aware
from masthead.links.exchange import Exchange, Headers

_MADE_BY = uuid.UUID("6f6d3d3e-7f0b-5b52-9d53-6c8f3ba1b1a5")
"""The name space of our records' ids (RFC 9562, version 5): made from what a record holds, not from chance."""
_HOP = frozenset({b"transfer-encoding", b"connection", b"keep-alive"})
"""True of the connection, not of what is kept: the body is kept without the chunks it came in."""


def warc(exchanges: Sequence[Exchange], *, at: datetime, of: str) -> bytes:
    """The file. `at`: when they took place (UTC, to the second); `of`: what it is a snapshot of, one line."""
    records = [_information(at, of)]
    for number, exchange in enumerate(exchanges):
        records += _pair(exchange, at, f"{of}\x1f{number}")
    # A fixed time in each member's head: the date stands in the record.
    return b"".join(gzip.compress(record, compresslevel=6, mtime=0) for record in records)


def _information(at: datetime, of: str) -> bytes:
    fields = [
        ("software", f"Masthead {__version__}"),
        ("format", "WARC File Format 1.1"),
        ("conformsTo", "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"),
        ("description", " ".join(of.split())),
    ]
    block = "".join(f"{name}: {value}\r\n" for name, value in fields).encode()
    head = [
        ("WARC-Type", "warcinfo"),
        ("WARC-Record-ID", _id("warcinfo", of, at)),
        ("WARC-Date", _date(at)),
        ("Content-Type", "application/warc-fields"),
        ("WARC-Block-Digest", _digest(block)),
    ]
    return _record(head, block)


def _pair(exchange: Exchange, at: datetime, name: str) -> list[bytes]:
    answer_id = _id("response", name, at)
    first = b"%s %d %s" % (exchange.version, exchange.status, exchange.reason)
    answer = _lines(first, _kept(exchange.headers)) + exchange.body
    response = [
        ("WARC-Type", "response"),
        ("WARC-Record-ID", answer_id),
        ("WARC-Date", _date(at)),
        ("WARC-Target-URI", exchange.url),
        *([("WARC-IP-Address", exchange.address)] if exchange.address else []),
        ("WARC-Block-Digest", _digest(answer)),
        ("WARC-Payload-Digest", _digest(exchange.body)),
        *([("WARC-Truncated", exchange.truncated)] if exchange.truncated else []),
        ("Content-Type", "application/http;msgtype=response"),
    ]
    question = _lines(f"GET {exchange.target} HTTP/1.1".encode("ascii", "replace"), exchange.asked)
    request = [
        ("WARC-Type", "request"),
        ("WARC-Record-ID", _id("request", name, at)),
        ("WARC-Date", _date(at)),
        ("WARC-Target-URI", exchange.url),
        ("WARC-Concurrent-To", answer_id),
        ("WARC-Block-Digest", _digest(question)),
        ("WARC-Payload-Digest", _digest(b"")),
        ("Content-Type", "application/http;msgtype=request"),
    ]
    return [_record(response, answer), _record(request, question)]


def _kept(headers: Headers) -> Iterable[tuple[bytes, bytes]]:
    """The headers as received; those of the connection under another name, since they are not true of what is kept."""
    for name, value in headers:
        yield (b"X-Archive-Orig-" + name if name.lower() in _HOP else name), value


def _lines(first: bytes, headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    return b"".join(line + b"\r\n" for line in (first, *(b"%s: %s" % pair for pair in headers))) + b"\r\n"


def _record(head: Sequence[tuple[str, str]], block: bytes) -> bytes:
    lines = ["WARC/1.1", *(f"{name}: {value}" for name, value in head), f"Content-Length: {len(block)}", "", ""]
    return "\r\n".join(lines).encode() + block + b"\r\n\r\n"


def _digest(of: bytes) -> str:
    return f"sha256:{hashlib.sha256(of).hexdigest()}"


def _id(kind: str, name: str, at: datetime) -> str:
    return f"<urn:uuid:{uuid.uuid5(_MADE_BY, f'{kind} {name} {aware(at).isoformat()}')}>"


def _date(at: datetime) -> str:
    return aware(at).strftime("%Y-%m-%dT%H:%M:%SZ")
