"""First stage: what the public said is kept, bytes and all, before anybody or anything judges it.

Taking in the same events again, or in another order, changes nothing: a comment is what its sightings add up to.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import transaction

from masthead.agencies.actors import Actor
from masthead.agencies.models import Person
from masthead.agencies.rights import refuse_unless_permitted
from masthead.channels.events import CommentEvent
from masthead.channels.ref import Ref
from masthead.conversations.batch import Batch, Known, place_of, root_of
from masthead.conversations.models import Comment, Conversation, Reply, Sighting
from masthead.conversations.now import Standing
from masthead.conversations.states import COMMENT, CONVERSATION
from masthead.kernel.clock import stamp
from masthead.kernel.text import clean
from masthead.outbox.models import Delivery
from masthead.presences.models import Presence
from masthead.records.append import Entry, append_all
from masthead.records.operation import operation


@dataclass(frozen=True, slots=True)
class Intake:
    """What was new in a batch: comment ids never seen before, comment ids with another wording, and events known."""

    captured: tuple[UUID, ...] = ()
    reworded: tuple[UUID, ...] = ()
    known: int = 0


@dataclass(frozen=True, slots=True)
class News:
    """An event that tells something new of a comment. `act` is the kind of its record: captured, edited, renamed, …"""

    act: Literal["captured", "edited", "renamed", "deleted", "hidden"]
    known: Known
    event: CommentEvent
    number: int
    raw_sha256: str


def take_in(*, by: Actor, at: datetime, presence: Presence, events: Sequence[CommentEvent]) -> Intake:
    """Keep what is new in `events` with one record each; what is known already leaves none. One transaction."""
    refuse_unless_permitted(by, "conversations.take_in")
    return _take_in(by, at, presence, events, capture)


def take_in_pasted(*, by: Person, at: datetime, presence: Presence, events: Sequence[CommentEvent]) -> Intake:
    """The same for what a person read and pasted; `paste` says where that is allowed."""
    refuse_unless_permitted(by, "conversations.paste")
    return _take_in(by, at, presence, events, capture_pasted)


def _take_in(
    by: Actor, at: datetime, presence: Presence, events: Sequence[CommentEvent], capture: Callable[..., None]
) -> Intake:
    with transaction.atomic():
        # One intake per presence at a time: two pulls of one page must not both find an event new.
        Presence.objects.select_for_update().get(pk=presence.pk)
        batch = Batch(presence, events)
        news = [found for event in events if (found := _look(batch, event, at))]
        left = _settle(batch, at)
        if news:
            capture(by=by, at=at, batch=batch, news=news)
        else:
            batch.save()
        if left:
            # A thread whose root was learned late leaves an empty conversation behind; its records are kept.
            empty = Conversation.objects.filter(comments=None, replies=None, notes=None, forwardings=None)
            empty.filter(pk__in=left).delete()
    return Intake(
        captured=tuple(item.known.comment.pk for item in news if item.act == "captured"),
        reworded=tuple(item.known.comment.pk for item in news if item.act == "edited"),
        known=len(events) - len(news),
    )


@operation("conversations.take_in")
def capture(*, by: Actor, at: datetime, batch: Batch, news: Sequence[News]) -> None:
    """Write the batch and a record for each new event in it."""
    _write(by, at, batch, news)


@operation("conversations.paste")
def capture_pasted(*, by: Person, at: datetime, batch: Batch, news: Sequence[News]) -> None:
    """The same, in the name of who pasted it."""
    _write(by, at, batch, news)


def _write(by: Actor, at: datetime, batch: Batch, news: Sequence[News]) -> None:
    batch.save()
    append_all([_entry(batch.presence, item) for item in news], by=by, at=at)
    for known in batch.touched:
        if delivery := batch.ours.replies.get(known.comment.native_id):
            Reply.objects.filter(delivery_id=delivery, seen_as=None).update(seen_as=known.comment)
            if known.comment.state == "deleted_by_author":  # on the platform itself: its links are watched no longer
                Delivery.objects.filter(pk=delivery, gone_at=None).update(gone_at=at)


def _look(batch: Batch, event: CommentEvent, at: datetime) -> News | None:
    """Add the event to the batch. None when it tells nothing new."""
    known = batch.of(event)
    name = clean(event.author_shown)[:300]
    raw = batch.raw(event.raw, at)
    key = _key(event)
    _learn(batch, known, event)
    if seen := known.sightings.get(key):
        if not batch.see_again(seen, name, event.observed_at):
            return None
        known.news = True
        return News("renamed", known, event, seen.version.number if seen.version else 0, raw.sha256)
    act = _act(known, event)
    worded = event.kind in ("new", "edited") or event.text
    version = batch.add_wording(known, event, raw) if worded else None
    sighting = Sighting(
        comment=known.comment,
        kind=event.kind,
        key=key,
        version=version,
        author_shown=name,
        raw=raw,
        via=event.via[:120],
        first_seen=event.observed_at,
        last_seen=event.observed_at,
    )
    batch.add_sighting(known, sighting)
    known.news = True
    return News(act, known, event, version.number if version else 0, raw.sha256)


def _act(known: Known, event: CommentEvent) -> Literal["captured", "edited", "deleted", "hidden"]:
    if event.kind == "deleted" or event.kind == "hidden":
        return event.kind
    return "edited" if known.wordings else "captured"


def _key(event: CommentEvent) -> str:
    """What makes two events the same event: version, kind and words. Without versions, the words still tell."""
    same = "\x1f".join((event.version, event.kind, clean(event.text)))
    return hashlib.sha256(same.encode()).hexdigest()


def _learn(batch: Batch, known: Known, event: CommentEvent) -> None:
    """Fill in what earlier events did not tell. Nothing told once is unlearned."""
    comment = known.comment
    comment.author_id = comment.author_id or clean(event.author_id)[:300]
    comment.url = comment.url or event.url[:1000]
    comment.seen_at = min(comment.seen_at, event.observed_at)
    if event.said_at:
        comment.posted_at = min(comment.posted_at or event.said_at, event.said_at)
    comment.from_us = comment.from_us or batch.ours.said(event)
    known.private = known.private or event.private
    if event.parent_ref:
        comment.parent_native_id = event.parent_ref.native_id
    # A deletion often names neither thread nor parent; an event that names the thread outranks one that does not.
    if event.root_ref or (event.parent_ref and known.root is None):
        known.root = root_of(event)


def _settle(batch: Batch, at: datetime) -> set[UUID]:
    """Bring every touched comment to what its sightings add up to. Returns the conversations some have left."""
    left: set[UUID] = set()
    for known in batch.touched:
        comment, now = known.comment, known.now()
        wordings = {row.pk: row for row in known.wordings.values()}
        comment.current = wordings[now.wording] if now.wording else None
        comment.author_shown = now.author_shown
        # What was seen before is no news: a comment put back by an act of ours is not hidden again by an old sighting.
        if now.standing != known.was or known.hidden:
            comment.state = _state(comment.state, now.standing)
        root = known.root or Ref(comment.native_id, url=comment.url)
        if known.is_new:
            comment.conversation = batch.conversation(root, comment.text, at, private=known.private)
        elif _belongs_elsewhere(batch, known, root):
            left.add(comment.conversation_id)
            comment.conversation = batch.conversation(root, comment.text, at, private=known.private)
        if known.news:
            _hear(batch, known, at)
    for comment in [*(known.comment for known in batch.touched), *batch.waiting]:
        parent = batch.known.get(comment.parent_native_id)
        if parent and parent.comment.pk != comment.pk:
            comment.parent = parent.comment
    return left


def _belongs_elsewhere(batch: Batch, known: Known, root: Ref) -> bool:
    """Whether its thread was only guessed so far, from the comment itself or from what it answers, or was public."""
    comment, thread = known.comment, batch.thread_of(known.comment)
    known.private = known.private or thread.private
    if known.private != thread.private:
        return True
    guessed = [place_of(Ref(name), private=thread.private) for name in (comment.native_id, comment.parent_native_id)]
    return known.root is not None and thread.root in guessed and thread.root != place_of(root, private=thread.private)


def _state(state: str, standing: Standing) -> str:
    act = {"shown": "show_elsewhere", "hidden_elsewhere": "hide_elsewhere", "deleted_by_author": "delete"}[standing]
    return COMMENT.to(state, act) if COMMENT.may(state, act) else state


def _hear(batch: Batch, known: Known, at: datetime) -> None:
    comment, conversation = known.comment, batch.thread_of(known.comment)
    conversation.last_event_at = max(conversation.last_event_at, at)
    if not known.is_new or comment.state != "shown":
        return
    if not comment.from_us:
        conversation.state = CONVERSATION.to(conversation.state, "hear")
    elif _answers_the_public(batch, comment) or _begins_it(batch, comment):
        conversation.state = CONVERSATION.to(conversation.state, "answer")


def _answers_the_public(batch: Batch, comment: Comment) -> bool:
    """Whether somebody answered on the channel itself. A reply of the desk has counted since it was written."""
    parent = batch.known.get(comment.parent_native_id)
    return parent is not None and not parent.comment.from_us and comment.native_id not in batch.ours.replies


def _entry(presence: Presence, item: News) -> Entry:
    comment = item.known.comment
    return Entry(
        kind=f"comment/{item.act}",
        subject=comment.subject,
        body=_body(presence, item),
        conversation=str(comment.conversation_id),
    )


def _begins_it(batch: Batch, comment: Comment) -> bool:
    """Whether the agency's own words began a thread in which nobody has said anything yet: no answer is owed."""
    thread = batch.thread_of(comment)
    itself = place_of(Ref(comment.native_id), private=thread.private)
    if thread.root != itself or not batch.is_new(thread):
        return False
    # Of what comes later in the batch, nothing is known yet: it is heard in its turn.
    return all(known.comment.from_us for known in batch.touched if known.comment.conversation_id == thread.pk)


def _body(presence: Presence, item: News) -> dict[str, str | int | bool | None]:
    event = item.event
    return {
        "channel": presence.channel,
        "presence": str(presence.pk),
        "native_id": event.native_id,
        "kind": event.kind,
        "version": event.version,
        "number": item.number,
        "text": clean(event.text),
        "author_shown": clean(event.author_shown),
        "author_id": clean(event.author_id),
        "url": event.url,
        "parent": event.parent_ref.native_id if event.parent_ref else "",
        "root": event.root_ref.native_id if event.root_ref else "",
        "raw_sha256": item.raw_sha256,
        "observed_at": stamp(event.observed_at),
        "said_at": stamp(event.said_at) if event.said_at else None,
        "via": event.via,
        **({"private": True} if item.known.private else {}),
    }
