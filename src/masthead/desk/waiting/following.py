"""What waits of whom the presences follow."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from masthead.agencies.models import Person
from masthead.desk.waiting.line import FEW, Waiting, counted
from masthead.following.alerts import KINDS
from masthead.following.confirm import versions_to_confirm
from masthead.following.models import Follow, FollowAlert, Preview
from masthead.following.own import to_confirm


def to_look_at(person: Person) -> QuerySet[FollowAlert]:
    return FollowAlert.objects.filter(state="open")


def alerts(person: Person, at: datetime) -> list[Waiting]:
    rows = list(to_look_at(person).select_related("presence").order_by("-pk")[: FEW + 1])
    lines = [
        Waiting(
            "now" if row.kind in ("campaign", "liked", "shared") else "today",
            "group_add",
            f"{KINDS.get(row.kind, row.kind)}: {row.account}",
            reverse("desk:follow", args=[row.follow_id]) if row.follow_id else reverse("desk:follow_alerts"),
            f"{row.presence.name}. {row.why}",
            "Look at it",
        )
        for row in rows[:FEW]
    ]
    if len(rows) > FEW:
        count = to_look_at(person).count()
        title = f"{counted(count, 'alert', 'alerts')} about whom presences follow"
        lines.append(Waiting("today", "group_add", title, reverse("desk:follow_alerts"), "", "See all"))
    return lines


def decisions(person: Person, at: datetime) -> list[Waiting]:
    rows = Follow.objects.filter(state="waiting").select_related("presence").order_by("asked_at")[:FEW]
    return [
        Waiting(
            "today",
            "group_add",
            f"May {row.presence.name} follow @{row.handle}?",
            reverse("desk:follow", args=[row.pk]),
            row.why,
            "Read and decide",
        )
        for row in rows
    ]


def entries(person: Person, at: datetime) -> list[Waiting]:
    rows = to_confirm(person).order_by("pk")[:FEW]
    return [
        Waiting(
            "today",
            "group_add",
            f"Is this the account of {row.name}?",
            reverse("desk:register_row", args=[row.pk]),
            f"{row.key}, {row.file}. It may be followed once you confirm it.",
            "Look and confirm",
        )
        for row in rows
    ]


def imports(person: Person, at: datetime) -> list[Waiting]:
    """Imports that allow something, and wait for an approver who did not make them."""
    rows = versions_to_confirm(person).select_related("register").order_by("imported_at")[:FEW]
    return [
        Waiting(
            "today",
            "group_add",
            f"Confirm what version {row.number} of {row.register.name} allows",
            reverse("desk:register", args=[row.register_id]),
            f"{counted(row.added, 'row is', 'rows are')} new, {row.changed} changed, {row.gone} gone.",
            "Look and confirm",
        )
        for row in rows
    ]


def uploads(person: Person, at: datetime) -> list[Waiting]:
    """Registers `person` uploaded, that are read now or could not be."""
    rows = Preview.objects.filter(made_by=person, state__in=["ready", "failed"]).defer("parsed")[:FEW]
    return [
        Waiting(
            "today",
            "upload_file",
            f"{row.name} was {'read: look at what would change' if row.state == 'ready' else 'not imported'}",
            reverse("desk:register_preview", args=[row.pk]),
            row.trouble or "Nothing is imported before you ask for it.",
            "Look at it",
        )
        for row in rows
    ]
