"""Links are found whole, fetched only from the public internet, and signed by a person."""

from __future__ import annotations

import gzip
import hashlib
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from factories import at, person
from masthead.agencies.actors import Worker
from masthead.agencies.models import Agency
from masthead.agencies.rights import Role
from masthead.checks.engine.addresses import find_links
from masthead.kernel.refusals import Invalid, Refused
from masthead.links import fetch as fetching
from masthead.links.facts import verdict
from masthead.links.fetch import MAX_BYTES, Fetched, Fetcher
from masthead.links.fingerprint import steady_fingerprint
from masthead.links.models import Dossier
from masthead.links.page import read_page
from masthead.links.research import ask, fetcher, write_down
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
        elif self.path == "/spelled-out":
            self._say(302, b"", Location="/café au lait/[1]%20x?ü".encode().decode("latin-1"))
        elif self.path == "/spelled-in-latin":
            self._say(302, b"", Location="/café")
        elif self.path == "/loop":
            self._say(302, b"", Location="/loop")
        elif self.path == "/inside":
            self._say(302, b"", Location=f"http://127.0.0.2:{port}/ok")
        elif self.path == "/bomb":
            self._say(200, gzip.compress(b"<html>" + b"a" * (MAX_BYTES * 4)), **{"Content-Encoding": "gzip"})
        elif self.path == "/signed-in":
            self._say(302, b"", Location=f"http://name:word@127.0.0.1:{port}/ok")
        elif self.path == "/file":
            self._say(302, b"", Location="file:///etc/passwd")
        elif self.path == "/metadata":
            self._say(302, b"", Location="http://169.254.169.254/latest/meta-data/")
        elif self.path == "/drip":
            self._drip()
        elif self.path == "/slow-headers":
            self._drip_headers()
        elif self.path == "/forbidden":
            self._say(403, b"no robots")
        else:
            self._say(404, b"none")

    def _drip(self) -> None:
        """A byte now and then, never ending: each read is quick, the whole takes for ever."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"x")
                time.sleep(0.05)
        except OSError:
            return

    def _drip_headers(self) -> None:
        """A page in the end, after a hundred lines before it: each read is quick."""
        try:
            self.wfile.write(b"HTTP/1.0 200 OK\r\n")
            for _ in range(100):
                self.wfile.write(b"X-Line: one\r\n")
                time.sleep(0.05)
            self.wfile.write(b"\r\nCome in.")
        except OSError:
            return

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


def test_our_own_public_pages_are_researched_wherever_they_are_and_nothing_else_there_is(site: str) -> None:
    ours = Fetcher(own=f"{site}/")
    found = ours.fetch(f"{site}/ok")
    assert (found.state, found.title) == ("ok", "Story & time")
    port = int(site.rsplit(":", 1)[1])
    for elsewhere in (
        f"{site}/inside",
        f"{site}/metadata",
        f"http://127.0.0.2:{port}/ok",
        f"http://127.0.0.1:{port + 1}/",
    ):
        assert ours.fetch(elsewhere).state == "blocked"
    assert _Pages.hits == ["/ok", "/inside", "/metadata"]


def test_the_desk_researches_its_own_public_address(agency: Agency, site: str) -> None:
    Agency.objects.update(public_url=site)
    assert fetcher().fetch(f"{site}/ok").state == "ok"


def test_redirects_are_followed_and_written_down(site: str) -> None:
    found = lenient(site).fetch(f"{site}/moved")
    assert found.final_url == f"{site}/ok"
    assert [status for _, status in found.hops] == [302, 200]


@pytest.mark.parametrize(
    ("path", "asked"),
    [("/spelled-out", "/caf%C3%A9%20au%20lait/[1]%20x?%C3%BC"), ("/spelled-in-latin", "/caf%C3%A9")],
)
def test_a_redirect_with_letters_and_spaces_as_they_are_is_followed(site: str, path: str, asked: str) -> None:
    found = lenient(site).fetch(f"{site}{path}")
    assert (_Pages.hits, found.final_url) == ([path, asked], f"{site}{asked}")


@pytest.mark.parametrize(("path", "state"), [("/gone", "dead"), ("/forbidden", "blocked"), ("/loop", "blocked")])
def test_what_is_not_a_page_says_so(site: str, path: str, state: str) -> None:
    found = lenient(site).fetch(site + path)
    assert found.state == state and found.trouble


def test_a_redirect_into_another_network_is_not_followed(site: str) -> None:
    found = lenient(site).fetch(f"{site}/inside")
    assert found.state == "blocked" and "private network" in found.trouble
    assert _Pages.hits == ["/inside"], "the inner address was never asked"


@pytest.mark.parametrize("path", ["/signed-in", "/file", "/metadata"])
def test_a_redirect_to_what_nobody_may_ask_for_is_not_followed(site: str, path: str) -> None:
    everywhere = Fetcher(
        judge=lambda address: address == "127.0.0.1", ports=frozenset({80, int(site.rsplit(":", 1)[1])})
    )
    found = everywhere.fetch(f"{site}{path}")
    assert found.state == "blocked" and found.trouble and found.status is None
    assert _Pages.hits == [path]


def test_a_name_that_answers_otherwise_the_second_time_gains_nothing(
    site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: what was judged is what is connected to, and the name is asked once."""
    port, asked, real = int(site.rsplit(":", 1)[1]), [], socket.getaddrinfo

    def answers(host: str, *more: object, **named: object) -> object:
        if host != "rebinding.example":
            return real(host, *more, **named)  # type: ignore[arg-type]
        asked.append(host)
        return real("127.0.0.1" if len(asked) == 1 else "127.0.0.2", *more, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", answers)
    found = lenient(site).fetch(f"http://rebinding.example:{port}/ok")
    assert (found.state, asked) == ("ok", ["rebinding.example"])


def test_a_name_with_one_address_inside_is_not_fetched(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.getaddrinfo
    both = lambda host, *more, **named: real("127.0.0.1", *more, **named) + real("127.0.0.2", *more, **named)  # noqa: E731
    monkeypatch.setattr(socket, "getaddrinfo", both)
    found = lenient(site).fetch(f"{site}/ok")
    assert found.state == "blocked" and "private network" in found.trouble
    assert _Pages.hits == []


def test_an_answer_that_never_ends_is_given_up(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "SECONDS", 0.2)
    began = time.monotonic()
    found = lenient(site).fetch(f"{site}/drip")
    assert found.state == "blocked" and "in time" in found.trouble
    assert time.monotonic() - began < 120


def test_headers_that_drip_in_are_given_up(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "SECONDS", 0.2)
    found = lenient(site).fetch(f"{site}/slow-headers")
    assert found.state == "blocked" and "in time" in found.trouble


def test_a_small_answer_that_unpacks_to_much_is_cut(site: str) -> None:
    found = lenient(site).fetch(f"{site}/bomb")
    assert found.state == "ok"
    assert found.content_sha256 == hashlib.sha256(b"<html>" + b"a" * (MAX_BYTES - 6)).hexdigest()


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "0x7f.1", "2130706433", "017700000001", "[::1]", "[::ffff:127.0.0.1]", "localhost", "localhost."],
)
def test_no_spelling_of_this_machine_is_fetched(host: str) -> None:
    found = Fetcher().fetch(f"http://{host}/")
    assert found.state in ("blocked", "dead") and found.status is None


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


@pytest.mark.parametrize("url", ["http://a..b/", "http://" + "a" * 70 + ".example/", "http://a.example:x/"])
def test_what_is_no_address_is_refused_in_our_own_words(url: str) -> None:
    found = Fetcher().fetch(url)
    assert (found.state, found.trouble.partition(",")[0]) == ("blocked", "This address")


@pytest.mark.parametrize("charset", ["idna", "punycode", "undefined", "no-such", "hex"])
def test_a_page_in_a_charset_that_is_none_of_the_webs_is_read_all_the_same(charset: str) -> None:
    body = "<html><title>Café</title><p>Come in.".encode()
    assert read_page(body, f"text/html; charset={charset}").title == "Café"


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
@example("0.CO")
def test_found_links_lie_where_they_say(text: str) -> None:
    for found in find_links(text + " https://a.example/b"):
        written = (text + " https://a.example/b")[found.start : found.end]
        assert found.url == (
            written if written.lower().startswith("http") and "://" in written[:8] else f"https://{written}"
        )


@given(st.binary(max_size=2000))
def test_any_bytes_can_be_read_as_a_page(body: bytes) -> None:
    read_page(b"<html>" + body, "text/html")


_BODY = "Come in and read with us whenever the doors are open, and bring whoever likes to read along with you today."


@pytest.mark.parametrize(
    ("page", "main"),
    [
        (f"<nav>Home</nav><p>{_BODY}</p><footer>Call us</footer>", _BODY),
        (f"<header>Menu</header><article><header>Hours</header><p>{_BODY}</p></article>", f"Hours {_BODY}"),
        (f"<p>Before</p><main>{_BODY}<aside>Ads</aside></main><p>After</p>", _BODY),
        ("<nav>Home</nav><main>Too short</main>", "Home Too short"),
        (f"<nav>Home<p>{_BODY}", f"Home {_BODY}"),
    ],
    ids=["around", "heading of an article", "main", "main of nothing", "never closed"],
)
def test_the_words_a_reader_came_for_are_told_from_those_around(page: str, main: str) -> None:
    assert read_page(f"<html>{page}</html>".encode(), "text/html").main == main


@given(st.text(), st.integers(0, 10**9), st.sampled_from(["Monday", "noviembre", "visitors", "3rd", "10:15 am"]))
def test_numbers_dates_and_counters_move_no_fingerprint(text: str, number: int, word: str) -> None:
    assert steady_fingerprint(text) == steady_fingerprint(f"{text} {number} {word} {number}")


def researched(state: str) -> Dossier:
    dossier = ask(by=person(Role.COMMUNICATOR), at=at(), url="https://a.example/")
    return write_down(by=Worker(), at=at(1), dossier=dossier, fetched=Fetched(state, 200, "https://a.example/"))


def test_a_person_signs_what_was_found(agency: Agency) -> None:
    dossier = researched("ok")
    assert verdict(dossier, None) == "unresearched"
    signed = sign(by=person(Role.COMMUNICATOR), at=at(2), dossier=dossier)
    assert verdict(signed, None) == "researched"
    assert latest_dossiers(["https://a.example/"])["https://a.example/"].signed_by is not None


def test_nobody_can_sign_a_dead_link(agency: Agency) -> None:
    with pytest.raises(Refused, match="dead"):
        sign(by=person(Role.COMMUNICATOR), at=at(2), dossier=researched("dead"), remark="I want to")


def test_a_page_no_machine_could_read_asks_what_the_person_saw(agency: Agency) -> None:
    dossier = researched("blocked")
    with pytest.raises(Invalid, match="what you saw"):
        sign(by=person(Role.COMMUNICATOR), at=at(2), dossier=dossier)
    signed = sign(by=person(Role.COMMUNICATOR), at=at(3), dossier=dossier, remark="The form.")
    assert verdict(signed, None) == "researched"


def test_a_waiting_research_is_not_asked_for_twice(agency: Agency) -> None:
    whom = person(Role.COMMUNICATOR)
    first = ask(by=whom, at=at(), url="https://a.example/")
    assert ask(by=whom, at=at(1), url="https://a.example/") == first
    with pytest.raises(Refused, match="not finished"):
        sign(by=whom, at=at(2), dossier=first)
