"""What is said in the agency's own topics, as it comes in, is reworded, removed or restored.

What the agency's user answers on the forum itself comes in too: the exchange is whole, and the desk knows its own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from masthead.channels.as_given import as_given
from masthead.channels.discourse.forum import Forum, Json
from masthead.channels.discourse.words import plain
from masthead.channels.errors import Rejected
from masthead.channels.events import CommentEvent, Kind, Page, Seen
from masthead.channels.ref import Ref
from masthead.channels.wording import version_of

BATCH = 50


def answers(forum: Forum, stream: str, cursor: str, *, at: datetime) -> Page:
    """cursor: for each topic, when it last changed and the wordings in it; `turn`: which is read again unasked.

    A rewording does not move a topic, so one topic that seems unchanged is read at each pull, in turn.
    """
    if stream != "comments":
        raise Rejected(f"The forum has no stream called {stream}.")
    known: dict[str, Any] = json.loads(cursor) if cursor else {}
    before, turn = dict(known.get("topics", {})), int(known.get("turn", 0))
    topics = forum.read(f"/topics/created-by/{forum.user}.json")["topic_list"]["topics"]
    events: list[CommentEvent] = []
    kept: dict[str, Any] = {}
    for place, topic in enumerate(topics):
        number, changed = str(topic["id"]), f"{topic['bumped_at']} {topic['posts_count']}"
        was = before.get(number, {"changed": "", "words": {}})
        words = dict(was["words"])
        if changed != was["changed"] or place == turn % len(topics):
            events += _news(forum, number, words, at)
        kept[number] = {"changed": changed, "words": words}
    in_order = sorted(events, key=lambda event: (event.said_at or at, int(event.native_id)))
    return Page(tuple(in_order), json.dumps({"turn": (turn + 1) % max(1, len(topics)), "topics": kept}))


def _news(forum: Forum, topic: str, words: dict[str, str], at: datetime) -> list[CommentEvent]:
    """What is new or reworded in a topic; `words` is brought up to date."""
    root, posts = _posts(forum, topic)
    by_number = {one["post_number"]: str(one["id"]) for one in posts}
    events = []
    for one in posts:
        name, version = str(one["id"]), version_of(str(one["raw"]))
        if one["post_number"] == 1 or one.get("deleted_at"):
            continue
        if words.get(name) != version:
            answered = by_number.get(one.get("reply_to_post_number"), root.native_id)
            parent = root if answered == root.native_id else Ref(answered)
            events.append(_event(forum, one, parent, root, "edited" if name in words else "new", at))
        words[name] = version
    return events


def recheck(forum: Forum, refs: Sequence[Ref]) -> Mapping[str, Seen]:
    seen: dict[str, Seen] = {}
    for ref in refs:
        one = forum.find(f"/posts/{ref.native_id}.json")
        if one is None or one.get("user_deleted"):
            seen[ref.native_id] = "gone"
        elif one.get("deleted_at") or one.get("hidden"):
            seen[ref.native_id] = "hidden"
        else:
            seen[ref.native_id] = "edited" if ref.version not in ("", version_of(one["raw"])) else "present"
    return seen


def _posts(forum: Forum, topic: str) -> tuple[Ref, list[Json]]:
    """(its first post, all posts of the topic with their raw words)."""
    whole = forum.read(f"/t/{topic}.json")
    numbers: list[int] = whole["post_stream"]["stream"]
    posts: list[Json] = []
    for start in range(0, len(numbers), BATCH):
        batch = numbers[start : start + BATCH]
        found = forum.read(f"/t/{topic}/posts.json", {"post_ids[]": batch, "include_raw": "true"})
        posts += found["post_stream"]["posts"]
    return Ref(str(numbers[0]), url=f"{forum.address}/t/{whole['slug']}/{topic}"), posts


def _event(forum: Forum, one: Json, parent: Ref, root: Ref, kind: Kind, at: datetime) -> CommentEvent:
    return CommentEvent(
        native_id=str(one["id"]),
        version=version_of(str(one["raw"])),
        kind=kind,
        author_shown=str(one.get("name") or one["username"]),
        author_id=str(one["username"]),
        text=plain(str(one["raw"])),
        parent_ref=parent,
        root_ref=root,
        url=f"{forum.address}/t/{one['topic_slug']}/{one['topic_id']}/{one['post_number']}",
        raw=as_given(one),
        observed_at=at,
        via=f"GET /t/{one['topic_id']}/posts.json",
        said_at=datetime.fromisoformat(str(one["created_at"]).replace("Z", "+00:00")),
    )
