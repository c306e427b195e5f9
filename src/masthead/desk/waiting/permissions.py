"""What waits of permissions: pictures that are public and may be no longer, and permissions about to end."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from masthead.agencies.models import Person
from masthead.desk.waiting.line import FEW, Waiting, counted
from masthead.media.models import Permission
from masthead.publishing.pictured import NoLonger, no_longer_agreed, showing
from masthead.publishing.pictured import counted as where
from masthead.publishing.propose_takedown import due_by

FORESEEN = timedelta(days=14)
"""A signature takes time to get again: so long before a permission ends, somebody is told."""


def taken_back(person: Person, at: datetime) -> list[Waiting]:
    """One line, and one button that takes all of them down; below it, what has merely ended."""
    found = no_longer_agreed(timezone.localdate(at))
    back, ended = [row for row in found if row.why == "revoked"], [row for row in found if row.why == "expired"]
    url = reverse("desk:no_longer_public")
    lines = []
    if back:
        body = "Somebody shown took their permission back. No new post can show it; what is public waits for you."
        due = due_by(one.publication for row in back for one in row.showing)
        body += _by(min(due.values()), at) if due else ""
        pictures = tuple(("picture", str(row.asset.pk)) for row in back)
        title = f"Permission taken back: {_said(back)}"
        lines.append(Waiting("now", "do_not_disturb", title, url, body, "Take all of it down", pictures))
    if ended:
        body = "Take the posts down, or get a new signature."
        lines.append(Waiting("today", "event", f"Permission ended: {_said(ended)}", url, body, "See them"))
    return lines


def _by(due: datetime, at: datetime) -> str:
    local = timezone.localtime(due)
    moment = f"{local:%B} {local.day} at {local:%-I:%M %p}"
    return f" It was to be gone by {moment}." if due <= at else f" It is to be gone by {moment}."


def _said(rows: list[NoLonger]) -> str:
    """`2 pictures in 3 publications on 5 presences`."""
    publications, presences = where(one for row in rows for one in row.showing)
    pictures = f"“{rows[0].asset.name}”" if len(rows) == 1 else f"{len(rows)} pictures"
    return (
        f"{pictures} in {counted(publications, 'publication', 'publications')}"
        f" on {counted(presences, 'presence', 'presences')}"
    )


def ending(person: Person, at: datetime) -> list[Waiting]:
    """Permissions that end within two weeks, and where their pictures are public."""
    today = timezone.localdate(at)
    rows = Permission.objects.filter(revoked_at=None, expires_on__gte=today, expires_on__lte=today + FORESEEN)
    found = list(
        rows.select_related("depiction__asset", "asked")
        .defer("form", "asked__sealed_page")
        .order_by("expires_on")[:FEW]
    )
    public = showing({row.depiction.asset_id for row in found})
    return [_ends(row, sum(row.depiction.asset_id in one.assets for one in public)) for row in found]


def _ends(row: Permission, publications: int) -> Waiting:
    day = row.expires_on
    live = f" {counted(publications, 'publication shows', 'publications show')} it now." if publications else ""
    return Waiting(
        "week",
        "identification",
        f"A permission for “{row.depiction.asset.name}” ends on {day:%B} {day.day}" if day else "",
        reverse("desk:asset", args=[row.depiction.asset_id]),
        f"Signed by {row.signed_by}. After that day the picture may not be used in new posts.{live}",
        "Ask again",
    )
