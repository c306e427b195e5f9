"""What the public may know: which accounts are ours."""

from __future__ import annotations

from django.db.models import QuerySet

from masthead.presences.models import Presence
from masthead.presences.states import OFFICIAL


def official_presences() -> QuerySet[Presence]:
    """Every presence the agency stands behind, by name."""
    return Presence.objects.filter(state__in=OFFICIAL).select_related("bureau").order_by("name")


def is_this_us(address: str) -> Presence | None:
    """The official presence a pasted link or handle belongs to, or None. Compared exactly, case and "@" aside."""
    asked = address.strip().casefold().removeprefix("https://").removeprefix("http://").rstrip("/")
    if not asked:
        return None
    for presence in official_presences():
        url = presence.profile_url.casefold().removeprefix("https://").removeprefix("http://").rstrip("/")
        if asked in (url, f"www.{url}") or asked.removeprefix("@") == presence.handle.casefold().removeprefix("@"):
            return presence
    return None
