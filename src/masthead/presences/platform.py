"""On which platform an account is, where the channel alone does not say: one that only people reach can be any."""

from __future__ import annotations

from masthead.channels.registry import descriptions
from masthead.presences.models import Presence


def platform_of(presence: Presence) -> str:
    """The platform's name as the person who connected it gave it; "" where the channel says it, or nobody has."""
    about = descriptions().get(presence.channel)
    connection = getattr(presence, "connection", None)
    if about is None or about.proved != "people" or connection is None:
        return ""
    return str(connection.settings.get("platform") or "").strip()
