"""Small web sites on this machine whose pages a test changes while it looks, under names that end in .example."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from masthead.links.fetch import Fetcher

OPENING = (
    "The main reading room is open to everybody. Bring a card or ask for one at the desk, where the staff will help"
    " you to find a seat, a lamp and a book. Children are welcome with a grown-up. Coats can be left at the door, and"
    " what was found is kept there for its owner. Please speak softly, and leave the windows as they are."
)
SHOP = (
    "Cheap watches for everybody, shipped within the country without a fee. Choose among leather and steel, pay with"
    " any card, and tell your friends: whoever brings another buyer wins a voucher for the lottery of the season."
)


@dataclass
class Page:
    status: int = 200
    body: str | bytes = ""
    location: str = ""
    type: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)


def html(words: str, *, title: str = "Reading room", around: str = "Home Books Events Contact") -> str:
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title></head><body><nav>{around}</nav>"
        f"<main><h1>{title}</h1><p>{words}</p></main><footer>{around}</footer></body></html>"
    )


@dataclass
class Sites:
    """What each host and path answers, and what was asked. `down`: hosts whose names are not known any more.

    offline: no name of the public internet is known either."""

    port: int
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    down: set[str] = field(default_factory=set)
    line_down: bool = False
    offline: bool = False

    def url(self, place: str) -> str:
        host, _, path = place.partition("/")
        return f"http://{host}:{self.port}/{path}"

    def put(self, place: str, body: str = "", *, status: int = 200, leads_to: str = "") -> str:
        """Have `host/path` answer so; returns its address. What leads on does so as `status` says, else by a 302."""
        self.pages[place] = Page(
            302 if leads_to and status == 200 else status, body, self.url(leads_to) if leads_to else ""
        )
        return self.url(place)

    def fetcher(self) -> Fetcher:
        """Goes to these sites and nowhere else."""
        return Fetcher(
            judge=lambda address: address == "127.0.0.1", ports=frozenset({self.port}), online=lambda: not self.offline
        )


@contextmanager
def sites(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sites]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            place = f"{self.headers['Host'].partition(':')[0]}{self.path}"
            served.asked.append(place)
            page = served.pages.get(place, Page(404, "none"))
            body = page.body.encode() if isinstance(page.body, str) else page.body
            self.send_response(page.status)
            self.send_header("Content-Type", page.type)
            self.send_header("Content-Length", str(len(body)))
            for name, value in page.headers.items():
                self.send_header(name, value)
            if page.location:
                self.send_header("Location", page.location)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served = Sites(server.server_address[1])
    real = socket.getaddrinfo

    def answers(host: str, *more: object, **named: object) -> object:
        if not str(host).endswith(".example"):
            return real(host, *more, **named)  # type: ignore[arg-type]
        if served.line_down:
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        if host in served.down:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return real("127.0.0.1", *more, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
