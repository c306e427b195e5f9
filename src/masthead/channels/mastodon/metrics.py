"""What our server counts of our posts: https://docs.joinmastodon.org/entities/Status/."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from masthead.channels.mastodon.server import Server
from masthead.channels.mastodon.stream import posts_by_number
from masthead.channels.metrics_port import Metric, What, told
from masthead.channels.ref import Ref

_COUNTED: Mapping[str, tuple[What, str]] = {
    "favourites_count": ("likes", "favorites"),
    "reblogs_count": ("shares", "boosts"),
    "replies_count": ("answers", "replies"),
}


def metrics(server: Server, refs: Sequence[Ref]) -> Mapping[str, Sequence[Metric]]:
    """Twenty posts in a call, where the server can do that."""
    there = posts_by_number(server, [ref.native_id for ref in refs])
    return {number: told(status, _COUNTED) for number, status in there.items()}
