"""What is said on the site, as it comes in, and what of it was reworded since.

What the agency's user answers on the site itself comes in too: the exchange is whole, and the desk knows its own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from masthead.channels.errors import Rejected
from masthead.channels.events import CommentEvent, Page
from masthead.channels.wordpress.comments import BATCH, ROUTE, event_of, version
from masthead.channels.wordpress.rest import Json, Rest

# The site sorts by its own local time, in which an hour comes twice each autumn.
OVERLAP = timedelta(hours=2)
WATCHED = 100
"""So many of the newest comments are read again each time: the site tells nobody of a rewording."""


def comments(rest: Rest, stream: str, cursor: str, *, at: datetime) -> Page:
    """cursor: the time of the newest seen, what was seen within the overlap, the wordings watched."""
    if stream != "comments":
        raise Rejected(f"WordPress has no stream called {stream}.")
    known: dict[str, Any] = json.loads(cursor) if cursor else {}
    since, seen = str(known.get("since", "")), dict(known.get("seen", {}))
    fresh, more = _fresh(rest, since, seen)
    newest = max([since, *(str(row["date_gmt"]) for row in fresh)])
    seen |= {str(row["id"]): str(row["date_gmt"]) for row in fresh}
    events = [event_of(row, "new", at) for row in fresh]
    watched = dict(known.get("watched", {}))
    if not more:
        reworded, watched = _reworded(rest, watched, seen_now={row["id"] for row in fresh}, at=at)
        events += reworded
    # Of what was seen, only what the next pull is shown again need be remembered.
    kept = {number: moment for number, moment in seen.items() if moment >= _earlier(newest)}
    return Page(tuple(events), json.dumps({"since": newest, "seen": kept, "watched": watched}), more)


def _fresh(rest: Rest, since: str, seen: Mapping[str, str]) -> tuple[list[Json], bool]:
    """(comments not seen yet, oldest first, whether there may be more)."""
    after = {"after": f"{_earlier(since)}Z"} if since else {}
    number = 0
    while True:
        number += 1
        rows = rest.read(
            ROUTE,
            status="all",
            orderby="date_gmt",
            order="asc",
            per_page=BATCH,
            page=number,
            context="edit",
            **after,
        )
        fresh = [row for row in rows if str(row["id"]) not in seen]
        if fresh or len(rows) < BATCH:
            return fresh, len(rows) == BATCH


def _reworded(
    rest: Rest, watched: dict[str, str], *, seen_now: set[int], at: datetime
) -> tuple[list[CommentEvent], dict[str, str]]:
    """(events, what is watched from now on). One that somebody approved meanwhile is told again: it is shown now."""
    rows = rest.read(ROUTE, status="all", orderby="date_gmt", order="desc", per_page=WATCHED, context="edit")
    now = {str(row["id"]): f"{row['status']} {version(row)}" for row in rows}
    events = []
    for row in reversed(rows):
        before, here = watched.get(str(row["id"])), now[str(row["id"])]
        if row["id"] in seen_now or before in (None, here):
            continue
        if not before.endswith(version(row)):
            events.append(event_of(row, "edited", at))
        elif row["status"] == "approved":
            events.append(event_of(row, "new", at))
    return events, now


def _earlier(since: str) -> str:
    """As the site writes times, in UTC and without saying so."""
    return f"{datetime.fromisoformat(since) - OVERLAP:%Y-%m-%dT%H:%M:%S}" if since else ""
