"""What changed under our own posts. Bluesky tells nobody of an edit, so threads are read again, a few at a time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime

from masthead.channels.bluesky.answers import Refusal
from masthead.channels.bluesky.events import deletion_of, event_of
from masthead.channels.bluesky.views import View, post_views
from masthead.channels.bluesky.xrpc import Xrpc
from masthead.channels.events import CommentEvent, Kind, Page

# The newest posts are the ones people answer; each pull reads some of them, so that all come round in turn.
WATCHED, AT_ONCE = 20, 4


def own_threads(xrpc: Xrpc, cursor: str, *, at: datetime) -> Page:
    """New and reworded replies under the newest posts of ours. `cursor` remembers short hashes, not addresses.

    Deletions are not told here: they are found by recheck, or by `thread` for a single post.
    """
    known = json.loads(cursor) if cursor else {}
    seen: dict[str, dict[str, str]] = known.get("seen", {})
    roots = list(_own_posts(xrpc))
    turn = int(known.get("turn", 0)) if int(known.get("turn", 0)) < len(roots) else 0
    changed: list[CommentEvent] = []
    for root in roots[turn : turn + AT_ONCE]:
        before, now = seen.get(_short(root), {}), {}
        for view in _replies(xrpc, root):
            name, version = _short(view["uri"]), _short(view["cid"])
            now[name] = version
            if before.get(name) != version:
                told: Kind = "edited" if name in before else "new"
                changed.append(event_of(view, told, "app.bsky.feed.getPostThread", at))
        seen[_short(root)] = now
    watched = {_short(root) for root in roots}
    kept = {root: replies for root, replies in sorted(seen.items()) if root in watched}
    changed.sort(key=lambda event: event.said_at or at)
    return Page(tuple(changed), json.dumps({"turn": turn + AT_ONCE, "seen": kept}))


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
            changed.append(event_of(view, "edited" if uri in known else "new", via, at))
    changed += [deletion_of(uri, known[uri], root, via, at) for uri in missing if uri not in now]
    changed.sort(key=lambda event: event.said_at or at)
    return Page(tuple(changed), json.dumps({uri: view["cid"] for uri, view in sorted(now.items())}))


def _own_posts(xrpc: Xrpc) -> Iterator[str]:
    """Addresses of our newest posts that begin a thread."""
    page = xrpc.query("com.atproto.repo.listRecords", repo=xrpc.did, collection="app.bsky.feed.post", limit=2 * WATCHED)
    heads = (row["uri"] for row in page["records"] if "reply" not in row["value"])
    yield from list(heads)[:WATCHED]


def _replies(xrpc: Xrpc, root: str) -> Iterator[View]:
    try:
        top = xrpc.query("app.bsky.feed.getPostThread", uri=root, depth=1000, parentHeight=0)["thread"]
    except Refusal as refusal:
        if refusal.code == "NotFound":
            return
        raise
    stack = [(node, xrpc.did) for node in top.get("replies", [])]
    while stack:
        node, answered = stack.pop()
        author = node["post"]["author"]["did"] if "post" in node else ""
        # What the agency answers on Bluesky itself is part of the exchange; its going on with its own post is not.
        if author and (author != xrpc.did or answered != xrpc.did):
            yield node["post"]
        stack.extend((below, author) for below in node.get("replies", []))


def _short(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()[:12]
