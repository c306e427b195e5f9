"""What waits of presences: proposals, accounts that cannot be reached or have changed, reviews, look-alikes."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from masthead.agencies.models import Person
from masthead.desk.waiting.line import FEW, Waiting, counted
from masthead.kernel.text import shorten
from masthead.presences.models import Lookalike, Presence
from masthead.presences.states import OFFICIAL
from masthead.presences.watch import FORESEEN, drift_of, end_soon

TOLD_FOR = timedelta(days=14)
"""How long a proposer is told that a proposal was declined."""


def to_discuss(person: Person) -> QuerySet[Presence]:
    """What waits for the director: proposals, and reviews that are due."""
    return Presence.objects.filter(state__in=["proposed", "in_discussion", "due"])


def connections(person: Person, at: datetime) -> list[Waiting]:
    rows = Presence.objects.filter(state__in=OFFICIAL, connection__isnull=False).exclude(connection__trouble="")
    return [
        _line("now", "error", f"{row.name} cannot be reached", row, row.connection.trouble, "Look into it")
        for row in rows.select_related("connection").order_by("name")[:FEW]
    ]


def changed(person: Person, at: datetime) -> list[Waiting]:
    """Live profiles that are not as they were confirmed, with the first change, before and after."""
    rows = Presence.objects.filter(state__in=OFFICIAL, profile__drifted_at__isnull=False)
    lines = []
    for row in rows.select_related("profile").order_by("profile__drifted_at")[:FEW]:
        changes = drift_of(row.profile)
        said = "; ".join(f"{c.what}: “{c.before[:60]}” is now “{c.after[:60]}”" for c in changes[:2])
        lines.append(_line("now", "visibility", f"The live profile of {row.name} has changed", row, said, "Compare"))
    return lines


def ending(person: Person, at: datetime) -> list[Waiting]:
    """Credentials that end within two weeks, or within days where they never hold longer; where the channel tells."""
    rows = Presence.objects.filter(state__in=OFFICIAL, connection__ends_at__lte=at + FORESEEN)
    lines = []
    for row in rows.select_related("connection").order_by("connection__ends_at"):
        ends = row.connection.ends_at
        if ends is None or not end_soon(row.connection, at):
            continue
        day = timezone.localtime(ends)
        over = ends <= at
        title = f"The credentials of {row.name} {'ended' if over else 'end'} on {day:%B} {day.day}"
        body = "Nothing leaves and nothing comes in after that day. Connect it again with new ones."
        url = reverse("desk:presence_connect", args=[row.pk])
        lines.append(Waiting("now" if over else "week", "lock", title, url, body, "Connect again"))
    return lines[:FEW]


def proposals(person: Person, at: datetime) -> list[Waiting]:
    rows = Presence.objects.filter(state__in=["proposed", "in_discussion"])
    return [
        _line(
            "today",
            "groups",
            f"Proposed presence: {row.name}",
            row,
            f"{row.proposed_by.name} proposes it.",
            "Discuss and decide",
        )
        for row in rows.select_related("proposed_by").order_by("proposed_at")[:FEW]
    ]


def answered(person: Person, at: datetime) -> list[Waiting]:
    """What became of one's own proposals: returned ones wait to be mended, declined ones are told of for a while."""
    mine = Q(state="returned") | Q(state="declined", decided_at__gt=at - TOLD_FOR)
    rows = Presence.objects.filter(mine, proposed_by=person).select_related("decided_by").order_by("-decided_at")[:FEW]
    return [
        _line(
            "today" if row.state == "returned" else "week",
            "undo" if row.state == "returned" else "cancel",
            f"{row.state.capitalize()}: your proposal of {row.name}",
            row,
            f"{row.decided_by.name if row.decided_by else 'The Director'}: “{shorten(row.decision_reason, 200)}”",
            "Mend it" if row.state == "returned" else "Read why",
        )
        for row in rows
    ]


def to_connect(person: Person, at: datetime) -> list[Waiting]:
    rows = Presence.objects.filter(state="approved").order_by("decided_at")[:FEW]
    return [
        Waiting(
            "today",
            "link",
            f"Connect {row.name}: it is approved",
            reverse("desk:presence_connect", args=[row.pk]),
            "Nothing can be posted there before it is connected and launched.",
            "Connect it",
        )
        for row in rows
    ]


def to_launch(person: Person, at: datetime) -> list[Waiting]:
    rows = Presence.objects.filter(state="connected").order_by("decided_at")[:FEW]
    body = "Launched, it is listed as official, and posts can reach it."
    return [_line("today", "campaign", f"Launch {row.name}: it is connected", row, body, "Launch it") for row in rows]


def reviews(person: Person, at: datetime) -> list[Waiting]:
    rows = Presence.objects.filter(state="due").order_by("reviewed_at", "launched_at")[:FEW]
    return [
        Waiting(
            "today",
            "event",
            f"Review due: {row.name}",
            reverse("desk:presence_review", args=[row.pk]),
            "Is it used, answered, and within its commitments? The desk has gathered what it knows.",
            "Review it",
        )
        for row in rows
    ]


def lookalikes(person: Person, at: datetime) -> list[Waiting]:
    """Accounts the public told of, that nobody has looked at."""
    count = Lookalike.objects.filter(state="told").count()
    if not count:
        return []
    title = f"The public told of {counted(count, 'account', 'accounts')} in our name"
    return [Waiting("today", "visibility", title, reverse("desk:lookalikes") + "?state=told", "", "Look at them")]


def _line(urgency: str, icon: str, title: str, row: Presence, body: str, act: str) -> Waiting:
    return Waiting(urgency, icon, title, reverse("desk:presence", args=[row.pk]), body, act)  # type: ignore[arg-type]
