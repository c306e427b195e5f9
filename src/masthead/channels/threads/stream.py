"""What people reply under the profile's posts, as it comes in, is reworded, hidden or gone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial

from masthead.channels.as_given import as_given
from masthead.channels.errors import Rejected
from masthead.channels.events import CommentEvent, Page, Seen
from masthead.channels.graph import Json
from masthead.channels.graph_stream import Head, moment, news
from masthead.channels.ref import Ref
from masthead.channels.threads.account import HIDDEN, REPLY, Account, id_in, number, ref_of, root_of


def replies(account: Account, stream: str, cursor: str, *, at: datetime) -> Page:
    if stream != "comments":
        raise Rejected(f"Threads has no stream called {stream}.")
    heads = [Head(str(row["id"]), str(row.get("permalink", ""))) for row in account.newest()]
    return news(heads, partial(_said, account, at), cursor, at=at)


def recheck(account: Account, refs: Sequence[Ref]) -> Mapping[str, Seen]:
    """Thread by thread; what a thread does not show is asked for by itself before it is called gone."""
    there: dict[str, Json] = {}
    for root in dict.fromkeys(root_of(ref) for ref in refs if root_of(ref)):
        there |= {str(row["id"]): row for row in account.under(root)}
    seen: dict[str, Seen] = {}
    for ref in refs:
        row = there.get(number(ref)) or account.one(ref, REPLY)
        if row is None:
            seen[ref.native_id] = "gone"
        elif row.get("hide_status") in HIDDEN:
            seen[ref.native_id] = "hidden"
        else:
            seen[ref.native_id] = "edited" if ref.version not in ("", ref_of(row).version) else "present"
    return seen


def _said(account: Account, at: datetime, head: Head) -> Iterator[CommentEvent]:
    rows = list(account.under(head.id))
    ours = {str(row["id"]) for row in rows if row.get("is_reply_owned_by_me")}
    for row in reversed(rows):
        if str(row["id"]) not in ours:
            yield _event(head, row, ours, at)


def _event(head: Head, row: Json, ours: set[str], at: datetime) -> CommentEvent:
    ref, root = ref_of(row, head.id), Ref(head.id, url=head.url)
    parent = id_in(row, "replied_to")
    known = Ref(parent if parent in ours else f"{head.id}.{parent}")
    username = str(row.get("username") or "")
    return CommentEvent(
        native_id=ref.native_id,
        version=ref.version,
        kind="new",
        # The names of private profiles are kept back from every program.
        author_shown=username or "A person on Threads",
        author_id=username,
        text=str(row.get("text", "")),
        parent_ref=known if parent not in ("", head.id) else root,
        root_ref=root,
        url=ref.url or head.url,
        raw=as_given(row),
        observed_at=at,
        via=f"GET /{head.id}/conversation",
        said_at=moment(row.get("timestamp")),
    )
