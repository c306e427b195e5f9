"""The Noticeboard as RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1. Pure: what to say in, bytes out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from django.utils.feedgenerator import Atom1Feed, Enclosure, Rss201rev2Feed, SyndicationFeed

from masthead.kernel.clock import stamp
from masthead.kernel.text import shorten

RSS_TYPE, ATOM_TYPE, JSON_TYPE = "application/rss+xml", "application/atom+xml", "application/feed+json"


@dataclass(frozen=True, slots=True)
class FeedFile:
    """A picture or a film."""

    url: str
    mime: str
    alt: str
    size: int


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One post. `url` is its page and its permanent id."""

    url: str
    text: str
    published: datetime
    updated: datetime
    lang: str = "en"
    images: tuple[FeedFile, ...] = ()
    film: FeedFile | None = None

    @property
    def files(self) -> tuple[FeedFile, ...]:
        return (self.film, *self.images) if self.film else self.images

    @property
    def title(self) -> str:
        first, _, _ = self.text.strip().partition("\n")
        return shorten(first, 80)

    @property
    def html(self) -> str:
        paragraphs = [escape(part).replace("\n", "<br>") for part in self.text.strip().split("\n\n")]
        pictures = [f'<img src="{escape(i.url)}" alt="{escape(i.alt)}">' for i in self.images]
        # To the post's own page, where it plays with its captions: feed readers fetch none.
        film = [f'<a href="{escape(self.url)}">{escape(_called(self.film))}</a>'] if self.film else []
        return "".join(f"<p>{part}</p>" for part in [*paragraphs, *film, *pictures])


def _called(film: FeedFile) -> str:
    return f"Video: {film.alt}" if film.alt else "Video"


@dataclass(frozen=True, slots=True)
class Feed:
    """The head of a feed. `url` is the page, `feed_url` the feed's own address."""

    title: str
    about: str
    url: str
    feed_url: str
    lang: str = "en"


def rss(feed: Feed, items: Sequence[FeedItem]) -> bytes:
    return _generated(Rss201rev2Feed, feed, items)


def atom(feed: Feed, items: Sequence[FeedItem]) -> bytes:
    return _generated(Atom1Feed, feed, items)


def json_feed(feed: Feed, items: Sequence[FeedItem]) -> bytes:
    """https://jsonfeed.org/version/1.1"""
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.url,
        "feed_url": feed.feed_url,
        "description": feed.about,
        "language": feed.lang,
        "items": [
            {
                "id": item.url,
                "url": item.url,
                "title": item.title,
                "content_text": item.text,
                "content_html": item.html,
                "date_published": stamp(item.published),
                "date_modified": stamp(item.updated),
                "language": item.lang,
                "attachments": [
                    {"url": i.url, "mime_type": i.mime, "title": i.alt, "size_in_bytes": i.size} for i in item.files
                ],
            }
            for item in items
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _generated(kind: type[SyndicationFeed], feed: Feed, items: Sequence[FeedItem]) -> bytes:
    built = kind(
        title=_xml(feed.title), link=feed.url, description=_xml(feed.about), language=feed.lang, feed_url=feed.feed_url
    )
    for item in items:
        built.add_item(
            title=_xml(item.title),
            link=item.url,
            description=_xml(item.html),
            unique_id=item.url,
            unique_id_is_permalink=True,
            pubdate=item.published,
            updateddate=item.updated,
            # RSS allows one enclosure to an item: its film, if it has one. Every image is in the description as well.
            enclosures=[Enclosure(i.url, str(i.size), i.mime) for i in item.files[:1]],
        )
    text: str = built.writeString("utf-8")
    return text.encode()


def _xml(text: str) -> str:
    """XML 1.0 has no way to write U+FFFE and U+FFFF; control characters never get past kernel.text.clean."""
    return text.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")
