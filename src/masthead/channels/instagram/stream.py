"""What people say under the account's posts, as it comes in, is reworded, hidden or gone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial

from masthead.channels.as_given import as_given
from masthead.channels.errors import Rejected
from masthead.channels.events import CommentEvent, Page, Seen
from masthead.channels.graph import Json
from masthead.channels.graph_stream import Head, moment, news
from masthead.channels.instagram.account import SAID, Account, ref_of_comment
from masthead.channels.instagram.messages import is_message
from masthead.channels.ref import Ref

MOST, ANSWERS = 500, 50
"""Comments read under one post at once, and answers under each comment."""


def comments(account: Account, stream: str, cursor: str, *, at: datetime) -> Page:
    if stream != "comments":
        raise Rejected(f"Instagram has no stream called {stream}.")
    heads = [_head(row) for row in account.newest()]
    return news(heads, partial(_said, account, at), cursor, at=at)


def recheck(account: Account, refs: Sequence[Ref]) -> Mapping[str, Seen]:
    seen: dict[str, Seen] = {}
    for ref in refs:
        if is_message(ref):
            # One that is not among the newest looks as if it were gone: nobody can tell.
            seen[ref.native_id] = "unknown"
            continue
        row = account.comment(ref)
        if row is None:
            seen[ref.native_id] = "gone"
        elif row.get("hidden"):
            seen[ref.native_id] = "hidden"
        else:
            seen[ref.native_id] = "edited" if ref.version not in ("", ref_of_comment(row).version) else "present"
    return seen


def _head(row: Json) -> Head:
    return Head(str(row["id"]), str(row.get("permalink", "")), str(row.get("comments_count", "")) or "0")


def _said(account: Account, at: datetime, head: Head) -> Iterator[CommentEvent]:
    """Oldest first; each comment before the answers to it."""
    fields = f"{SAID},replies.limit({ANSWERS}){{{SAID}}}"
    for row in reversed(list(account.graph.rows(f"/{head.id}/comments", fields, most=MOST))):
        answers = list((row.get("replies") or {}).get("data") or [])
        for one in [row, *sorted(answers, key=lambda answer: str(answer.get("timestamp", "")))]:
            if not account.is_ours(one):
                yield _event(head, one, at)


def _event(head: Head, row: Json, at: datetime) -> CommentEvent:
    ref, author, root = ref_of_comment(row), row.get("from") or {}, Ref(f"media:{head.id}", url=head.url)
    parent = str(row.get("parent_id") or "")
    return CommentEvent(
        native_id=ref.native_id,
        version=ref.version,
        kind="new",
        author_shown=str(author.get("username") or row.get("username") or "A person on Instagram"),
        author_id=str(author.get("id") or row.get("username") or ""),
        text=str(row.get("text", "")),
        parent_ref=Ref(f"comment:{parent}") if parent else root,
        root_ref=root,
        url=head.url,
        raw=as_given(row),
        observed_at=at,
        via=f"GET /{head.id}/comments",
        said_at=moment(row.get("timestamp")),
    )
