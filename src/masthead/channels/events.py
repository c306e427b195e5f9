"""What comes in from a channel: comments and private messages, what happened to each, and what became of it since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from masthead.channels.ref import Ref

Kind = Literal["new", "edited", "deleted", "hidden"]
Seen = Literal["present", "edited", "gone", "hidden", "unknown"]


@dataclass(frozen=True, slots=True)
class CommentEvent:
    """Something that happened to a comment. (native_id, version, kind) is the same however often it is pulled.

    author_shown: the name beside the comment; author_id: the channel's own id of the author, "" if it has none;
    raw: the bytes as received; observed_at: when Masthead saw it; via: the call that brought it;
    said_at: when the channel says it was written; private: the public cannot read it. A private event SHALL name as its
    root the head of the private exchange, and never something public.
    """

    native_id: str
    version: str
    kind: Kind
    author_shown: str
    author_id: str
    text: str
    parent_ref: Ref | None
    root_ref: Ref | None
    url: str
    raw: bytes
    observed_at: datetime
    via: str
    said_at: datetime | None = None
    private: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A page of events, oldest first. `cursor` goes into the next pull; `more` asks for one at once."""

    events: tuple[CommentEvent, ...]
    cursor: str
    more: bool = False
