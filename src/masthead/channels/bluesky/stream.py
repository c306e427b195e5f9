"""What the public says on Bluesky, as events. An edit keeps the address, not the version; a deletion is absence."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from masthead.channels.bluesky.description import WEB
from masthead.channels.bluesky.views import View, post_views
from masthead.channels.bluesky.xrpc import Refusal, Xrpc
from masthead.channels.port import CommentEvent, Kind, Page, Ref
from masthead.kernel.clock import stamp

REASONS = frozenset({"reply", "mention", "quote"})
# Notifications are indexed a little out of order; what is this much older than the newest is still looked at again.
OVERLAP = timedelta(minutes=10)
_PAGE, _PAGES = 100, 50


def notifications(xrpc: Xrpc, cursor: str, *, at: datetime) -> Page:
    """Replies, mentions and quotes since `cursor`: {"since": time, "seen": addresses within the overlap}."""
    known = json.loads(cursor) if cursor else {}
    since, seen = str(known.get("since", "")), set(known.get("seen", []))
    fresh, overlapping, newest = [], [], since
    for view in _notifications(xrpc, down_to=_earlier(since)):
        newest = max(newest, str(view["indexedAt"]))
        overlapping.append((view["indexedAt"], view["uri"]))
        if view["uri"] not in seen and view["reason"] in REASONS:
            fresh.append(view)
    keep = sorted({uri for indexed, uri in overlapping if indexed >= _earlier(newest)})
    events = tuple(_event(view, "new", "app.bsky.notification.listNotifications", at) for view in reversed(fresh))
    return Page(events, json.dumps({"since": newest, "seen": keep}) if newest else "")


def thread(xrpc: Xrpc, root: str, cursor: str, *, at: datetime) -> Page:
    """What changed under one post since `cursor`, which maps each reply's address to its version."""
    known: dict[str, str] = json.loads(cursor) if cursor else {}
    via = "app.bsky.feed.getPostThread"
    now = {view["uri"]: view for view in _replies(xrpc, root)}
    missing = [uri for uri in known if uri not in now]
    # A long thread is cut short by the server: what is not in it is asked for by name before it counts as deleted.
    now |= {view["uri"]: view for view in post_views(xrpc, missing)}
    changed: list[CommentEvent] = []
    for uri, view in now.items():
        if known.get(uri) != view["cid"]:
            changed.append(_event(view, "edited" if uri in known else "new", via, at))
    changed += [_deletion(uri, known[uri], root, via, at) for uri in missing if uri not in now]
    changed.sort(key=lambda event: event.said_at or at)
    return Page(tuple(changed), json.dumps({uri: view["cid"] for uri, view in sorted(now.items())}))


def _notifications(xrpc: Xrpc, *, down_to: str) -> Iterator[View]:
    """Newest first, as far back as `down_to`."""
    cursor: str | None = None
    for _ in range(_PAGES):
        page = xrpc.query("app.bsky.notification.listNotifications", limit=_PAGE, cursor=cursor)
        for view in page["notifications"]:
            if view["indexedAt"] < down_to:
                return
            yield view
        cursor = page.get("cursor")
        if not cursor:
            return


def _replies(xrpc: Xrpc, root: str) -> Iterator[View]:
    try:
        top = xrpc.query("app.bsky.feed.getPostThread", uri=root, depth=1000, parentHeight=0)["thread"]
    except Refusal as refusal:
        if refusal.code == "NotFound":
            return
        raise
    stack = list(top.get("replies", []))
    while stack:
        node = stack.pop()
        if "post" in node:
            yield node["post"]
        stack.extend(node.get("replies", []))


def _event(view: View, kind: Kind, via: str, at: datetime) -> CommentEvent:
    record, author = view["record"], view["author"]
    reply = record.get("reply", {})
    return CommentEvent(
        native_id=view["uri"],
        version=view["cid"],
        kind=kind,
        author_shown=author.get("displayName") or author["handle"],
        author_id=author["did"],
        text=record.get("text", ""),
        parent_ref=_strong(reply.get("parent")),
        root_ref=_strong(reply.get("root")),
        url=f"{WEB}/profile/{author['did']}/post/{view['uri'].rpartition('/')[2]}",
        raw=json.dumps(view, ensure_ascii=False, sort_keys=True).encode(),
        observed_at=at,
        via=via,
        said_at=_time(record.get("createdAt", "")),
    )


def _deletion(uri: str, version: str, root: str, via: str, at: datetime) -> CommentEvent:
    return CommentEvent(
        native_id=uri,
        version=version,
        kind="deleted",
        author_shown="",
        author_id=uri.removeprefix("at://").partition("/")[0],
        text="",
        parent_ref=None,
        root_ref=Ref(root),
        url="",
        raw=json.dumps({"uri": uri, "absent_from": root}).encode(),
        observed_at=at,
        via=via,
    )


def _strong(reference: Mapping[str, str] | None) -> Ref | None:
    return Ref(reference["uri"], reference.get("cid", "")) if reference else None


def _time(said: str) -> datetime | None:
    """The author's own claim of when; None where it is no time at all, for anything may stand there."""
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _earlier(since: str) -> str:
    return stamp(datetime.fromisoformat(since) - OVERLAP) if since else ""
