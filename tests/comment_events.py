"""A live presence, and events as its channel would tell them, for tests of whatever takes them in."""

from __future__ import annotations

from datetime import datetime

import factories
from masthead.agencies.models import Person
from masthead.channels.events import CommentEvent, Kind
from masthead.channels.ref import Ref
from masthead.presences.models import Connection, Presence


def a_presence(run_by: Person) -> Presence:
    """The agency's Noticeboard, live."""
    made = Presence.objects.create(
        channel="noticeboard",
        name="MLC Noticeboard",
        handle="mlc-noticeboard",
        purpose="News",
        audience="The public",
        why_channel="It is ours",
        state="live",
        run_by=run_by,
        proposed_by=run_by,
        proposed_at=factories.at(days=-20),
        launched_at=factories.at(days=-10),
    )
    Connection.objects.create(
        presence=made,
        settings={"handle": made.handle},
        connected_at=factories.at(days=-10),
        connected_by="worker:test",
    )
    return made


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
