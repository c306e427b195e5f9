"""Beside the stages: a platform that knocks for an account only once asked to is asked, and told to end it at the end.

Asked again each day, because a platform forgets: when its app was changed, or somebody looked through its settings.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from masthead.agencies.actors import Actor
from masthead.agencies.rights import refuse_unless_permitted
from masthead.agencies.vault import unseal_mapping
from masthead.channels.errors import ChannelError, RateLimited, Transient
from masthead.channels.port import Channel
from masthead.channels.registry import connect, descriptions, webhook
from masthead.channels.webhook_port import KnocksWhenAsked
from masthead.presences.channel_apps import secrets_of_knocks
from masthead.presences.models import Connection, Presence
from masthead.presences.states import OFFICIAL
from masthead.presences.watch import DAILY, at_fault
from masthead.records.append import append
from masthead.records.operation import operation

AGAIN = timedelta(hours=1)
"""So long after a refusal it is asked again."""


def unasked(*, at: datetime) -> QuerySet[Connection]:
    """Connections whose platform is to be asked now: official, and with a secret by which a knock can be believed."""
    channels = [name for name in descriptions() if webhook(name) is not None and any(secrets_of_knocks(name))]
    refused = Q(knocks_asked_at__lte=at - AGAIN) & ~Q(knocks_trouble="")
    turn = Q(knocks_asked_at=None) | Q(knocks_asked_at__lte=at - DAILY) | refused
    rows = Connection.objects.filter(turn, presence__channel__in=channels, presence__state__in=OFFICIAL)
    return rows.exclude(secrets="")


def ask(*, by: Actor, at: datetime, presence: Presence, channel: Channel) -> None:
    """Ask the platform, outside any transaction. What it refuses is kept for staff, and asked again."""
    refuse_unless_permitted(by, "presences.ask_for_knocks")
    rows, why = Connection.objects.filter(presence=presence), ""
    rows.update(knocks_asked_at=at)
    if not isinstance(channel, KnocksWhenAsked):
        return
    try:
        channel.ask_for_knocks()
    except ChannelError as trouble:
        why = " ".join(part for part in (trouble.sentence, at_fault(presence, trouble), trouble.cure) if part)
    if why or rows.exclude(knocks_since=None).exists():
        rows.update(knocks_trouble=why)
    else:
        note_begun(by=by, at=at, presence=presence)


@operation("presences.ask_for_knocks")
def note_begun(*, by: Actor, at: datetime, presence: Presence) -> None:
    """The platform knocks for this account from now on."""
    Connection.objects.filter(presence=presence).update(knocks_since=at, knocks_trouble="")
    append("presence/knocks_begun", by=by, at=at, subject=presence.subject, body={"channel": presence.channel})


def end(*, by: Actor, at: datetime, connection: Connection, patient: bool) -> bool:
    """Have the platform knock no more for a retired presence. False where it is to be told again.

    patient: whether a platform that does not answer is waited for. By the secrets kept for this in `to_revoke`.
    """
    channel = connect(connection.presence.channel, connection.settings, unseal_mapping(connection.to_revoke))
    why = ""
    try:
        if isinstance(channel, KnocksWhenAsked):
            channel.end_knocks()
    except ChannelError as trouble:
        if patient and isinstance(trouble, Transient | RateLimited):
            return False
        why = trouble.sentence
    note_ended(by=by, at=at, connection=connection, why=why)
    return True


@operation("presences.end_sign_in")
def note_ended(*, by: Actor, at: datetime, connection: Connection, why: str) -> None:
    """Write down whether the platform was told: `why` not, "" when it was."""
    Connection.objects.filter(pk=connection.pk).update(knocks_since=None, knocks_trouble="")
    body = {"channel": connection.presence.channel, "told": not why, "why": why}
    append("presence/knocks_ended", by=by, at=at, subject=connection.presence.subject, body=body)
