"""What is new in a feed, or says something else under the same id. What is no longer in it is not told.

The agency's posts and the comments under them are two feeds, each with a cursor of its own: one that is broken holds
up only itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urldefrag

from masthead.channels.events import CommentEvent, Kind, Page
from masthead.channels.feeds.fetch import Fetched, Known, fetch
from masthead.channels.feeds.parse import Entry, Feed, parsed
from masthead.channels.ref import Ref

REMEMBERED = 1000
"""Wordings of each feed kept in the cursor, the latest seen: more than a feed shows, or an old entry would seem new."""
_FIRST = datetime(1, 1, 1, tzinfo=UTC)


def posts(address: str, cursor: str, *, author_id: str, at: datetime) -> Page:
    """cursor: how the feed named its state, the wordings seen, and the ids of posts by their addresses."""
    known: dict[str, Any] = json.loads(cursor) if cursor else {}
    feed = _changed(address, known)
    if feed is None:
        return Page((), json.dumps(known))
    known["pages"] = _newest(known.get("pages", {}), {_page(one.url): one.id for one in feed.entries if one.url})
    events = [_post(entry, kind, author_id=author_id, at=at, via=address) for entry, kind in _news(feed, known)]
    return Page(tuple(events), json.dumps(known))


def comments(address: str, cursor: str, *, pages: Mapping[str, str], at: datetime) -> Page:
    """pages: as `pages_in` gives them; those of before are kept, for when the feed of posts cannot be read.

    cursor: as of posts; it stays empty where the page has no feed of comments.
    """
    if not address:
        return Page((), "")
    known: dict[str, Any] = json.loads(cursor) if cursor else {}
    known["pages"] = _newest(known.get("pages", {}), pages)
    feed = _changed(address, known)
    if feed is None:
        return Page((), json.dumps(known))
    pages = known["pages"]
    events = [
        _comment(entry, kind, place=_place(entry, feed, pages), at=at, via=address)
        for entry, kind in _news(feed, known)
    ]
    return Page(tuple(events), json.dumps(known))


def pages_in(cursor: str) -> dict[str, str]:
    """The ids of posts by their addresses, as far as the feed of posts has told them."""
    return dict(json.loads(cursor).get("pages", {})) if cursor else {}


def _changed(address: str, known: dict[str, Any]) -> Feed | None:
    """The feed, unless it stands as it was when last read; `known` then tells how it stands now."""
    named = Known(str(known.get("etag", "")), str(known.get("modified", "")))
    fetched: Fetched = fetch(address, named)
    if fetched.content is None:
        return None
    feed = parsed(fetched.content, fetched.kind, fetched.url)
    known.update(fetched.known.as_json())
    return feed


def _news(feed: Feed, known: dict[str, Any]) -> list[tuple[Entry, Kind]]:
    """Entries not seen yet, or not in these words, oldest first."""
    seen = dict(known.get("seen", {}))
    fresh = [one for one in feed.entries if seen.get(one.id) != one.version]
    told: list[tuple[Entry, Kind]] = [(one, "edited" if one.id in seen else "new") for one in fresh]
    known["seen"] = _newest(seen, {one.id: one.version for one in reversed(feed.entries)})
    told.reverse()  # a feed stands newest first, and of entries without a time, or of the same, that is the order
    return sorted(told, key=lambda each: each[0].said_at or _FIRST)


def _place(entry: Entry, feed: Feed, pages: Mapping[str, str]) -> tuple[Ref | None, Ref | None]:
    """(what a comment answers, the post it stands under), as far as the feeds tell."""
    posts = set(pages.values())
    among = {one.id for one in feed.entries}
    post = next((each for each in entry.answers if each in posts), "")
    under = post or next((pages[_page(each)] for each in (*entry.answers, entry.url) if _page(each) in pages), "")
    above = next((each for each in entry.answers if each in among and each != entry.id), "")
    if not under and not above and entry.answers:
        under = entry.answers[0]
    root = Ref(f"post:{under}") if under else None
    return (Ref(f"comment:{above}") if above else root), root


def _post(entry: Entry, kind: Kind, *, author_id: str, at: datetime, via: str) -> CommentEvent:
    """What stands in the feed of posts is the agency's own."""
    words = "\n\n".join(part for part in (entry.title, entry.text) if part)
    made = _event(entry, kind, at=at, via=via)
    shown = entry.author or "The page"
    return replace(made, native_id=f"post:{entry.id}", author_shown=shown, author_id=author_id, text=words)


def _comment(entry: Entry, kind: Kind, *, place: tuple[Ref | None, Ref | None], at: datetime, via: str) -> CommentEvent:
    parent, root = place
    made = _event(entry, kind, at=at, via=via)
    shown = entry.author or "Without a name"
    return replace(made, native_id=f"comment:{entry.id}", author_shown=shown, parent_ref=parent, root_ref=root)


def _event(entry: Entry, kind: Kind, *, at: datetime, via: str) -> CommentEvent:
    return CommentEvent(
        native_id=entry.id,
        version=entry.version,
        kind=kind,
        author_shown=entry.author,
        author_id=entry.author_id,
        text=entry.text or entry.title,
        parent_ref=None,
        root_ref=None,
        url=entry.url,
        raw=entry.raw,
        observed_at=at,
        via=f"GET {via}"[:120],
        said_at=entry.said_at,
    )


def _page(url: str) -> str:
    """A post's page, without the place on it that a comment's address names."""
    return urldefrag(url).url.rstrip("/")


def _newest(before: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """Both, the latest seen last, and of the earliest no more than fit."""
    kept = {name: value for name, value in before.items() if name not in now} | dict(now)
    return dict(list(kept.items())[-REMEMBERED:])
