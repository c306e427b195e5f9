"""Asks a channel what is new and hands it to the intake. The cursor moves only after what it passed is kept."""

from __future__ import annotations

from datetime import datetime, timedelta

from masthead.agencies.actors import Actor
from masthead.channels.port import Channel, ChannelError, CommentEvent, Page, Ref
from masthead.conversations.models import Comment, StreamCursor
from masthead.conversations.take_in import Intake, take_in
from masthead.presences.models import Presence

NOTED_EVERY = timedelta(minutes=5)
PAGES = 20
"""At most so many pages at once, so that one busy presence does not starve the others."""


def pull_presence(*, by: Actor, at: datetime, presence: Presence, channel: Channel) -> list[Intake]:
    """Take in everything new on every stream of `presence`. A channel's error is kept on the cursor, for staff."""
    done: list[Intake] = []
    for stream in channel.describe().streams:
        place = StreamCursor.objects.get_or_create(presence=presence, stream=stream)[0]
        try:
            for _ in range(PAGES):
                page: Page = channel.pull(stream, place.cursor, at=at)
                if page.events:
                    done.append(take_in(by=by, at=at, presence=presence, events=page.events))
                _advance(place, page.cursor, at)
                if not page.more:
                    break
        except ChannelError as trouble:
            place.trouble = f"{trouble.sentence} {trouble.cure}".strip()
            place.trouble_since = place.trouble_since or at
            place.save()
    return done


def _advance(place: StreamCursor, cursor: str, at: datetime) -> None:
    """Move the cursor. A stream that stays quiet is noted now and then, so that an idle desk writes next to nothing."""
    noted_lately = place.read_at is not None and at - place.read_at < NOTED_EVERY
    if cursor == place.cursor and not place.trouble and noted_lately:
        return
    place.cursor, place.read_at, place.trouble, place.trouble_since = cursor, at, "", None
    place.save()


def look_again(*, by: Actor, at: datetime, presence: Presence, channel: Channel, limit: int = 100) -> Intake:
    """Ask what became of the newest comments, for channels that tell nobody of a deletion or a hiding.

    Raises the channel's errors. An edit is left to the next pull, which brings its words.
    """
    newest = Comment.objects.filter(presence=presence, state="shown", from_us=False).select_related(
        "current", "conversation"
    )
    rows = {row.native_id: row for row in newest.order_by("-seen_at", "-id")[:limit]}
    refs = [Ref(row.native_id, row.current.version if row.current else "", row.url) for row in rows.values()]
    seen = channel.recheck(refs) if refs else {}
    events = [_gone(rows[native_id], "deleted", at) for native_id, what in seen.items() if what == "gone"]
    events += [_gone(rows[native_id], "hidden", at) for native_id, what in seen.items() if what == "hidden"]
    return take_in(by=by, at=at, presence=presence, events=events)


def _gone(row: Comment, kind: str, at: datetime) -> CommentEvent:
    return CommentEvent(
        native_id=row.native_id,
        version=row.current.version if row.current else "",
        kind="deleted" if kind == "deleted" else "hidden",
        author_shown=row.author_shown,
        author_id=row.author_id,
        text="",
        parent_ref=Ref(row.parent_native_id) if row.parent_native_id else None,
        root_ref=Ref.from_json(row.conversation.root_ref),
        url=row.url,
        # Nothing was received: the channel answered that there is nothing, and that is what is kept.
        raw=b"",
        observed_at=at,
        via="recheck",
    )
