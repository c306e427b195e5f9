"""What waits for a person: counted for the navigation, listed on Today. A fixed number of queries, whatever waits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.db.models import Count, Q
from django.urls import reverse

from masthead.agencies.models import Person
from masthead.agencies.rights import may
from masthead.conversations.models import Conversation, Forwarding
from masthead.links.models import Dossier
from masthead.moderation.models import Appeal, Case
from masthead.outbox.models import Delivery
from masthead.presences.models import Presence
from masthead.publishing.models import Approval, Draft

Urgency = Literal["now", "today", "week"]
_FEW = 5


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of Today: what, where it is done, and how soon."""

    urgency: Urgency
    icon: str
    title: str
    url: str
    body: str = ""
    act: str = "Open"


def counts(person: Person) -> dict[str, int]:
    """How much waits, by page of the navigation. One query for each page the person may see."""
    found: dict[str, int] = {}
    if may(person, "drafts.approve"):
        found["approvals"] = _to_approve(person).count()
    if may(person, "conversations.see"):
        found["inbox"] = Conversation.objects.filter(state="open").count()
    if may(person, "cases.see"):
        found["moderation"] = Case.objects.exclude(state="decided").count()
    if may(person, "presences.approve"):
        found["presences"] = Presence.objects.filter(state__in=["proposed", "in_discussion"]).count()
    return {page: count for page, count in found.items() if count}


def waiting_for(person: Person, *, at: datetime) -> list[Waiting]:
    """Everything that waits for `person`, most urgent first."""
    parts: list[tuple[str, Callable[[Person, datetime], list[Waiting]]]] = [
        ("deliveries.settle", _deliveries),
        ("conversations.forward", _forwardings),
        ("drafts.approve", _approvals),
        ("presences.approve", _proposals),
        ("appeals.decide", _appeals),
        ("cases.see", _cases),
        ("conversations.reply", _replies),
        ("drafts.write", _drafts),
        ("links.sign", _dossiers),
    ]
    found = [line for right, part in parts if may(person, right) for line in part(person, at)]
    order = {"now": 0, "today": 1, "week": 2}
    return sorted(found, key=lambda line: order[line.urgency])


def _to_approve(person: Person) -> object:
    mine = Q(asked_by=person) | Q(draft__author=person)
    return Approval.objects.filter(outcome="waiting").exclude(mine)


def _deliveries(person: Person, at: datetime) -> list[Waiting]:
    words = {
        "unknown": "may or may not be published",
        "held": "is held",
        "rejected": "was refused by the channel",
    }
    rows = Delivery.objects.filter(state__in=words).select_related("presence").order_by("-updated_at")[:_FEW]
    drafts = _drafts_of([row.subject for row in rows])
    return [
        Waiting(
            "now",
            "help_outline" if row.state == "unknown" else "error",
            f"“{drafts[row.subject][0]}” {words[row.state]} on {row.presence.name}",
            drafts[row.subject][1],
            f"{row.error} {row.cure}".strip(),
            "Look into it",
        )
        for row in rows
    ]


def _drafts_of(subjects: list[str]) -> dict[str, tuple[str, str]]:
    """subject → (title, address). A reply is found in the inbox."""
    keys = [subject.removeprefix("publication:") for subject in subjects if subject.startswith("publication:")]
    rows = Draft.objects.filter(publications__in=keys).values_list("publications", "title", "pk")
    known = {f"publication:{key}": (title, reverse("desk:draft", args=[pk])) for key, title, pk in rows}
    return {subject: known.get(subject, ("A reply", reverse("desk:inbox"))) for subject in subjects}


def _forwardings(person: Person, at: datetime) -> list[Waiting]:
    late = Forwarding.objects.exclude(state__in=["sent", "replaced"]).filter(queued_at__lt=at - timedelta(hours=1))
    count = late.count()
    if not count:
        return []
    title = f"{count} exchange{'s have' if count > 1 else ' has'} not reached the records mailbox"
    return [Waiting("now", "mail_outline", title, reverse("desk:inbox"), "It is tried again by itself.", "See them")]


def _approvals(person: Person, at: datetime) -> list[Waiting]:
    rows = _to_approve(person).select_related("draft", "asked_by").order_by("asked_at")[:_FEW]  # type: ignore[attr-defined]
    return [
        Waiting(
            "today",
            "check_circle_outline",
            row.draft.title,
            reverse("desk:approval", args=[row.pk]),
            f"{row.asked_by.name} asks for approval.",
            "Read and decide",
        )
        for row in rows
    ]


def _proposals(person: Person, at: datetime) -> list[Waiting]:
    rows = Presence.objects.filter(state__in=["proposed", "in_discussion"]).select_related("proposed_by")
    return [
        Waiting(
            "today",
            "groups",
            f"Proposed presence: {row.name}",
            reverse("desk:presence", args=[row.pk]),
            f"{row.proposed_by.name} proposes it.",
            "Discuss and decide",
        )
        for row in rows.order_by("proposed_at")[:_FEW]
    ]


def _appeals(person: Person, at: datetime) -> list[Waiting]:
    count = Appeal.objects.filter(state="open").count()
    if not count:
        return []
    title = f"{count} appeal{'s' if count > 1 else ''} to decide"
    body = "Somebody else than who removed the comment decides."
    return [Waiting("today", "forum", title, reverse("desk:moderation"), body, "Read")]


def _cases(person: Person, at: datetime) -> list[Waiting]:
    found = Case.objects.exclude(state="decided").aggregate(
        all=Count("pk"), second=Count("pk", filter=~Q(state="open"))
    )
    if not found["all"]:
        return []
    second = f" {found['second']} wait for a second person." if found["second"] else ""
    title = f"{found['all']} comment{'s' if found['all'] > 1 else ''} to look at"
    body = f"Each stays where it is until somebody decides.{second}"
    return [Waiting("today", "comment", title, reverse("desk:moderation"), body, "Open the queue")]


def _replies(person: Person, at: datetime) -> list[Waiting]:
    open_ones = Conversation.objects.filter(state="open").order_by("last_event_at")
    oldest, count = open_ones.first(), open_ones.count()
    if oldest is None:
        return []
    title = f"{count} conversation{'s' if count > 1 else ''} open"
    return [Waiting("today", "forum", title, reverse("desk:inbox"), f"Oldest: “{oldest.title}”", "Answer")]


def _drafts(person: Person, at: datetime) -> list[Waiting]:
    rows = Draft.objects.filter(author=person, state__in=["returned", "approved"]).order_by("-last_edit")[:_FEW]
    words = {"returned": ("undo", "Returned"), "approved": ("schedule", "Approved, to be scheduled")}
    return [
        Waiting(
            "today", words[row.state][0], f"{words[row.state][1]}: {row.title}", reverse("desk:draft", args=[row.pk])
        )
        for row in rows
    ]


def _dossiers(person: Person, at: datetime) -> list[Waiting]:
    count = Dossier.objects.filter(signed_at=None, state__in=["ok", "blocked"]).count()
    if not count:
        return []
    title = f"{count} link{'s' if count > 1 else ''} researched, not signed"
    return [Waiting("week", "link", title, reverse("desk:links") + "?unsigned=1", "", "Read and sign")]
