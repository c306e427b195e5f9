"""Asks a channel what is new and hands it to the intake. The cursor moves only after what it passed is kept."""

from __future__ import annotations

from datetime import datetime, timedelta

from masthead.agencies.actors import Actor
from masthead.channels.errors import ChannelError, NoPlan, RateLimited
from masthead.channels.events import CommentEvent, Page
from masthead.channels.port import Channel
from masthead.channels.ref import Ref
from masthead.channels.registry import describe
from masthead.conversations.models import Comment, StreamCursor
from masthead.conversations.take_in import Intake, take_in
from masthead.presences.models import Connection, Presence
from masthead.presences.watch import at_fault

NOTED_EVERY = timedelta(minutes=5)
METRICS = "metrics"
"""Not a stream of comments: what the platform counts of our posts is read under this name, by publishing."""
MESSAGES = "messages"
"""The stream of private messages, where a platform has them apart from comments."""
REFUSED_FOR = timedelta(days=1)
"""So long a stream is left alone for which a permission is missing: only a person can mend that, and whoever connects
the presence again ends the wait. Asked again all the same, because a platform may grant the app more in between."""
PAGES = 20
"""At most so many pages at once, so that one busy presence does not starve the others."""


def is_due(presence: Presence, *, at: datetime) -> bool:
    """Whether its turn has come: not while the platform wants to be left alone, whatever came of the last turn.

    Of streams that are apart, it is enough that one's has.
    """
    places, channel = list(StreamCursor.objects.filter(presence=presence)), describe(presence.channel)
    resting = {place.stream for place in places if place.not_before and place.not_before > at}
    if channel.streams_apart:
        refused = {place.stream for place in places if _is_refused(place, at)}
        return not resting | refused >= set(channel.streams)
    return not (resting - {MESSAGES} if channel.messages_apart else resting)


def asked_to_wait(presence: Presence, *, at: datetime) -> bool:
    """Whether the platform itself wants to be left alone, as against turns that we leave out by ourselves."""
    resting = StreamCursor.objects.filter(presence=presence, not_before__gt=at).exclude(trouble="")
    apart = describe(presence.channel).messages_apart
    return (resting.exclude(stream=MESSAGES) if apart else resting).exists()


def note_trouble(presence: Presence, stream: str, trouble: ChannelError, *, at: datetime) -> None:
    """Keep a channel's error on a stream, for staff; a wait it asks for holds for all of the presence's streams."""
    place = StreamCursor.objects.get_or_create(presence=presence, stream=stream)[0]
    _note_trouble(place, presence, trouble, at)


def note_read(presence: Presence, stream: str, *, at: datetime) -> None:
    """A stream without a cursor of its own was read, and what troubled it is over."""
    place = StreamCursor.objects.get_or_create(presence=presence, stream=stream)[0]
    place.not_before = None
    _advance(place, "", at)


def pull_presence(*, by: Actor, at: datetime, presence: Presence, channel: Channel) -> list[Intake]:
    """Take in everything new on every stream of `presence`. A channel's error is kept on the cursor, for staff."""
    done: list[Intake] = []
    description = channel.describe()
    pause = timedelta(seconds=description.pull_every)
    for stream in description.streams:
        place = StreamCursor.objects.get_or_create(presence=presence, stream=stream)[0]
        apart = description.streams_apart or (description.messages_apart and stream == MESSAGES)
        if apart and place.trouble and place.not_before and place.not_before > at:
            continue  # its own source asked for a wait; the others' turn may have come
        if _is_refused(place, at):
            continue
        place.not_before = at + pause if pause else None
        try:
            for _ in range(PAGES):
                page: Page = channel.pull(stream, place.cursor, at=at)
                if page.events:
                    done.append(take_in(by=by, at=at, presence=presence, events=page.events))
                _advance(place, page.cursor, at)
                if not page.more:
                    break
        except ChannelError as trouble:
            _note_trouble(place, presence, trouble, at)
    return done


def _only_a_person_mends(place: StreamCursor, trouble: ChannelError) -> bool:
    """Whether the same call is bound to fail again. A plan that lacks messages has everything else in it."""
    return bool(trouble.scope) or (isinstance(trouble, NoPlan) and place.stream == MESSAGES)


def _is_refused(place: StreamCursor, at: datetime) -> bool:
    """Whether it is left alone now, because nobody has connected the presence again since it was refused."""
    if place.refused_at is None or at - place.refused_at >= REFUSED_FOR:
        return False
    return not Connection.objects.filter(presence=place.presence_id, connected_at__gt=place.refused_at).exists()


def _note_trouble(place: StreamCursor, presence: Presence, trouble: ChannelError, at: datetime) -> None:
    said = (trouble.sentence, at_fault(presence, trouble), trouble.cure)
    place.trouble = " ".join(part for part in said if part)
    place.trouble_since = place.trouble_since or at
    place.refused_at = at if _only_a_person_mends(place, trouble) else None
    if place.refused_at:
        place.not_before = None  # it is no wait that the platform asked for, and holds up nothing else
    if isinstance(trouble, RateLimited):
        place.not_before = max(trouble.until, place.not_before or at)
    place.save()


def _advance(place: StreamCursor, cursor: str, at: datetime) -> None:
    """Move the cursor. A stream that stays quiet is noted now and then, so that an idle desk writes next to nothing."""
    noted_lately = place.read_at is not None and at - place.read_at < NOTED_EVERY
    if cursor == place.cursor and not place.trouble and noted_lately and place.not_before is None:
        return
    place.cursor, place.read_at, place.trouble, place.trouble_since = cursor, at, "", None
    place.refused_at = None
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
        private=row.conversation.private,
    )
