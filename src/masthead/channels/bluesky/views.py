"""Posts anywhere on the network, as the AppView shows them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from masthead.channels.bluesky.xrpc import Xrpc

View = dict[str, Any]

_BATCH = 25


def post_view(xrpc: Xrpc, uri: str) -> View | None:
    """A post anywhere on the network, as the AppView shows it; None when it is gone."""
    return next(iter(post_views(xrpc, [uri])), None)


def post_views(xrpc: Xrpc, uris: Sequence[str]) -> Iterator[View]:
    rest = iter(dict.fromkeys(uris))
    while batch := list(islice(rest, _BATCH)):
        yield from xrpc.query("app.bsky.feed.getPosts", uris=batch)["posts"]
