"""What was answered when a link was researched is kept as WARC, as it came, and read by a standard tool."""

from __future__ import annotations

import gzip
import hashlib
import io
import socket
import threading
import time
import zlib
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

import factories
from factories import at, person
from masthead.agencies.actors import Worker
from masthead.agencies.models import Agency, Person
from masthead.agencies.rights import Role
from masthead.exporters.export import export
from masthead.exporters.verify import verify_bag
from masthead.kernel.refusals import Invalid
from masthead.links import parts, research, sign
from masthead.links.exchange import Exchange
from masthead.links.fetch import MAX_BYTES, Fetched, Fetcher
from masthead.links.models import Dossier
from masthead.links.page import read_page
from masthead.links.warc import warc
from masthead.records.models import Record
from sites import Page, Sites, sites

WORDS = b"<html><title>Reading room</title><main>" + b"Come in and read with us. " * 8 + b"</main></html>"
PACKED = gzip.compress(WORDS, mtime=0)


class _Pages(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        pieces: dict[str, list[tuple[str, str]]] = {
            "/moved": [("Location", "/packed?a=1")],
            "/packed?a=1": [("Content-Encoding", "gzip"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")],
            "/broken": [("Content-Encoding", "gzip")],
            "/nothing": [("Content-Encoding", "gzip")],
        }
        self.send_response(302 if self.path == "/moved" else 200, "Found elsewhere" if self.path == "/moved" else "OK")
        for name, value in pieces.get(self.path, []):
            self.send_header(name, value)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        if self.path == "/packed?a=1":
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for start in range(0, len(PACKED), 50):
                piece = PACKED[start : start + 50]
                self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            self.wfile.write(b"0\r\n\r\n")
            return
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        if self.path == "/broken":
            self.wfile.write(b"\x1f\x8b not packed at all")
        elif self.path == "/nothing":
            self._nothing_at_all()
        elif self.path == "/large":
            self.wfile.write(b"<html>" + b"a" * (MAX_BYTES + 5000))

    def _nothing_at_all(self) -> None:
        """Bytes without end that unpack to none: empty blocks of a deflated stream."""
        self.wfile.write(b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff")
        try:
            for _ in range(1000):
                self.wfile.write(b"\x00\x00\x00\xff\xff" * 20_000)
        except OSError:
            return

    def log_message(self, *args: object) -> None: ...


@pytest.fixture
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def fetch(address: str) -> Fetched:
    port = int(address.split(":")[2].partition("/")[0])
    return Fetcher(judge=lambda found: found == "127.0.0.1", ports=frozenset({port})).fetch(address)


def read(content: bytes) -> list[tuple[Any, bytes]]:
    """Every record with its payload, unpacked as a browser would; a digest that is not right is an error."""
    records = []
    for record in ArchiveIterator(io.BytesIO(content), check_digests="raise"):
        records.append((record, record.content_stream().read()))
    return records


def test_each_step_is_a_response_and_its_request_under_the_words_of_the_standard(site: str) -> None:
    found = fetch(f"{site}/moved")
    content = warc(found.exchanges, at=at(), of=f"{site}/moved")
    records = read(content)
    assert [record.rec_type for record, _ in records] == ["warcinfo", *["response", "request"] * 2]
    assert all(record.rec_headers.protocol == "WARC/1.1" for record, _ in records)
    assert b"format: WARC File Format 1.1" in records[0][1]
    (redirect, nothing), (page, words) = records[1], records[3]
    assert (redirect.http_headers.get_statuscode(), redirect.http_headers.get_header("Location")) == (
        "302",
        "/packed?a=1",
    )
    assert (nothing, redirect.rec_headers.get_header("WARC-Truncated")) == (b"", "unspecified")
    assert words == WORDS, "unpacked by the reader; kept as it came"
    assert page.rec_headers.get_header("WARC-Payload-Digest") == f"sha256:{hashlib.sha256(PACKED).hexdigest()}"
    assert page.rec_headers.get_header("WARC-Target-URI") == f"{site}/packed?a=1"
    assert page.rec_headers.get_header("WARC-IP-Address") == "127.0.0.1"
    assert [value for name, value in page.http_headers.headers if name == "Set-Cookie"] == ["a=1", "b=2"]
    question = records[4][0]
    assert question.http_headers.statusline.startswith("/packed?a=1")
    assert question.rec_headers.get_header("WARC-Concurrent-To") == page.rec_headers.get_header("WARC-Record-ID")


def test_each_record_is_a_gzip_member_of_its_own_and_the_same_twice_is_the_same(site: str) -> None:
    found = fetch(f"{site}/packed?a=1")
    content = warc(found.exchanges, at=at(), of="x")
    assert content == warc(found.exchanges, at=at(), of="x")
    members, rest = 0, content
    while rest:
        unpack = zlib.decompressobj(wbits=31)
        assert unpack.decompress(rest).startswith(b"WARC/1.1\r\n")
        members, rest = members + 1, unpack.unused_data
    assert members == 3


def test_a_page_too_large_is_kept_as_far_as_it_was_read_and_says_so(site: str) -> None:
    found = fetch(f"{site}/large")
    (page, body) = read(warc(found.exchanges, at=at(), of="x"))[1]
    assert len(body) == MAX_BYTES and page.rec_headers.get_header("WARC-Truncated") == "length"


def test_an_answer_that_unpacks_to_nothing_for_ever_is_cut_off(site: str) -> None:
    found = fetch(f"{site}/nothing")
    assert len(found.exchanges[-1].body) == MAX_BYTES and found.exchanges[-1].truncated == "length"


def test_an_answer_that_is_not_packed_as_it_says_is_for_a_person(site: str) -> None:
    found = fetch(f"{site}/broken")
    assert found.state == "blocked" and "look for yourself" in found.trouble


def test_a_page_that_opens_a_hundred_thousand_parts_is_read_in_time() -> None:
    began = time.process_time()
    read_page(b"<html>" + b"<nav>" * 100_000 + b"</main></svg>" * 100_000, "text/html")
    assert time.process_time() - began < 10


PLAIN = (
    b"<html><head><link rel='stylesheet preload' href='/look.css'><link rel=icon href=/icon.png>"
    b"</head><body>%s<img src='seal.png#top'><img src=/seal.png><img src='http://pictures.example/a.png'>"
    b"<img src='data:image/png;base64,AAAA'><img src='/gone.png'><img src='http://[bad/'><img></body></html>"
)


def replayed(content: bytes, address: str) -> tuple[str, bytes]:
    """What a replay shows at `address`, out of the file alone: the status and the body of the response to it."""
    for record in ArchiveIterator(io.BytesIO(content), check_digests="raise"):
        if record.rec_type == "response" and record.rec_headers.get_header("WARC-Target-URI") == address:
            return record.http_headers.get_statuscode(), record.content_stream().read()
    raise AssertionError(f"{address} is not in the file")


def targets(found: Fetched) -> list[str]:
    return [exchange.url for exchange in found.exchanges]


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sites]:
    with sites(monkeypatch) as served:
        served.pages["library.example/look.css"] = Page(body="body { color: blue }", type="text/css")
        served.pages["library.example/seal.png"] = Page(body=b"\x89PNG seal", type="image/png")
        served.pages["library.example/hours"] = Page(body=PLAIN % WORDS)
        yield served


def whole(web: Sites, place: str = "library.example/hours") -> Fetched:
    return replace(web.fetcher(), parts=True).fetch(web.url(place))


def test_a_page_is_replayed_out_of_its_file_with_its_styles_and_pictures(web: Sites) -> None:
    web.put("library.example/old", leads_to="library.example/hours")
    content = warc(whole(web, "library.example/old").exchanges, at=at(), of="x")
    status, nothing = replayed(content, web.url("library.example/old"))
    assert (status, nothing) == ("302", b"")
    status, page = replayed(content, web.url("library.example/hours"))
    assert status == "200" and WORDS in page
    assert replayed(content, web.url("library.example/look.css")) == ("200", b"body { color: blue }")
    assert replayed(content, web.url("library.example/seal.png")) == ("200", b"\x89PNG seal")


def test_parts_are_asked_for_once_and_of_the_pages_own_site_alone(web: Sites) -> None:
    found = whole(web)
    assert sorted(web.asked) == [f"library.example/{path}" for path in ("gone.png", "hours", "look.css", "seal.png")]
    assert len(found.exchanges) == 3, "what is not there is not kept"
    assert (found.state, found.title, len(found.hops)) == ("ok", "Reading room", 1)


def test_no_parts_are_fetched_where_nobody_keeps_them(web: Sites) -> None:
    assert targets(web.fetcher().fetch(web.url("library.example/hours"))) == [web.url("library.example/hours")]


def test_parts_are_few_small_and_soon(web: Sites, monkeypatch: pytest.MonkeyPatch) -> None:
    pictures = "".join(f"<img src=/{number}.png>" for number in range(50))
    web.pages["library.example/many"] = Page(body=f"<html>{pictures}")
    for number in range(50):
        web.pages[f"library.example/{number}.png"] = Page(body=b"a" * (MAX_BYTES if number == 3 else 9))
    kept = whole(web, "library.example/many").exchanges
    assert len(kept) == 1 + parts.MOST - 1 and all(len(one.body) < MAX_BYTES for one in kept)
    monkeypatch.setattr(parts, "SECONDS", 0.0)
    assert len(whole(web, "library.example/many").exchanges) == 1


def test_no_part_leads_into_another_network(web: Sites) -> None:
    web.pages["library.example/hours"] = Page(
        body=f"<base href='http://library.example:{web.port}/a/'><img src=b.png><img src=//library.example:22/c.png>"
        f"<html><img src='http://inside.library.example:{web.port}/d.png'><img src=/moved.png>"
    )
    web.pages["library.example/a/b.png"] = Page(body="a/b")
    web.put("library.example/moved.png", leads_to="library.example/a/b.png")
    monkey = pytest.MonkeyPatch()
    real = socket.getaddrinfo
    with monkey.context() as patch:
        patch.setattr(
            socket,
            "getaddrinfo",
            lambda host, *more, **named: real("127.0.0.2" if "inside" in str(host) else host, *more, **named),
        )
        found = whole(web)
    assert targets(found) == [web.url("library.example/hours"), web.url("library.example/a/b.png")]
    assert "inside.library.example/d.png" not in web.asked


_TOKEN = st.text("abcdefghijklmnopqrstuvwxyzABC-", min_size=1, max_size=12).map(str.encode)
_VALUE = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=30).map(str.encode)
_HEADERS = st.lists(st.tuples(_TOKEN.filter(lambda name: b"ncoding" not in name), _VALUE), max_size=6).map(tuple)


@given(_HEADERS, st.binary(max_size=300), st.integers(100, 599), st.sampled_from(["", "length"]))
def test_whatever_is_answered_can_be_read_again(headers: Any, body: bytes, status: int, truncated: str) -> None:
    exchange = Exchange("https://a.example/b", headers, status, b"Said", headers, body, truncated)
    records = read(warc([exchange, exchange], at=at(), of="a\r\nb: c"))
    assert [record.rec_type for record, _ in records] == ["warcinfo", *["response", "request"] * 2]
    assert [content for record, content in records if record.rec_type == "response"] == [body, body]
    assert len({record.rec_headers.get_header("WARC-Record-ID") for record, _ in records}) == 5


@pytest.fixture
def writer(agency: Agency, settings: Any, tmp_path: Path) -> Person:
    settings.MASTHEAD_HOME, settings.MEDIA_ROOT = tmp_path / "home", tmp_path / "home" / "media"
    return person(Role.COMMUNICATOR)


def researched(writer: Person, address: str) -> Dossier:
    dossier = research.ask(by=writer, at=at(), url=address)
    return research.write_down(by=Worker(), at=at(1), dossier=dossier, fetched=fetch(address))


def files(settings: Any) -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


@pytest.mark.django_db
def test_the_snapshot_lies_beside_the_dossier_under_its_digest(site: str, writer: Person, settings: Any) -> None:
    dossier = researched(writer, f"{site}/packed?a=1")
    content = dossier.snapshot.read()
    assert hashlib.sha256(content).hexdigest() == dossier.snapshot_sha256
    sign.sign(by=writer, at=at(2), dossier=dossier)
    for kind in ("link/researched", "link/signed"):
        assert dossier.snapshot_sha256.encode() in bytes(Record.objects.get(kind=kind).payload or b"")
    assert len(files(settings)) == 1


@pytest.mark.django_db
def test_research_that_does_not_stand_leaves_no_file(site: str, writer: Person, settings: Any) -> None:
    dossier = researched(writer, f"{site}/packed?a=1")
    with pytest.raises(Invalid):
        research.write_down(by=Worker(), at=at(2), dossier=dossier, fetched=fetch(f"{site}/packed?a=1"))
    waiting = research.ask(by=writer, at=at(3), url=f"{site}/moved")
    monkey = pytest.MonkeyPatch()
    with monkey.context() as patch, pytest.raises(ZeroDivisionError):
        patch.setattr(research, "append_all", lambda *_, **__: 1 / 0)
        research.write_down(by=Worker(), at=at(4), dossier=waiting, fetched=fetch(f"{site}/moved"))
    assert len(files(settings)) == 1


@pytest.mark.django_db
def test_a_storage_that_takes_nothing_loses_no_research(
    site: str, writer: Person, settings: Any, tmp_path: Path
) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "media").write_text("a file where the folder should be")
    dossier = researched(writer, f"{site}/packed?a=1")
    assert (dossier.state, dossier.title, dossier.snapshot_sha256) == ("ok", "Reading room", "")


@pytest.mark.django_db
def test_a_host_that_did_not_answer_has_no_snapshot(writer: Person, settings: Any) -> None:
    dossier = research.ask(by=writer, at=at(), url="https://a.example/")
    research.write_down(by=Worker(), at=at(1), dossier=dossier, fetched=Fetched("dead", final_url="https://a.example/"))
    assert files(settings) == []


@pytest.mark.django_db
def test_an_export_that_proves_itself_brings_the_snapshots_along(site: str, writer: Person, tmp_path: Path) -> None:
    dossier = sign.sign(by=writer, at=at(2), dossier=researched(writer, f"{site}/packed?a=1"))
    lost = researched(writer, f"{site}/large")
    lost.snapshot.storage.delete(str(lost.snapshot.name))
    officer = factories.person(Role.RECORDS_OFFICER)
    made = export(by=officer, at=factories.at(days=1), to=tmp_path / "out")
    held = {path.name: path.read_bytes() for path in (made.path / "data" / "files").iterdir()}
    assert set(held) == {dossier.snapshot_sha256}
    assert read(held[dossier.snapshot_sha256])[1][1] == WORDS
    assert [one.sha256 for one in made.files.lacking] == [lost.snapshot_sha256]
    assert verify_bag(made.path).ok
