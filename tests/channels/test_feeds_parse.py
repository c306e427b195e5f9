"""Feeds of all ages: what is in them comes out as words, and nothing a stranger writes breaks or opens anything."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from time import process_time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from masthead.channels.errors import Rejected
from masthead.channels.feeds.parse import parsed
from masthead.channels.feeds.words import plain
from masthead.channels.noticeboard.feeds import Feed, FeedItem, atom, json_feed, rss
from masthead.kernel.text import clean

AT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
URL = "https://library.example/feed"
ABOUT = Feed("MLC & News", "What happens", "https://library.example/", URL)
_RSS = '<rss version="2.0"><channel><title>T</title>{}</channel></rss>'


def of(items: str, declared: str = "", kind: str = "application/xml") -> list[tuple[str, str]]:
    return [(entry.id, entry.text) for entry in parsed((declared + _RSS.format(items)).encode(), kind, URL).entries]


def test_old_feeds_and_new_ones_are_read() -> None:
    assert of("<item><link>https://a.example/1</link><description>Old &amp; good</description></item>") == [
        ("https://a.example/1", "Old & good")
    ]
    rdf = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        "<channel><title>T</title></channel><item><title>One</title><link>https://a.example/1</link></item></rdf:RDF>"
    )
    assert [entry.title for entry in parsed(rdf.encode(), "", URL).entries] == ["One"]
    one = {"version": "https://jsonfeed.org/version/1", "title": "T", "items": [{"id": 7, "content_text": "Hi"}]}
    assert [(e.id, e.text) for e in parsed(json.dumps(one).encode(), "", URL).entries] == [("7", "Hi")]


def test_each_id_comes_once_and_one_without_an_id_goes_by_what_it_says() -> None:
    twice = "<item><guid>1</guid><description>New</description></item><item><guid>1</guid></item>"
    assert of(twice) == [("1", "New")]
    (nameless, _), (other, _) = of("<item><description>A</description></item><item><description>B</description></item>")
    assert nameless != other and len(nameless) == 64
    ((long, _),) = of(f"<item><guid>{'x' * 2000}</guid></item>")
    assert len(long) == 64


def test_signs_that_no_table_holds_are_in_no_name() -> None:
    item = {"id": "a\x00\ud800b", "url": "https://a.example/\x00\ud800", "content_text": "Hi"}
    whole = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [item]})
    (entry,) = parsed(whole.encode(), "", URL).entries
    assert entry.id == "a\ufffd\ufffdb" and "\x00" not in entry.url and entry.url.encode() and entry.raw
    thread = 'xmlns:thr="http://purl.org/syndication/thread/1.0"'
    (answer,) = parsed(
        f"<feed xmlns='http://www.w3.org/2005/Atom' {thread}><entry><id>1</id>"
        f"<thr:in-reply-to ref='{'x' * 900}'/></entry></feed>".encode(),
        "",
        URL,
    ).entries
    assert [len(each) for each in answer.answers] == [64]


@pytest.mark.parametrize(
    ("text", "encoding", "declared", "kind"),
    [
        ("Café", "utf-8", "", "application/xml"),
        ("Café", "latin-1", '<?xml version="1.0" encoding="iso-8859-1"?>', "application/xml"),
        ("Café", "latin-1", "", "text/xml; charset=iso-8859-1"),
        ("Café 日本", "utf-16", "", "application/xml"),
        ("Café", "utf-8-sig", "", "application/xml"),
        ("Café", "utf-8", '<?xml version="1.0" encoding="utf-8"?>', "text/xml; charset=us-ascii"),
        ("Café", "utf-8", '<?xml version="1.0" encoding="no-such"?>', "application/xml"),
    ],
)
def test_words_are_read_in_the_encoding_they_are_written_in(text: str, encoding: str, declared: str, kind: str) -> None:
    written = (declared + _RSS.format(f"<item><guid>1</guid><description>{text}</description></item>")).encode(encoding)
    assert [entry.text for entry in parsed(written, kind, URL).entries] == [text]


@pytest.mark.parametrize(
    "attack",
    [
        '<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>',
        '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        "<!-- <rss> --><!DOCTYPE r [<!entity % p SYSTEM 'http://169.254.169.254/'> %p;]>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_of_its_own_are_refused_however_they_are_written(attack: str, encoding: str) -> None:
    whole = attack + _RSS.format("<item><guid>1</guid><description>&b;&x;</description></item>")
    with pytest.raises(Rejected, match="declares entities"):
        parsed(whole.encode(encoding), "application/xml", URL)


def test_a_name_of_a_file_or_an_address_is_not_opened() -> None:
    for name in (b"/etc/passwd", b"https://library.example/other", b"file:///etc/passwd"):
        with pytest.raises(Rejected, match="is no feed"):
            parsed(name, "", URL)


@pytest.mark.parametrize("piece", ["<!--", "<![", "<!", "<a ", "&", "<b>", "</", "<a href='"])
def test_no_markup_is_slow(piece: str) -> None:
    begun = process_time()
    plain(piece * (400_000 // len(piece)))
    assert process_time() - begun < 20, "what is written to be slow is read in one pass"


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<p>One</p><p>Two<br>three</p>", "One\n\nTwo\nthree"),
        ("<script>alert(1)</script><style>p{}</style>Seen", "Seen"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ('See <a href="https://a.example/x">the page</a>.', "See the page (https://a.example/x)."),
        ('<a href="https://a.example">https://a.example</a>', "https://a.example"),
        ('<a href="javascript:alert(1)">click</a>', "click"),
        ('<img src="x" alt="A map">', "[A map]"),
        ("Fish &amp; &lt;books&gt;", "Fish & <books>"),
        ("half <b>closed", "half closed"),
        ("</script>after", "after"),
    ],
)
def test_words_come_out_of_the_markup(markup: str, words: str) -> None:
    assert plain(markup) == words


@given(st.lists(st.text(min_size=1, max_size=200), max_size=5))
def test_what_the_noticeboard_gives_out_is_read_back_alike_from_all_three(texts: list[str]) -> None:
    items = [FeedItem(f"https://a.example/{n}", clean(text), AT, AT) for n, text in enumerate(texts)]
    found = [parsed(make(ABOUT, items), "", URL) for make in (rss, atom, json_feed)]
    assert {feed.title for feed in found} == {"MLC & News"}
    assert [[entry.id for entry in feed.entries] for feed in found] == [[item.url for item in items]] * 3
    assert [entry.said_at for feed in found for entry in feed.entries] == [AT] * 3 * len(items)


@given(st.binary(max_size=400))
@example(b"{" * 100_000)
@example(b'{"version": "https://jsonfeed.org/version/1", "items": [[], null, {"authors": [1], "id": null}]}')
@example(b'{"version": 7}')
@example(b"<rss><channel><item><pubDate>99999999999</pubDate></item></channel></rss>")
@example(b"<" * 50_000)
def test_whatever_stands_there_is_a_feed_or_one_sentence(content: bytes) -> None:
    try:
        feed = parsed(content, "application/xml; charset=utf-8", URL)
    except Rejected as refusal:
        assert refusal.sentence.endswith(".") and refusal.cure
    else:
        assert all(entry.id and isinstance(entry.raw, bytes) for entry in feed.entries)


@given(st.text(alphabet="<>!-[]/&#;\"'= apbr\n", max_size=300))
@example("<![" * 100)
@example("<!--<p>unseen")
def test_no_markup_is_too_broken(markup: str) -> None:
    assert isinstance(plain(markup), str)
