"""Whoever signs is told what a server answered, in what language, and what of it was not read."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masthead.links.answers import READ
from masthead.links.facts import words_of
from masthead.links.fetch import Fetched
from masthead.links.models import Dossier
from masthead.links.unpack import unpacker
from sites import OPENING, Page, Sites, html, sites

PLACE = "library.example/page"
SPANISH = (
    "La biblioteca abre a las nueve de la mañana y cierra a las seis. Los niños pueden venir con sus padres a la hora"
    " del cuento, que es para todos."
)


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sites]:
    with sites(monkeypatch) as served:
        yield served


def fetched(web: Sites, page: Page) -> Fetched:
    web.pages[PLACE] = page
    return web.fetcher().fetch(web.url(PLACE))


@pytest.mark.parametrize(
    ("status", "says"),
    [
        *((400, "faulty"), (401, "signed in"), (403, "machines it does not know"), (429, "too often")),
        *(
            (451, "law"),
            (500, "failed"),
            (502, "behind it"),
            (503, "overloaded"),
            (599, "in trouble"),
            (418, "refused"),
        ),
        (300, "names no one address"),
    ],
)
def test_each_answer_that_is_no_page_says_what_it_is(web: Sites, status: int, says: str) -> None:
    found = fetched(web, Page(status, "oops"))
    assert (found.state, found.status) == ("blocked", status)
    assert says in found.trouble and str(status) in found.trouble and found.trouble.endswith("Look for yourself.")


WORDS = html(OPENING).encode()


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(WORDS)),
        ("x-gzip", gzip.compress(WORDS)),
        ("GZIP", gzip.compress(WORDS[:99]) + gzip.compress(WORDS[99:])),
        ("gzip", gzip.compress(WORDS) + b"\0\0\0 and what is no member"),
        ("deflate", zlib.compress(WORDS)),
        ("deflate", zlib.compress(WORDS, wbits=-15)),
        ("identity", WORDS),
        ("utf-8", WORDS),
    ],
)
def test_a_page_is_read_however_it_was_packed(web: Sites, encoding: str, packed: bytes) -> None:
    found = fetched(web, Page(body=packed, headers={"Content-Encoding": encoding}))
    assert (found.state, found.title) == ("ok", "Reading room") and OPENING in found.excerpt


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "gzip, deflate"])
def test_a_page_packed_in_a_way_not_asked_for_is_for_a_person(web: Sites, encoding: str) -> None:
    found = fetched(web, Page(body=gzip.compress(gzip.compress(WORDS)), headers={"Content-Encoding": encoding}))
    assert found.state == "blocked" and encoding in found.trouble and not found.excerpt


@given(st.lists(st.binary(max_size=200), max_size=4), st.integers(1, 60), st.integers(0, 900))
def test_members_in_pieces_of_any_size_are_what_was_packed_and_never_more_than_there_is_room(
    parts: list[bytes], size: int, room: int
) -> None:
    packed, unpack = b"".join(map(gzip.compress, parts)), unpacker("gzip")
    out = b""
    for start in range(0, len(packed), size):
        out += unpack(packed[start : start + size], room - len(out)) if room > len(out) else b""
    assert out == b"".join(parts)[:room]


@pytest.mark.parametrize(
    ("body", "headers", "language"),
    [
        (f"<html lang=fr>{OPENING}", {"Content-Language": "de"}, "fr"),
        (f"<html>{OPENING}", {"Content-Language": "de"}, "de"),
        (f"<html>{OPENING}", {"Content-Language": "de, fr"}, "en"),
        (f"<html>{OPENING}", {}, "en"),
        (f"<html>{SPANISH}", {}, "es"),
        ("<html>Open.", {}, ""),
    ],
)
def test_the_language_is_told_by_the_page_its_server_or_its_words(
    web: Sites, body: str, headers: dict[str, str], language: str
) -> None:
    assert fetched(web, Page(body=body, headers=headers)).language == language


def test_what_a_page_says_of_its_language_does_not_hide_its_words() -> None:
    assert OPENING in words_of(Dossier(title="Hours", excerpt=OPENING, language="fr"))
    assert words_of(Dossier(title="Horas", excerpt=SPANISH, language="es")) == ""
    assert words_of(Dossier(title="Horas", excerpt=SPANISH, language="")) != "", "too little is known to leave it out"


def test_a_plain_text_is_read_and_compared_by_its_words(web: Sites) -> None:
    found = fetched(web, Page(body="Vote\nTull. Ünd so.", type="text/plain; charset=utf-8"))
    assert (found.state, found.excerpt, found.trouble) == ("ok", "Vote Tull. Ünd so.", "")
    assert found.fingerprint


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("application/pdf", "It is a PDF file, and its words were not read."),
        ("image/png", "It is a picture,"),
        ("video/mp4; codecs=avc1", "It is a video,"),
        ("application/msword", "It is a file,"),
        ("", "It is a file,"),
        ("text/html", "The page shows a machine no words."),
    ],
)
def test_what_was_not_read_is_said_plainly(web: Sites, kind: str, says: str) -> None:
    found = fetched(web, Page(body=b"%PDF-1.4" if kind != "text/html" else b"<html><img src=a>", type=kind))
    assert found.state == "ok" and found.trouble.startswith(says)


def test_twenty_thousand_characters_are_kept_and_more_is_said(web: Sites) -> None:
    found = fetched(web, Page(body=f"<html>{'To read. ' * 5000}"))
    assert (len(found.excerpt), found.trouble) == (
        READ,
        "Only its first 20,000 characters were read. Read the rest yourself.",
    )
