"""The three feeds say the same, whatever stands in a post."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from xml.etree import ElementTree

import feedparser
from hypothesis import given
from hypothesis import strategies as st

from masthead.channels.noticeboard.feeds import Feed, FeedFile, FeedItem, atom, json_feed, rss
from masthead.kernel.text import clean

AT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
FEED = Feed("MLC News", "What happens at the library", "https://mlc.example/", "https://mlc.example/feed")


def item(text: str, **more: object) -> FeedItem:
    return FeedItem("https://mlc.example/posts/1/", text, AT, AT, **more)  # type: ignore[arg-type]


def test_all_three_carry_the_post_its_address_and_its_time() -> None:
    posts = [item("Opening hours\n\nWe open <at> nine & close at five.")]
    for build in (rss, atom):
        read = feedparser.parse(build(FEED, posts))
        assert not read.bozo
        (entry,) = read.entries
        assert (entry.title, entry.link) == ("Opening hours", "https://mlc.example/posts/1/")
        assert entry.published_parsed[:5] == (2026, 11, 23, 15, 0)
        assert "We open &lt;at&gt; nine &amp; close" in entry.summary
    read = json.loads(json_feed(FEED, posts))
    assert read["version"] == "https://jsonfeed.org/version/1.1"
    assert read["items"][0]["content_text"] == posts[0].text
    assert read["items"][0]["date_published"] == "2026-11-23T15:00:00.000000Z"


def test_pictures_keep_their_alternative_text() -> None:
    picture = FeedFile("https://mlc.example/posts/files/1", "image/png", 'A map of "Elm" St.', 1234)
    posts = [item("Road closed", images=(picture,))]
    for build in (rss, atom):
        (entry,) = feedparser.parse(build(FEED, posts)).entries
        assert 'alt="A map of &quot;Elm&quot; St."' in entry.summary
        assert entry.enclosures[0]["href"] == picture.url
    assert json.loads(json_feed(FEED, posts))["items"][0]["attachments"][0]["title"] == picture.alt


def test_a_film_is_the_enclosure_and_leads_to_where_it_plays_with_captions() -> None:
    film = FeedFile("https://mlc.example/posts/files/2.mp4", "video/mp4", "A story <read> aloud", 99_000)
    picture = FeedFile("https://mlc.example/posts/files/1", "image/png", "A map", 1234)
    posts = [item("Story hour", images=(picture,), film=film)]
    for build in (rss, atom):
        (entry,) = feedparser.parse(build(FEED, posts)).entries
        (enclosure,) = entry.enclosures
        assert (enclosure.href, enclosure.type, enclosure.length) == (film.url, "video/mp4", "99000")
        assert '<a href="https://mlc.example/posts/1/">Video: A story &lt;read&gt; aloud</a>' in entry.summary
        assert 'alt="A map"' in entry.summary
    (told,) = json.loads(json_feed(FEED, posts))["items"]
    assert [file["mime_type"] for file in told["attachments"]] == ["video/mp4", "image/png"]


@given(st.text(min_size=1))
def test_no_text_breaks_a_feed(text: str) -> None:
    posts = [item(clean(text))]
    for build in (rss, atom):
        ElementTree.fromstring(build(FEED, posts))
    assert json.loads(json_feed(FEED, posts))["items"][0]["content_text"] == clean(text)
