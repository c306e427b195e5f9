"""The inbox: conversations of all presences, page by page, with what staff must see at a glance. Read only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from masthead.agencies.models import Person
from masthead.conversations.models import Comment, Conversation, Forwarding, Reply
from masthead.kernel.refusals import Invalid
from masthead.presences.models import Presence

PAGE = 25


@dataclass(frozen=True, slots=True)
class Row:
    """One conversation. last_words: of the newest comment of the public; forwarding: a state of FORWARDING, or ""."""

    conversation: Conversation
    comments: int
    last_words: str
    on_its_way: bool
    forwarding: str


@dataclass(frozen=True, slots=True)
class InboxPage:
    """`after` is the cursor of the next page, "" on the last."""

    rows: tuple[Row, ...]
    after: str


def inbox(
    *,
    state: str = "",
    assigned_to: Person | None = None,
    unassigned: bool = False,
    presence: Presence | None = None,
    after: str = "",
    size: int = PAGE,
) -> InboxPage:
    """Conversations, the latest first. One query. Raises Invalid for a cursor that is not one of ours."""
    found = Conversation.objects.all()
    if state:
        found = found.filter(state=state)
    if unassigned:
        found = found.filter(assigned_to=None)
    elif assigned_to is not None:
        found = found.filter(assigned_to=assigned_to)
    if presence is not None:
        found = found.filter(presence=presence)
    if after:
        moment, key = _cursor(after)
        found = found.filter(Q(last_event_at__lt=moment) | Q(last_event_at=moment, pk__lt=key))
    # First which, then what is known of them: otherwise of all the conversations there are everything would be read.
    which = found.order_by("-last_event_at", "-pk").values("pk")[: size + 1]
    rows = list(_told().filter(pk__in=which).order_by("-last_event_at", "-pk"))
    shown = rows[:size]
    more = f"{shown[-1].last_event_at.isoformat()}|{shown[-1].pk}" if len(rows) > size else ""
    return InboxPage(tuple(_row(row) for row in shown), more)


def how_many_open(*, assigned_to: Person | None = None) -> int:
    """Conversations that wait for an answer: everybody's, or those of one person."""
    found = Conversation.objects.filter(state="open", presence__isnull=False)
    return found.filter(assigned_to=assigned_to).count() if assigned_to else found.count()


def _told() -> QuerySet[Conversation]:
    """Conversations with what a row of the inbox tells of each."""
    latest = Comment.objects.filter(conversation=OuterRef("pk"), from_us=False).order_by("-seen_at", "-id")
    sent = Forwarding.objects.filter(conversation=OuterRef("pk")).order_by("-revision")
    return Conversation.objects.select_related("presence", "assigned_to").annotate(
        comment_count=Count("comments"),
        last_words=Subquery(latest.values("current__text")[:1]),
        forwarding=Subquery(sent.values("state")[:1]),
        on_its_way=Exists(Reply.objects.filter(conversation=OuterRef("pk"), said_at=None)),
    )


def _row(row: Conversation) -> Row:
    told = row.__dict__  # the annotations of the query above
    return Row(row, told["comment_count"], told["last_words"] or "", told["on_its_way"], told["forwarding"] or "")


def _cursor(after: str) -> tuple[datetime, UUID]:
    moment, _, key = after.partition("|")
    try:
        return datetime.fromisoformat(moment), UUID(key)
    except ValueError:
        raise Invalid("This page of the inbox does not exist. Start at the first.") from None
