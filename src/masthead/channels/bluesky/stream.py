"""What the public says to us on Bluesky, as it comes in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta

from masthead.channels.bluesky.events import event_of
from masthead.channels.bluesky.views import View
from masthead.channels.bluesky.xrpc import Xrpc
from masthead.channels.events import Page
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
    events = tuple(event_of(view, "new", "app.bsky.notification.listNotifications", at) for view in reversed(fresh))
    return Page(events, json.dumps({"since": newest, "seen": keep}) if newest else "")


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


def _earlier(since: str) -> str:
    return stamp(datetime.fromisoformat(since) - OVERLAP) if since else ""
