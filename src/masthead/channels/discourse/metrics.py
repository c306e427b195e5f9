"""What the forum counts of our topics, as their list tells it: one call for the newest thirty."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from masthead.channels.discourse.forum import Forum
from masthead.channels.metrics_port import Metric, What, told
from masthead.channels.ref import Ref

_COUNTED: Mapping[str, tuple[What, str]] = {
    "views": ("views", "views"),
    "like_count": ("likes", "likes in the topic"),
    "answers": ("answers", "replies"),
}
_TOPIC = re.compile(r"/t/[^/]+/(\d+)/1$")


def metrics(forum: Forum, refs: Sequence[Ref]) -> Mapping[str, Sequence[Metric]]:
    """A topic goes by the number of its first post, and its own number stands in its address."""
    topics = forum.read(f"/topics/created-by/{forum.user}.json")["topic_list"]["topics"]
    by_number = {str(topic["id"]): topic for topic in topics}
    found: dict[str, Sequence[Metric]] = {}
    for ref in refs:
        place = _TOPIC.search(ref.url)
        if place and (topic := by_number.get(place[1])):
            # The first post is counted among a topic's posts.
            found[ref.native_id] = told({**topic, "answers": topic["posts_count"] - 1}, _COUNTED)
    return found
