"""What is said under the page's newest posts, as it comes in and is reworded, and what became of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from masthead.channels.errors import Rejected
from masthead.channels.events import CommentEvent, Page, Seen
from masthead.channels.linkedin.comments import event_of, find, ref_of, thread
from masthead.channels.linkedin.rest import Json, Rest, urn
from masthead.channels.ref import Ref
from masthead.channels.wording import version_of

POSTS, KEPT = 20, 500
"""So many posts are watched, and so many wordings under each."""


def own_posts(rest: Rest, organization: str) -> list[Json]:
    """Those changed last first."""
    return rest.found_by(f"/posts?author={urn(organization)}&q=author&count={POSTS}&sortBy=LAST_MODIFIED")


def comments(rest: Rest, organization: str, stream: str, cursor: str, *, at: datetime) -> Page:
    """cursor: for each post how many comments it had and their wordings; `turn`: which is read again unasked.

    LinkedIn tells nobody of a rewording, so one post that seems unchanged is read at each pull, in turn.
    """
    if stream != "comments":
        raise Rejected(f"LinkedIn has no stream called {stream}.")
    known: dict[str, Any] = json.loads(cursor) if cursor else {}
    before, turn = dict(known.get("posts", {})), int(known.get("turn", 0))
    names = [str(post["id"]) for post in own_posts(rest, organization)]
    counts = _counts(rest, names)
    events: list[CommentEvent] = []
    kept: dict[str, Any] = {}
    for place, name in enumerate(names):
        was, count = before.get(name, {"count": 0, "words": {}}), counts.get(name, -1)
        words = dict(was["words"])
        if count < 0 or count != was["count"] or (count and place == turn % len(names)):
            events += _news(rest, organization, name, words, at)
        kept[name] = {"count": count, "words": dict(list(words.items())[-KEPT:])}
    in_order = sorted(events, key=lambda event: (event.said_at or at, event.native_id))
    return Page(tuple(in_order), json.dumps({"turn": (turn + 1) % max(1, len(names)), "posts": kept}))


def recheck(rest: Rest, refs: Sequence[Ref]) -> Mapping[str, Seen]:
    """Nothing is ever hidden there: it is shown, or it is gone."""
    seen: dict[str, Seen] = {}
    for ref in refs:
        comment = find(rest, ref)
        if comment is None:
            seen[ref.native_id] = "gone"
        else:
            seen[ref.native_id] = "edited" if ref.version not in ("", ref_of(comment).version) else "present"
    return seen


def _counts(rest: Rest, names: Sequence[str]) -> dict[str, int]:
    """How many comments each post has, answers included, in one call."""
    if not names:
        return {}
    found = rest.read(f"/socialMetadata?ids=List({','.join(map(urn, names))})")["results"]
    return {name: int(each["commentSummary"]["count"]) for name, each in found.items()}


def _news(rest: Rest, organization: str, name: str, words: dict[str, str], at: datetime) -> list[CommentEvent]:
    """What is new or reworded under a post; `words` is brought up to date."""
    events = []
    for comment in thread(rest, name):
        if comment["actor"] == organization:
            continue
        native_id, version = str(comment["commentUrn"]), version_of(str(comment["message"]["text"]))
        if words.get(native_id) != version:
            events.append(event_of(comment, Ref(name), "edited" if native_id in words else "new", at))
        words[native_id] = version
    return events
