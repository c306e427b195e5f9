"""What people say under the Page's posts, as it comes in, is reworded, hidden or gone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial

from masthead.channels.as_given import as_given
from masthead.channels.errors import Rejected
from masthead.channels.events import CommentEvent, Seen
from masthead.channels.events import Page as EventPage
from masthead.channels.facebook.messages import is_message
from masthead.channels.facebook.page import COMMENT, Page, ref_of
from masthead.channels.graph import Json
from masthead.channels.graph_stream import POSTS, Head, moment, news
from masthead.channels.ref import Ref

MOST = 500
"""Comments read under one post at once, the newest."""


def comments(page: Page, stream: str, cursor: str, *, at: datetime) -> EventPage:
    if stream != "comments":
        raise Rejected(f"Facebook has no stream called {stream}.")
    counted = "id,permalink_url,updated_time,comments.filter(stream).limit(0).summary(true)"
    rows = page.graph.rows(f"/{page.id}/published_posts", counted, most=POSTS)
    return news([_head(row) for row in rows], partial(_said, page, at), cursor, at=at)


def recheck(page: Page, refs: Sequence[Ref]) -> Mapping[str, Seen]:
    # What became of a private message cannot be asked: one that is not among the newest looks as if it were gone.
    seen: dict[str, Seen] = {ref.native_id: "unknown" for ref in refs if is_message(ref.native_id)}
    asked = [ref for ref in refs if ref.native_id not in seen]
    found = page.comments([ref.native_id for ref in asked])
    for ref in asked:
        row = found.get(ref.native_id)
        if row is None:
            seen[ref.native_id] = "gone"
        elif row.get("is_hidden"):
            seen[ref.native_id] = "hidden"
        else:
            seen[ref.native_id] = "edited" if ref.version not in ("", ref_of(row).version) else "present"
    return seen


def _head(row: Json) -> Head:
    total = ((row.get("comments") or {}).get("summary") or {}).get("total_count", 0)
    return Head(str(row["id"]), str(row.get("permalink_url", "")), f"{row.get('updated_time', '')} {total}")


def _said(page: Page, at: datetime, head: Head) -> Iterator[CommentEvent]:
    rows = page.graph.rows(f"/{head.id}/comments", COMMENT, most=MOST, filter="stream", order="reverse_chronological")
    for row in reversed(list(rows)):
        if not page.is_ours(row):
            yield _event(head, row, at)


def _event(head: Head, row: Json, at: datetime) -> CommentEvent:
    ref, author, root = ref_of(row), row.get("from") or {}, Ref(head.id, url=head.url)
    parent = str((row.get("parent") or {}).get("id", ""))
    return CommentEvent(
        native_id=ref.native_id,
        version=ref.version,
        kind="new",
        # Facebook keeps back the names of some people from every program.
        author_shown=str(author.get("name") or "A person on Facebook"),
        author_id=str(author.get("id") or ""),
        text=str(row.get("message", "")),
        parent_ref=Ref(parent) if parent else root,
        root_ref=root,
        url=ref.url,
        raw=as_given(row),
        observed_at=at,
        via=f"GET /{head.id}/comments",
        said_at=moment(row.get("created_time")),
    )
