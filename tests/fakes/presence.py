"""A presence that is live, on any channel, in one line. Its road there is the presences' own tests' business."""

from __future__ import annotations

import factories
from masthead.agencies.rights import Role
from masthead.agencies.vault import seal_mapping
from masthead.presences.models import Connection, Presence


def live_presence(
    channel: str,
    *,
    handle: str = "library-news",
    settings: dict[str, str] | None = None,
    secrets: dict[str, str] | None = None,
) -> Presence:
    runs = factories.person(Role.COMMUNICATOR)
    presence = Presence.objects.create(
        channel=channel,
        name=f"MLC on {channel}",
        handle=handle,
        purpose="To tell patrons what happens.",
        audience="Patrons",
        why_channel="They read it.",
        run_by=runs,
        proposed_by=runs,
        proposed_at=factories.at(days=-9),
        state="live",
    )
    Connection.objects.create(
        presence=presence,
        settings=settings or {"handle": handle},
        secrets=seal_mapping(secrets) if secrets else "",
        connected_at=factories.at(days=-8),
        connected_by=runs.actor_id,
    )
    return presence
