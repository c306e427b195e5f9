"""Fourth stage: the account is connected and read back. Also the one way from a presence to its channel."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from masthead.agencies.models import Person
from masthead.agencies.vault import seal_mapping, unseal_mapping
from masthead.channels.port import Channel, ChannelError
from masthead.channels.registry import connect as connect_channel
from masthead.kernel.refusals import Invalid, Refused
from masthead.policy.in_force import rulebook
from masthead.presences.gates import presence_is_approved_before_launch
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
    """Store how to reach the account. Secrets are sealed and never reach a record.

    Raises Refused for another account than the one approved: approval and launch are of that account alone.
    """
    presence = Presence.objects.select_for_update().get(pk=presence.pk)
    _refuse_another_account(presence, handle, settings)
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


def _refuse_another_account(presence: Presence, handle: str, settings: Mapping[str, str]) -> None:
    clause = rulebook().gate(presence_is_approved_before_launch.__name__)
    if reason := _another_account(presence, handle, settings):
        raise Refused(
            f"{reason} Connect the approved account, or have this presence retired and propose the other.",
            clause=clause.id if clause else "",
        )
    named = handle or presence.handle
    others = Presence.objects.filter(channel=presence.channel, handle=named).exclude(state__in=["declined", "retired"])
    if named and others.exclude(pk=presence.pk).exists():
        raise Refused(f"Another presence is {named} already. Each account is one presence.")


def _another_account(presence: Presence, handle: str, settings: Mapping[str, str]) -> str | None:
    """Before the launch a proposal's short name may grow to the channel's long one; after it, nothing may change."""
    if not is_approved_account(presence.handle, handle, exactly=presence.launched_at is not None):
        return f"What was approved is {presence.handle}; this account is {handle or 'without a name'}."
    stored = Connection.objects.filter(presence=presence).first()
    if presence.launched_at and stored and _where(stored.settings) != _where(settings):
        return f"{presence.name} was launched on another server."
    return None


def _where(settings: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in settings.items() if name != "handle" and value}


def is_approved_account(approved: str, connected: str, *, exactly: bool) -> bool:
    """Whether an account is the one approved. People write `library`; the channel says `library.host.example`."""
    asked, found = (name.strip().casefold().removeprefix("@") for name in (approved, connected))
    return not asked or found == asked or (not exactly and found.startswith((f"{asked}.", f"{asked}@")))
