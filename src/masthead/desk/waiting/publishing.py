"""What waits of posts, pictures and links."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from masthead.agencies.models import Person
from masthead.desk.waiting.line import FEW, Waiting, counted
from masthead.links.models import Dossier
from masthead.outbox.late import late as not_settled
from masthead.outbox.models import Delivery
from masthead.publishing.alarm import late_after
from masthead.publishing.alarm_letter import NOTHING_CARRIES_IT
from masthead.publishing.carried import carried_by
from masthead.publishing.models import Approval, Draft

_LATE = ("schedule", "is late")
_STUCK = {
    "unknown": ("help_outline", "may or may not be published"),
    "by_hand": ("content_copy", "is to be posted by hand"),
    "held": ("do_not_disturb", "is held"),
    "rejected": ("error", "was refused by the channel"),
}
_STUCK_DOWN = {
    **_STUCK,
    "unknown": ("help_outline", "may or may not be done"),
    "by_hand": ("content_copy", "is to be done by hand"),
}
_DRAFT_WORDS = {"returned": ("undo", "Returned"), "approved": ("schedule", "Approved, to be scheduled")}


def to_approve(person: Person) -> QuerySet[Approval]:
    """Requests `person` may decide: nobody approves what they wrote or asked for."""
    waiting = Approval.objects.filter(outcome="waiting")
    return waiting.exclude(asked_by=person).exclude(draft__author=person)


def deliveries(person: Person, at: datetime) -> list[Waiting]:
    rows = list(Delivery.objects.filter(state__in=_STUCK).select_related("presence").order_by("-updated_at")[:FEW])
    return _lines(rows)


def late(person: Person, at: datetime) -> list[Waiting]:
    """What the machine should have carried by now, the longest waiting first. What is stuck is named above."""
    found = not_settled(at=at, after=late_after()).exclude(state__in=_STUCK)
    rows = list(found.select_related("presence").order_by("due_at", "id")[: FEW + 1])
    lines = _lines(rows[:FEW])
    if len(rows) > FEW:
        lines.append(Waiting("now", "schedule", f"{found.count() - FEW} more are late", reverse("desk:drafts")))
    return lines


def _lines(rows: list[Delivery]) -> list[Waiting]:
    posts, lines = carried_by(rows), []
    for row in rows:
        post, url, act = posts[row.subject], posts[row.subject].path, "Look into it"
        icon, word = (_STUCK_DOWN if row.purpose == "takedown" else _STUCK).get(row.state, _LATE)
        said = f"{row.error} {row.cure}".strip() or (NOTHING_CARRIES_IT if row.state not in _STUCK else "")
        if row.state == "by_hand":
            url = reverse("desk:by_hand", args=[row.pk])
            act = "Take it down" if row.purpose == "takedown" else "Post it"
        lines.append(Waiting("now", icon, f"{post.title} {word} on {row.presence.name}", url, said, act))
    return lines


def approvals(person: Person, at: datetime) -> list[Waiting]:
    rows = to_approve(person).select_related("draft", "asked_by").order_by("asked_at")[:FEW]
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


def drafts(person: Person, at: datetime) -> list[Waiting]:
    rows = Draft.objects.filter(author=person, state__in=_DRAFT_WORDS).order_by("-last_edit")[:FEW]
    lines = []
    for row in rows:
        icon, word = _DRAFT_WORDS[row.state]
        lines.append(Waiting("today", icon, f"{word}: {row.title}", reverse("desk:draft", args=[row.pk])))
    return lines


def dossiers(person: Person, at: datetime) -> list[Waiting]:
    count = Dossier.objects.filter(signed_at=None, state__in=["ok", "blocked"]).count()
    if not count:
        return []
    title = f"{counted(count, 'link', 'links')} researched, not signed"
    return [Waiting("week", "link", title, reverse("desk:links") + "?unsigned=1", "", "Read and sign")]
