"""A post as the AppView shows it, turned into an event of the port."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from masthead.channels.as_given import as_given
from masthead.channels.bluesky.description import WEB
from masthead.channels.bluesky.views import View
from masthead.channels.events import CommentEvent, Kind
from masthead.channels.ref import Ref


def event_of(view: View, kind: Kind, via: str, at: datetime) -> CommentEvent:
    record, author = view["record"], view["author"]
    reply = record.get("reply", {})
    return CommentEvent(
        native_id=view["uri"],
        version=view["cid"],
        kind=kind,
        author_shown=author.get("displayName") or author["handle"],
        author_id=author["did"],
        text=record.get("text", ""),
        parent_ref=_strong(reply.get("parent")),
        root_ref=_strong(reply.get("root")),
        url=f"{WEB}/profile/{author['did']}/post/{view['uri'].rpartition('/')[2]}",
        raw=as_given(view),
        observed_at=at,
        via=via,
        said_at=_time(record.get("createdAt", "")),
    )


def deletion_of(uri: str, version: str, root: str, via: str, at: datetime) -> CommentEvent:
    return CommentEvent(
        native_id=uri,
        version=version,
        kind="deleted",
        author_shown="",
        author_id=uri.removeprefix("at://").partition("/")[0],
        text="",
        parent_ref=None,
        root_ref=Ref(root),
        url="",
        raw=json.dumps({"uri": uri, "absent_from": root}).encode(),
        observed_at=at,
        via=via,
    )


def _strong(reference: Mapping[str, str] | None) -> Ref | None:
    return Ref(reference["uri"], reference.get("cid", "")) if reference else None


def _time(said: str) -> datetime | None:
    """The author's own claim of when; None where it is no time at all, for anything may stand there."""
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
