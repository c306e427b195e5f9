"""Fourth stage: the account is connected and read back. Also the one way from a presence to its channel."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from masthead.agencies.models import Person
from masthead.agencies.vault import seal_mapping, unseal_mapping
from masthead.channels.port import Channel, ChannelError
from masthead.channels.registry import connect as connect_channel
from masthead.kernel.refusals import Invalid, Refused
from masthead.presences.models import Connection, Presence
from masthead.presences.states import PRESENCE
from masthead.records.append import append
from masthead.records.operation import operation


def channel_for(presence: Presence) -> Channel:
    """The connector of a presence, built from its stored settings. Raises Refused when it is not connected."""
    try:
        connection = presence.connection
    except Connection.DoesNotExist:
        raise Refused(f"{presence.name} is not connected to an account yet.") from None
    return connect_channel(presence.channel, connection.settings, unseal_mapping(connection.secrets))


def try_connection(channel: str, settings: Mapping[str, str], secrets: Mapping[str, str]) -> tuple[str, str]:
    """Reach the account and return (handle, profile address) as the channel gives them.

    Called before `connect`, outside any transaction, because it waits on a platform. Raises Invalid in plain words.
    """
    try:
        profile = connect_channel(channel, settings, secrets).profile()
    except ChannelError as trouble:
        raise Invalid(f"The account could not be reached: {trouble}") from trouble
    return profile.handle, profile.url


@operation("presences.connect")
def connect(
    *,
    by: Person,
    at: datetime,
    presence: Presence,
    settings: Mapping[str, str],
    secrets: Mapping[str, str],
    handle: str,
    profile_url: str,
) -> Presence:
    """Store how to reach the account. Secrets are sealed and never reach a record."""
    presence = Presence.objects.select_for_update().get(pk=presence.pk)
    presence.state = PRESENCE.to(presence.state, "connect")
    presence.handle = handle or presence.handle
    presence.profile_url = profile_url
    presence.save(update_fields=["state", "handle", "profile_url"])
    Connection.objects.update_or_create(
        presence=presence,
        defaults={
            "settings": dict(settings),
            "secrets": seal_mapping(secrets) if secrets else "",
            "connected_at": at,
            "connected_by": by.actor_id,
            "checked_at": at,
            "trouble": "",
        },
    )
    append(
        "presence/connected",
        by=by,
        at=at,
        subject=presence.subject,
        body={"channel": presence.channel, "handle": presence.handle, "profile_url": profile_url},
    )
    return presence
