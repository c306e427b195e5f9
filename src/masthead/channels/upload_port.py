"""Files so large that sending them may take longer than a delivery is lent out: they go in pieces, and each is told of.

Whoever carries the delivery keeps it meanwhile. A connector without `begin_in_pieces` sends what is small.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from masthead.channels.port import Channel
from masthead.channels.post import Pending, Post


@runtime_checkable
class UploadsInPieces(Protocol):
    """What a channel's own class keeps besides."""

    def begin_in_pieces(self, post: Post, key: str, sent: Callable[[], None]) -> Pending:
        """As `begin`, calling `sent` after each piece. What `sent` raises SHALL end the upload and come out so."""


def begin(channel: Channel, post: Post, key: str, *, sent: Callable[[], None]) -> Pending:
    """`channel.begin`, in pieces where the connector can. Raises the errors of errors.py, and what `sent` raises."""
    if isinstance(channel, UploadsInPieces):
        return channel.begin_in_pieces(post, key, sent)
    return channel.begin(post, key)
