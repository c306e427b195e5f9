"""What is said under our newest posts, where the platform lists it post by post and tells nobody of a rewording.

Each pull lists the posts and reads those under which something was said since, and a few quiet ones in turn.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from masthead.channels.events import CommentEvent, Page

POSTS = 25
"""So many of our newest posts are looked under."""

IN_TURN, ALWAYS, REMEMBERED = 1, 2, 200
"""Quiet posts read at each pull; newest posts always read where no count tells of news; wordings kept of each post."""


@dataclass(frozen=True, slots=True)
class Head:
    """A post of ours. `mark` changes when something is said under it, "" where the platform does not count."""

    id: str
    url: str
    mark: str = ""


def news(heads: Sequence[Head], said: Callable[[Head], Iterable[CommentEvent]], cursor: str, *, at: datetime) -> Page:
    """cursor: how often was pulled, and for each post its mark and the wordings under it.

    `said` tells everything under a post, each as new; what was told with other words before is told as edited.
    """
    known: dict[str, Any] = json.loads(cursor) if cursor else {}
    before, turn = dict(known.get("posts", {})), int(known.get("turn", 0))
    in_turn = {(turn * IN_TURN + step) % len(heads) for step in range(IN_TURN)} if heads else set()
    events: list[CommentEvent] = []
    kept: dict[str, Any] = {}
    for place, head in enumerate(heads):
        was = before.get(head.id)
        words: dict[str, str] = dict(was["words"]) if was else {}
        always = not head.mark and place < ALWAYS
        if was is None or was["mark"] != head.mark or always or place in in_turn:
            events += _news_under(said(head), words)
        kept[head.id] = {"mark": head.mark, "words": dict(list(words.items())[-REMEMBERED:])}
    events.sort(key=lambda event: (event.said_at or at, event.native_id))
    return Page(tuple(events), json.dumps({"turn": turn + 1, "posts": kept}))


def _news_under(said: Iterable[CommentEvent], words: dict[str, str]) -> list[CommentEvent]:
    """What is new or reworded; `words` is brought up to date."""
    events = []
    for event in said:
        if words.get(event.native_id) != event.version:
            events.append(replace(event, kind="edited") if event.native_id in words else event)
        words[event.native_id] = event.version
    return events


def moment(written: object) -> datetime | None:
    """A time as these platforms write it (2026-11-23T15:00:00+0000)."""
    try:
        return datetime.fromisoformat(str(written))
    except ValueError:
        return None
