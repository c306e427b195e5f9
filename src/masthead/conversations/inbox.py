"""The inbox: conversations of all presences, page by page, with what staff must see at a glance. Read only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from masthead.agencies.models import Person
from masthead.conversations.models import Comment, Conversation, Forwarding, Reply
from masthead.kernel.refusals import Invalid
from masthead.kernel.text import clean
from masthead.outbox.models import Delivery
from masthead.presences.models import Presence

PAGE = 25

_NOT_LEAVING = ("held", "rejected", "cancelled")

Answer = Literal["", "on_its_way", "stuck"]
"""What is known of an answer that has not arrived: it is on its way, or cannot leave. "" where none is out."""


@dataclass(frozen=True, slots=True)
class Row:
    """One conversation. last_words: of the newest comment of the public that is shown; answer: see `Answer`;
    forwarding: a state of FORWARDING, or ""."""

    conversation: Conversation
    comments: int
    last_words: str
    answer: Answer
    forwarding: str


@dataclass(frozen=True, slots=True)
class InboxPage:
    """`after` is the cursor of the next page, "" on the last."""

    rows: tuple[Row, ...]
    after: str


def inbox(
    *,
    state: str = "",
    readable: Q | None = None,
    assigned_to: Person | None = None,
    unassigned: bool = False,
    presence: Presence | None = None,
    after: str = "",
    size: int = PAGE,
) -> InboxPage:
    """Conversations, the latest first, of those `readable`. One query. Raises Invalid for a cursor that is not ours."""
    found = Conversation.objects.filter(readable or Q())
    if state == "open":
        found = found.filter(owed())
    elif state:
        found = found.filter(state=state).exclude(owed())
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


def matching(words: str, *, size: int = 20) -> list[Conversation]:
    """Conversations to choose from, the latest first: all of `words` stand in the title, the post, a message or a name.

    Without words, the latest there are.
    """
    found = Conversation.objects.select_related("presence")
    for word in clean(words).split()[:8]:
        said = Comment.objects.filter(conversation=OuterRef("pk")).filter(
            Q(current__text__icontains=word) | Q(author_shown__icontains=word)
        )
        found = found.filter(Q(title__icontains=word) | Q(post_text__icontains=word) | Exists(said))
    return list(found.order_by("-last_event_at", "-pk")[:size])


def owed() -> Q:
    """Conversations that still owe the public an answer: none was written, or the last one written does not arrive."""
    return Q(state="open") | Q(state="answered", pk__in=_stuck().values("conversation"))


def answer_to(conversation: Conversation) -> Answer:
    """How the answer to `conversation` stands, for its own page."""
    if _stuck().filter(conversation=conversation).exists():
        return "stuck"
    return "on_its_way" if _carried().filter(conversation=conversation).exists() else ""


def _carried() -> QuerySet[Reply]:
    """Answers that leave, or have left, and have not been read back yet."""
    moving = Delivery.objects.filter(pk=OuterRef("delivery_id")).exclude(state__in=_NOT_LEAVING)
    return Reply.objects.filter(Exists(moving), said_at=None, taken_back_at=None)


def _stuck() -> QuerySet[Reply]:
    """Answers that are held, refused or canceled, and nothing was said since."""
    stuck = Delivery.objects.filter(pk=OuterRef("delivery_id"), state__in=_NOT_LEAVING)
    later = Reply.objects.filter(
        conversation=OuterRef("conversation"), taken_back_at=None, created_at__gt=OuterRef("created_at")
    )
    there = Comment.objects.filter(
        conversation=OuterRef("conversation"), from_us=True, seen_at__gt=OuterRef("created_at")
    )
    return Reply.objects.filter(Exists(stuck), ~Exists(later), ~Exists(there), said_at=None, taken_back_at=None)


def _told() -> QuerySet[Conversation]:
    """Conversations with what a row of the inbox tells of each."""
    latest = Comment.objects.filter(conversation=OuterRef("pk"), from_us=False, state="shown").order_by(
        "-seen_at", "-id"
    )
    sent = Forwarding.objects.filter(conversation=OuterRef("pk")).order_by("-revision")
    return Conversation.objects.select_related("presence", "assigned_to").annotate(
        comment_count=Count("comments"),
        last_words=Subquery(latest.values("current__text")[:1]),
        forwarding=Subquery(sent.values("state")[:1]),
        stuck=Exists(_stuck().filter(conversation=OuterRef("pk"))),
        carried=Exists(_carried().filter(conversation=OuterRef("pk"))),
    )


def _row(row: Conversation) -> Row:
    told = row.__dict__  # the annotations of the query above
    answer: Answer = "stuck" if told["stuck"] else "on_its_way" if told["carried"] else ""
    return Row(row, told["comment_count"], told["last_words"] or "", answer, told["forwarding"] or "")


def _cursor(after: str) -> tuple[datetime, UUID]:
    moment, _, key = after.partition("|")
    try:
        return datetime.fromisoformat(moment), UUID(key)
    except ValueError:
        raise Invalid("This page of the inbox does not exist. Start at the first.") from None
