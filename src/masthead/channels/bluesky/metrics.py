"""What the network counts of our posts, as the AppView tells it with them (app.bsky.feed.defs#postView)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from masthead.channels.bluesky.views import post_views
from masthead.channels.bluesky.xrpc import Xrpc
from masthead.channels.metrics_port import Metric, What, told
from masthead.channels.ref import Ref

_COUNTED: Mapping[str, tuple[What, str]] = {
    "likeCount": ("likes", "likes"),
    "repostCount": ("shares", "reposts"),
    "quoteCount": ("shares", "quotes"),
    "replyCount": ("answers", "replies"),
}


def metrics(xrpc: Xrpc, refs: Sequence[Ref]) -> Mapping[str, Sequence[Metric]]:
    """Twenty-five posts in a call."""
    return {str(view["uri"]): told(view, _COUNTED) for view in post_views(xrpc, [ref.native_id for ref in refs])}
