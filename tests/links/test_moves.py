"""A page that sends its readers on by itself is a redirect, as safe as any; one that does so by script says where."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masthead.links.fetch import MAX_HOPS
from masthead.links.moves import Refresh, leads_on, refresh, scripted
from sites import OPENING, Page, Sites, html, sites

HERE, THERE = "library.example/old", "library.example/new"


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sites]:
    with sites(monkeypatch) as served:
        served.put(THERE, html(OPENING, title="The new page"))
        yield served


def moved_in_head(content: str, words: str = "Wait.") -> str:
    return f'<html><head><meta http-equiv="Refresh" content="{content}"></head><body>{words}</body></html>'


@pytest.mark.parametrize(
    "content", ["0; url=/new", "0;URL='/new'", " 3 , url = /new", "10;/new", "0 /new", ".5;url=/new"]
)
@pytest.mark.parametrize("by", ["head", "header"])
def test_a_refresh_is_followed_as_a_redirect(web: Sites, content: str, by: str) -> None:
    page = Page(body=moved_in_head(content)) if by == "head" else Page(body="Wait.", headers={"Refresh": content})
    web.pages[HERE] = page
    found = web.fetcher().fetch(web.url(HERE))
    assert (found.state, found.title, found.final_url) == ("ok", "The new page", web.url(THERE))
    assert found.hops == ((web.url(HERE), 200), (web.url(THERE), 200)), "and the dossier shows the way"
    assert len(found.exchanges) == 2 and b"Wait." in found.exchanges[0].body


@pytest.mark.parametrize(
    "body",
    [
        moved_in_head("300; url=/new", "News of the day"),
        moved_in_head("5", "News of the day"),
        moved_in_head("5; url=/old?again=1", "News of the day"),
        moved_in_head("0; url=javascript:alert(1)", "News of the day"),
        moved_in_head("; url=/new", "News of the day"),
        moved_in_head("url=/new", "News of the day"),
        moved_in_head("٣; url=/new", "News of the day"),
        f"<noscript>{moved_in_head('0; url=/new')}</noscript>News of the day",
        "<template><meta http-equiv=refresh content='0; url=/new'></template><html>News of the day",
    ],
)
def test_a_page_that_stays_is_read_where_it_is(web: Sites, body: str) -> None:
    web.put(HERE, body)
    found = web.fetcher().fetch(web.url(HERE))
    assert (found.state, found.excerpt, len(found.hops)) == ("ok", "News of the day", 1)


def test_a_refresh_into_another_network_or_port_is_not_followed(web: Sites) -> None:
    for to in (f"http://127.0.0.2:{web.port}/", "http://169.254.169.254/latest/", "http://library.example:22/"):
        web.put(HERE, moved_in_head(f"0; url={to}"))
        found = web.fetcher().fetch(web.url(HERE))
        assert (found.state, found.title) == ("blocked", "") and found.trouble
    assert set(web.asked) == {HERE}


def test_refreshes_count_with_the_redirects_and_a_circle_of_them_is_read(web: Sites) -> None:
    for number in range(MAX_HOPS + 2):
        web.put(f"library.example/{number}", moved_in_head(f"0; url=/{number + 1}"))
    assert "leads on more than" in web.fetcher().fetch(web.url("library.example/0")).trouble
    web.put("library.example/a", moved_in_head("5; url=/b", "The first slide"))
    web.put("library.example/b", moved_in_head("5; url=/a", "The second slide"))
    assert web.fetcher().fetch(web.url("library.example/a")).excerpt == "The second slide"


@pytest.mark.parametrize(
    "script",
    [
        'location.replace("http://vote-tull.example/")',
        "window.location.href = 'http://vote-tull.example/';",
        "document.location='http:\\/\\/vote-tull.example\\x2f'",
        "top.location.assign(`http://vote-tull.example/`)",
        "setTimeout(function () { location = 'http://vote-tull.example/' }, 0)",
        "window.setTimeout(\"location.href='http://vote-tull.example/'\", 500)",
        "// location = '/new'\nvar a = 1, b = 'location'; self.location = 'http://vote-tull.example/' // now",
        "<!--\nwindow . location\n = 'http://vote-tull.example/'\n//-->",
    ],
)
def test_a_page_that_only_moves_on_by_script_is_for_a_person_and_says_where_to(web: Sites, script: str) -> None:
    web.put(HERE, f"<html><script>{script}</script><p>One moment.</html>")
    found = web.fetcher().fetch(web.url(HERE))
    assert (found.state, found.final_url) == ("blocked", "http://vote-tull.example/")
    assert "http://vote-tull.example/" in found.trouble and "look for yourself" in found.trouble
    assert web.asked == [HERE], "it is not run"


@pytest.mark.parametrize(
    "script",
    [
        "var location = 'Jackson';",
        "let a = 1, location = 'Jackson'",
        "const location='Jackson'",
        "// location='/new'",
        "/* then\nlocation='/new' */",
        "<!-- location='/new'",
        "location.href='/a'+id",
        "location = '/a'\n  + id",
        "location.replace('/a' + id)",
        "location.href = `/a/${id}`",
        "location.href = '/a'.concat(id)",
        "event.location = 'Jackson'",
        "event.location.href = 'Jackson'",
        "mylocation = '/a'",
        "if (location == '/a') go()",
        "say(\"location='/a'\")",
    ],
)
def test_a_script_that_only_speaks_of_a_location_leaves_the_page_read(web: Sites, script: str) -> None:
    web.put(HERE, f"<html><script>{script}</script><p>Open at nine.</html>")
    found = web.fetcher().fetch(web.url(HERE))
    assert (found.state, found.final_url, found.excerpt) == ("ok", web.url(HERE), "Open at nine.")


@pytest.mark.parametrize(
    ("written", "kept"),
    [(r"\ud800", "\ufffd"), (r"\x00", "\ufffd"), ("\0", "\ufffd"), (r"\ud83d\ude00", "\U0001f600"), (r"\u00e9", "é")],
    ids=["lone surrogate", "NUL", "NUL as it is", "a pair", "letter"],
)
def test_an_address_in_a_script_is_told_as_it_can_be_kept(web: Sites, written: str, kept: str) -> None:
    web.put(HERE, f"<html><script>location='http://x.example/{written}'</script></html>")
    found = web.fetcher().fetch(web.url(HERE))
    assert (found.state, found.final_url) == ("blocked", f"http://x.example/{kept}")
    assert f"http://x.example/{kept} by" in found.trouble


@pytest.mark.parametrize("words", [OPENING, "開館時間のお知らせ" * 30], ids=["spaced", "unspaced"])
def test_a_page_with_words_may_have_such_a_script(web: Sites, words: str) -> None:
    page = html(words).replace("</head>", "<script>if (old) location.href = '/plain'</script></head>")
    web.put(HERE, page)
    found = web.fetcher().fetch(web.url(HERE))
    assert (found.state, found.final_url) == ("ok", web.url(HERE))


def test_a_body_that_moves_when_it_is_loaded_says_where_to(web: Sites) -> None:
    web.put(HERE, "<html><body onload=\"location.href='/new'\"></body></html>")
    assert web.fetcher().fetch(web.url(HERE)).final_url == web.url(THERE)


@given(st.text("0123456789;, url='\"=/a.\n"), st.text("location.=replace('\"/a\\x2u0f)`d8"))
def test_no_page_moves_on_so_that_reading_it_fails(value: str, script: str) -> None:
    found = refresh(value)
    assert found is None or (isinstance(found, Refresh) and found.to)
    leads_on("http://a.example/", scripted(script, "") or "[").encode()
