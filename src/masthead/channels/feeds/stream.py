"""What is new in the feeds, or says something else under the same id. What is no longer in them is not told.

The agency's posts come before the comments under them, as its own words.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urldefrag

from masthead.channels.feeds.fetch import Fetched, Known, fetch
from masthead.channels.feeds.parse import Entry, Feed, parsed
from masthead.channels.port import CommentEvent, Kind, Page, Ref, Rejected

REMEMBERED = 1000
"""Wordings of each feed kept in the cursor, the latest seen: more than a feed shows, or an old entry would seem new."""
_FIRST = datetime(1, 1, 1, tzinfo=UTC)


def pulled(posts: str, comments: str, stream: str, cursor: str, *, author_id: str, at: datetime) -> Page:
    """cursor: of each feed, how it named its state and the wordings seen; and the addresses of posts by their ids."""
    if stream != "comments":
        raise Rejected(f"A feed has no stream called {stream}.")
    known: dict[str, Any] = json.loads(cursor) if cursor else {}
    of_posts, pages = dict(known.get("posts", {})), dict(known.get("pages", {}))
    events: list[CommentEvent] = []
    if feed := _changed(posts, of_posts):
        pages = _newest(pages, {_page(entry.url): entry.id for entry in feed.entries if entry.url})
        events += [_post(entry, kind, author_id=author_id, at=at, via=posts) for entry, kind in _news(feed, of_posts)]
    of_comments = dict(known.get("comments", {}))
    if comments and (feed := _changed(comments, of_comments)):
        for entry, kind in _news(feed, of_comments):
            events.append(_comment(entry, kind, place=_place(entry, feed, pages), at=at, via=comments))
    return Page(tuple(events), json.dumps({"posts": of_posts, "comments": of_comments, "pages": pages}))


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
