"""What waits of conversations and of moderation."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from masthead.agencies.models import Person
from masthead.conversations.inbox import owed
from masthead.conversations.models import Conversation, Forwarding
from masthead.conversations.who_reads import readable_by
from masthead.desk.conversation import comment_to_answer
from masthead.desk.waiting.line import FEW, Waiting, counted
from masthead.kernel.text import shorten
from masthead.moderation.appeal import open_appeals
from masthead.moderation.enforce import needing_a_person
from masthead.moderation.models import Case
from masthead.moderation.states import ENFORCEMENT

_MAIL_IS_LATE = timedelta(hours=1)
"""An e-mail is tried again by itself; what takes longer than this is shown to somebody."""
_QUOTED = 120
"""Letters of a comment that are quoted."""


def to_answer(person: Person) -> QuerySet[Conversation]:
    """Conversations on accounts of ours that owe an answer, of those `person` may read.

    What an employee handed over is answered where it began.
    """
    return Conversation.objects.filter(owed(), readable_by(person), presence__isnull=False)


def to_decide(person: Person) -> QuerySet[Case]:
    """Cases `person` can act on: not those in which their own removal waits for somebody else."""
    return Case.objects.exclude(state="decided").exclude(decisions__state="pending", decisions__by=person)


def enforcements(person: Person, at: datetime) -> list[Waiting]:
    rows = needing_a_person().select_related("decision")[:FEW]
    words = {"hide": "A removal", "restore": "A restoral"}
    said = {"failed": "was not carried out", "cannot": "is not possible on its channel"}
    return [
        Waiting(
            "now",
            "error",
            f"{words[row.action]} {said[row.state]}",
            reverse("desk:case", args=[row.decision.case_id]),
            f"{row.error} {row.cure}".strip(),
            "Look into it" if ENFORCEMENT.may(row.state, "retry") else "Open",
        )
        for row in rows
    ]


def forwardings(person: Person, at: datetime) -> list[Waiting]:
    """The few oldest, one by one: each is settled on the page of its conversation."""
    late = Forwarding.objects.exclude(state__in=["sent", "replaced"]).filter(queued_at__lt=at - _MAIL_IS_LATE)
    bodies = {
        "unconfirmed": "It was sent, and the answer never came. Look in the mailbox.",
        "failed": "It was tried for days and is not tried again by itself.",
    }
    return [
        Waiting(
            "now",
            "mail_outline",
            f"“{row.conversation.title}” has not reached the records mailbox",
            reverse("desk:conversation", args=[row.conversation_id]),
            bodies.get(row.state, f"It is tried again by itself. {row.error}".strip()),
            "Look into it",
        )
        for row in late.select_related("conversation").order_by("queued_at")[:FEW]
    ]


def appeals(person: Person, at: datetime) -> list[Waiting]:
    count = open_appeals(person).count()
    if not count:
        return []
    title = f"{counted(count, 'appeal', 'appeals')} to decide"
    body = "You had no part in these removals, so you may decide."
    return [Waiting("today", "account_balance", title, reverse("desk:appeals"), body, "Read")]


def cases(person: Person, at: datetime) -> list[Waiting]:
    found = to_decide(person).aggregate(first=Count("pk", filter=Q(state="open")), all=Count("pk"))
    lines = []
    if found["first"]:
        title = f"{counted(found['first'], 'comment', 'comments')} to look at"
        body = "Each stays where it is until somebody decides."
        lines.append(Waiting("today", "comment", title, reverse("desk:moderation"), body, "Open the queue"))
    if second := found["all"] - found["first"]:
        title = f"{counted(second, 'removal asks', 'removals ask')} for a second person"
        url = reverse("desk:moderation") + "?state=second_review"
        lines.append(Waiting("today", "people", title, url, "Nothing is removed until you agree.", "Decide"))
    return lines


def replies(person: Person, at: datetime) -> list[Waiting]:
    waiting = to_answer(person)
    oldest, count = waiting.order_by("last_event_at").first(), waiting.count()
    if oldest is None:
        return []
    title = f"{counted(count, 'reply', 'replies')} owed to the public"
    url = reverse("desk:inbox") + "?state=open"
    return [Waiting("today", "forum", title, url, f"Oldest: “{_asked(oldest)}”", "Answer")]


def _asked(conversation: Conversation) -> str:
    """What somebody said there that waits; of a private exchange, and where nothing is left to quote, its title."""
    waits = None if conversation.private else comment_to_answer(conversation)
    words = waits.current.text if waits and waits.current else ""
    return shorten(words, _QUOTED) or conversation.title
