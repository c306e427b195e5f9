"""A page with its feeds on this machine: it answers conditional requests, moves, waits, breaks and lies when told to.

`plan(what)` spends one fault on the next request: a status, `drop` (cut off), `html`, `bomb`, `entity`, `huge`,
`latin` (its encoding is not what it says), `onward` (a redirect), `loop`.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import escape
from http.server import BaseHTTPRequestHandler
from itertools import count
from typing import Any, Literal

from masthead.channels.noticeboard.feeds import Feed, FeedItem, atom, json_feed, rss
from peers.listener import listener

Form = Literal["rss", "atom", "json"]
BORN = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
_ATOM = "http://www.w3.org/2005/Atom"


@dataclass
class Said:
    id: str
    text: str
    post: str
    said_at: datetime
    answers: str = ""


@dataclass
class PageServer:
    """The page as its webmaster and the public use it. Feeds show the newest `shows` entries."""

    form: Form = "rss"
    shows: int = 50
    address: str = ""
    posts: dict[str, FeedItem] = field(default_factory=dict)
    comments: dict[str, Said] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    numbers: Any = field(default_factory=lambda: count(1))
    lock: threading.RLock = field(default_factory=threading.RLock)
    packed: bool = False

    def plan(self, what: str) -> None:
        self.faults.append(what)

    def puts_up(self, text: str) -> str:
        number = next(self.numbers)
        url = f"{self.address}/posts/{number}"
        moment = BORN + timedelta(minutes=number)
        self.posts[url] = FeedItem(url, text, moment, moment)
        return url

    def says(self, post: str, text: str, *, answers: str = "") -> str:
        number = next(self.numbers)
        self.comments[f"c{number}"] = Said(f"c{number}", text, post, BORN + timedelta(minutes=number), answers)
        return f"c{number}"

    def body(self, path: str) -> tuple[bytes, str]:
        about = Feed("MLC News", "The official page", f"{self.address}/", f"{self.address}/feed")
        if path == "/feed":
            items = sorted(self.posts.values(), key=lambda item: item.published, reverse=True)[: self.shows]
            made = {"rss": rss, "atom": atom, "json": json_feed}[self.form](about, items)
            return made, "application/feed+json" if self.form == "json" else "application/xml"
        said = sorted(self.comments.values(), key=lambda each: each.said_at, reverse=True)[: self.shows]
        return "".join(self._comments(said)).encode(), "application/atom+xml; charset=utf-8"

    def _comments(self, said: list[Said]) -> Iterator[str]:
        yield f'<?xml version="1.0" encoding="utf-8"?><feed xmlns="{_ATOM}"'
        yield ' xmlns:thr="http://purl.org/syndication/thread/1.0"><title>Comments</title><id>urn:c</id>'
        for one in said:
            words = escape(f"<p>{escape(one.text)}</p>")
            yield f"<entry><id>{one.id}</id><title>On a post</title><author><name>A reader</name></author>"
            yield f'<link href="{one.post}#{one.id}"/><updated>{one.said_at.isoformat()}</updated>'
            if one.answers:
                yield f'<thr:in-reply-to ref="{one.answers}"/>'
            yield f'<content type="html">{words}</content></entry>'
        yield "</feed>"

    def answer(self, path: str, headers: dict[str, str]) -> tuple[int, bytes, dict[str, str]]:
        what = self.faults.pop(0) if self.faults else ""
        self.headers.append(headers)
        if what.isdecimal():
            return int(what), b"", {"Retry-After": "600"} if what in ("429", "503") else {}
        if what in ("onward", "loop"):
            self.faults += [what] if what == "loop" else []
            return 301, b"", {"Location": path}
        body, kind = self.body(path)
        body = _MISSHAPEN.get(what, lambda body: body)(body)
        tag = f'"{hashlib.sha256(body).hexdigest()[:12]}"'
        if not what and headers.get("If-None-Match") == tag:
            return 304, b"", {"ETag": tag}
        named = {"Content-Type": "text/html" if what == "html" else kind, "ETag": tag}
        if self.packed or what == "bomb":
            return 200, gzip.compress(body), {**named, "Content-Encoding": "gzip"}
        return 200, body, named


_MISSHAPEN = {
    "html": lambda body: b"<!doctype html><title>News</title><p>Nothing to see.</p>",
    "bomb": lambda body: b"<rss>" + b" " * 200_000_000,
    "huge": lambda body: body + b" " * 3_000_000,
    "entity": lambda body: b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "b">]><rss version="2.0"><channel/></rss>',
    "latin": lambda body: b'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Caf\xe9</title>',
}


@contextmanager
def page_server(form: Form = "rss") -> Iterator[PageServer]:
    page = PageServer(form)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with page.lock:
                if page.faults[:1] == ["drop"]:
                    page.faults.pop(0)
                    self.close_connection = True
                    self.connection.close()
                    return
                status, body, headers = page.answer(self.path, dict(self.headers))
                page.answers.append(status)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                self.wfile.write(body)
            except OSError:
                return  # whoever asked has seen enough

        def log_message(self, format: str, *args: object) -> None:
            """The test says what it looks at."""

    with listener(Handler) as page.address:
        yield page
