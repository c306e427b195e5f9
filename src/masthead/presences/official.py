"""What the public may know: which accounts are ours."""

from __future__ import annotations

import re

from django.db.models import QuerySet

from masthead.presences.models import Presence
from masthead.presences.states import OFFICIAL

_SCHEME = re.compile(r"^https?://(?:(?:www|m|mobile)\.)?|^(?:www|m|mobile)\.")


def official_presences() -> QuerySet[Presence]:
    """Every presence the agency stands behind, by name."""
    return Presence.objects.filter(state__in=OFFICIAL).select_related("bureau").order_by("name")


def retired_presences() -> QuerySet[Presence]:
    """Accounts that once were ours, the latest farewell first: whatever they say now is not from us."""
    return Presence.objects.filter(state="retired").exclude(launched_at=None).order_by("-retired_at")


def is_this_us(address: str) -> Presence | None:
    """The official presence a pasted link or handle belongs to, or None.

    Compared exactly, but for what browsers and people add: case, "@", https://, www. or m., a query, a closing slash.
    """
    asked = bare(address)
    if not asked:
        return None
    for presence in official_presences():
        if any(_is_of(asked, bare(ours)) for ours in (presence.profile_url, presence.handle) if ours):
            return presence
    return None


def bare(address: str) -> str:
    """A link or handle without what people and browsers add to it: scheme, www., fragment, closing slash, "@"."""
    said = _SCHEME.sub("", address.strip().casefold())
    return said.partition("#")[0].rstrip("/").removeprefix("@")


def _is_of(asked: str, ours: str) -> bool:
    # Where our own address needs its query (profile.php?id=7), no address without it, or with another, is ours.
    return asked == ours or asked.partition("?")[0].rstrip("/") == ours
