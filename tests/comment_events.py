"""Events as a channel would tell them, for tests of whatever takes them in."""

from __future__ import annotations

from datetime import datetime

import factories
from masthead.channels.port import CommentEvent, Kind, Ref


def an_event(
    native_id: str = "c1",
    version: str = "1",
    kind: Kind = "new",
    text: str = "When do you open?",
    *,
    minutes: float = 0,
    name: str = "Reader",
    root: str | None = "post:1",
    parent: str | None = None,
    said_at: datetime | None = None,
) -> CommentEvent:
    return CommentEvent(
        native_id=native_id,
        version=version,
        kind=kind,
        author_shown=name,
        author_id="",
        text="" if kind in ("deleted", "hidden") else text,
        parent_ref=Ref(parent) if parent else None,
        root_ref=Ref(root) if root else None,
        url=f"https://board.example/{native_id}",
        raw=f'{{"id":"{native_id}","v":"{version}","t":"{text}"}}'.encode("utf-8", "replace"),
        observed_at=factories.at(minutes),
        via="test",
        said_at=said_at,
    )
