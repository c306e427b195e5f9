"""What waits of links in live posts and replies."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from masthead.agencies.models import Person
from masthead.desk.waiting.line import FEW, Waiting, counted
from masthead.links.findings import KINDS
from masthead.links.models import LinkFinding


def to_look_at(person: Person) -> QuerySet[LinkFinding]:
    return LinkFinding.objects.filter(state="open")


def findings(person: Person, at: datetime) -> list[Waiting]:
    rows = list(to_look_at(person).select_related("link").order_by("-pk")[: FEW + 1])
    lines = [
        Waiting(
            "now" if row.kind in ("dead", "elsewhere", "listed", "campaign") else "today",
            "link",
            f"A link the public reads {KINDS.get(row.kind, row.kind)}",
            reverse("desk:link_finding", args=[row.pk]),
            row.why,
            "Look at it",
        )
        for row in rows[:FEW]
    ]
    if len(rows) > FEW:
        title = f"{counted(to_look_at(person).count(), 'link', 'links')} in live posts and replies to look at"
        lines.append(Waiting("today", "link", title, reverse("desk:links_watched") + "?needs=1", "", "See all"))
    return lines
