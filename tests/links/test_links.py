"""Links are found whole, fetched only from the public internet, and signed by a person."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import at, person
from masthead.agencies.actors import Worker
from masthead.agencies.models import Agency
from masthead.agencies.rights import Role
from masthead.kernel.refusals import Invalid, Refused
from masthead.links.fetch import MAX_BYTES, Fetched, Fetcher, is_public
from masthead.links.find import find_links
from masthead.links.models import Dossier
from masthead.links.page import read_page
from masthead.links.research import ask, write_down
from masthead.links.sign import latest_dossiers, sign


class _Pages(BaseHTTPRequestHandler):
    hits: list[str] = []

    def do_GET(self) -> None:
        type(self).hits.append(self.path)
        port = self.server.server_address[1]
        if self.path == "/ok":
            self._say(200, b"<html lang=en><title>Story &amp; time</title><script>x()</script><p>Come in.")
        elif self.path == "/moved":
            self._say(302, b"", Location="/ok")
        elif self.path == "/loop":
            self._say(302, b"", Location="/loop")
        elif self.path == "/inside":
            self._say(302, b"", Location=f"http://127.0.0.2:{port}/ok")
        elif self.path == "/bomb":
            self._say(200, gzip.compress(b"<html>" + b"a" * (MAX_BYTES * 4)), **{"Content-Encoding": "gzip"})
        elif self.path == "/forbidden":
            self._say(403, b"no robots")
        else:
            self._say(404, b"none")

    def _say(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None: ...


@pytest.fixture
def site() -> Iterator[str]:
    _Pages.hits = []
    server = ThreadingHTTPServer(("0.0.0.0", 0), _Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def lenient(site: str) -> Fetcher:
    """Goes to 127.0.0.1 alone, on the test site's port."""
    return Fetcher(judge=lambda address: address == "127.0.0.1", ports=frozenset({int(site.rsplit(":", 1)[1])}))


def test_a_page_is_read_for_title_language_and_words(site: str) -> None:
    found = lenient(site).fetch(f"{site}/ok")
    assert (found.state, found.status, found.title, found.language) == ("ok", 200, "Story & time", "en")
    assert found.excerpt == "Come in."


def test_redirects_are_followed_and_written_down(site: str) -> None:
    found = lenient(site).fetch(f"{site}/moved")
    assert found.final_url == f"{site}/ok"
    assert [status for _, status in found.hops] == [302, 200]


@pytest.mark.parametrize(("path", "state"), [("/gone", "dead"), ("/forbidden", "blocked"), ("/loop", "blocked")])
def test_what_is_not_a_page_says_so(site: str, path: str, state: str) -> None:
    found = lenient(site).fetch(site + path)
    assert found.state == state and found.trouble


def test_a_redirect_into_another_network_is_not_followed(site: str) -> None:
    found = lenient(site).fetch(f"{site}/inside")
    assert found.state == "blocked" and "private network" in found.trouble
    assert _Pages.hits == ["/inside"], "the inner address was never asked"


def test_a_small_answer_that_unpacks_to_much_is_cut(site: str) -> None:
    assert lenient(site).fetch(f"{site}/bomb").state == "ok"


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "0x7f.1", "2130706433", "017700000001", "[::1]", "[::ffff:127.0.0.1]", "localhost", "localhost."],
)
def test_no_spelling_of_this_machine_is_fetched(host: str) -> None:
    found = Fetcher().fetch(f"http://{host}/")
    assert found.state in ("blocked", "dead") and found.status is None


@pytest.mark.parametrize(
    "address",
    [
        *("10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "127.0.0.1", "0.0.0.0", "100.64.0.1"),
        *("224.0.0.1", "::1", "fc00::1", "fe80::1%eth0", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::"),
    ],
)
def test_private_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)


def test_public_addresses_are_public() -> None:
    assert is_public("93.184.216.34") and is_public("2606:2800:220:1:248:1893:25c8:1946")


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a.example/",
        "javascript:alert(1)",
        "http://user:pw@a.example/",
        "http://a.example:22/",
        "http://",
        "",
        "http://[::1",
    ],
)
def test_other_addresses_are_refused_in_words(url: str) -> None:
    found = Fetcher().fetch(url)
    assert found.state == "blocked" and found.trouble


@given(st.text(max_size=80))
def test_no_address_makes_the_fetcher_fail(url: str) -> None:
    nowhere = Fetcher(judge=lambda _address: False)
    assert nowhere.fetch("http:" + url).state in ("blocked", "dead")


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("See https://a.example/x.", ["https://a.example/x"]),
        ("(https://a.example/x)", ["https://a.example/x"]),
        ("https://a.example/wiki/X_(y), ok", ["https://a.example/wiki/X_(y)"]),
        ("“https://a.example”", ["https://a.example"]),
        ("nothing http:// here", []),
    ],
)
def test_links_are_found_without_the_sentence_around_them(text: str, urls: list[str]) -> None:
    assert [found.url for found in find_links(text)] == urls


@given(st.text())
def test_found_links_lie_where_they_say(text: str) -> None:
    for found in find_links(text + " https://a.example/b"):
        assert (text + " https://a.example/b")[found.start : found.end] == found.url


@given(st.binary(max_size=2000))
def test_any_bytes_can_be_read_as_a_page(body: bytes) -> None:
    read_page(b"<html>" + body, "text/html")


def researched(state: str) -> Dossier:
    dossier = ask(by=person(Role.COMMUNICATOR), at=at(), url="https://a.example/")
    return write_down(by=Worker(), at=at(1), dossier=dossier, fetched=Fetched(state, 200, "https://a.example/"))


def test_a_person_signs_what_was_found(agency: Agency) -> None:
    dossier = researched("ok")
    assert dossier.verdict == "unresearched"
    signed = sign(by=person(Role.COMMUNICATOR), at=at(2), dossier=dossier)
    assert signed.verdict == "researched"
    assert latest_dossiers(["https://a.example/"])["https://a.example/"].signed_by is not None


def test_nobody_can_sign_a_dead_link(agency: Agency) -> None:
    with pytest.raises(Refused, match="dead"):
        sign(by=person(Role.COMMUNICATOR), at=at(2), dossier=researched("dead"), remark="I want to")


def test_a_page_no_machine_could_read_asks_what_the_person_saw(agency: Agency) -> None:
    dossier = researched("blocked")
    with pytest.raises(Invalid, match="what you saw"):
        sign(by=person(Role.COMMUNICATOR), at=at(2), dossier=dossier)
    assert sign(by=person(Role.COMMUNICATOR), at=at(3), dossier=dossier, remark="The form.").verdict == "researched"


def test_a_waiting_research_is_not_asked_for_twice(agency: Agency) -> None:
    whom = person(Role.COMMUNICATOR)
    first = ask(by=whom, at=at(), url="https://a.example/")
    assert ask(by=whom, at=at(1), url="https://a.example/") == first
    with pytest.raises(Refused, match="not finished"):
        sign(by=whom, at=at(2), dossier=first)
