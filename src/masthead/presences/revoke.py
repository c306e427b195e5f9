"""Ninth stage: what a retired presence was allowed on its platform ends there too, as soon as the platform answers.

Some platforms take one revocation for everything the person ever granted to the app. So nobody is told while another
presence is signed in by the same app: its access would end with ours.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet

from masthead.agencies.actors import Actor
from masthead.agencies.vault import unseal_mapping
from masthead.channels.errors import ChannelError, RateLimited, Transient
from masthead.channels.registry import describe, sign_in
from masthead.channels.sign_in_port import Tokens
from masthead.presences import knocks
from masthead.presences.channel_apps import app_for, server_of
from masthead.presences.models import Connection
from masthead.presences.states import ENDED
from masthead.records.append import append
from masthead.records.operation import operation

ASKED_FOR = timedelta(days=2)
"""So long a platform that does not answer is asked again; then its tokens are forgotten here all the same."""


def waiting() -> QuerySet[Connection]:
    """What is still to be revoked."""
    return Connection.objects.exclude(to_revoke="").select_related("presence")


def end_sign_ins(*, by: Actor, at: datetime, limit: int = 20) -> int:
    """Tell the platforms, each outside any transaction: to knock no more, and to forget. Returns how many ended."""
    ended = 0
    for row in waiting().order_by("presence__retired_at", "pk")[:limit]:
        tokens, server = Tokens.from_secrets(unseal_mapping(row.to_revoke)), server_of(row.settings)
        since = row.presence.retired_at
        patient = since is not None and at - since < ASKED_FOR
        # Before the tokens, by which alone it can be told.
        if row.knocks_since and not knocks.end(by=by, at=at, connection=row, patient=patient):
            continue
        if not row.signed_in:
            Connection.objects.filter(pk=row.pk).update(to_revoke="")  # a pasted token is its owner's to end
            continue
        try:
            why = _told(row.presence.channel, server, tokens)
        except (Transient, RateLimited) as passing:
            if patient:
                continue
            why = passing.sentence
        except ChannelError as refusal:
            why = refusal.sentence
        note_ended(by=by, at=at, connection=row, why=why)
        ended += 1
    return ended


@operation("presences.end_sign_in")
def note_ended(*, by: Actor, at: datetime, connection: Connection, why: str) -> None:
    """Forget the tokens, and write down whether the platform was told: `why` not, "" when it was."""
    Connection.objects.filter(pk=connection.pk).update(to_revoke="", signed_in=False)
    body = {"channel": connection.presence.channel, "told": not why, "why": why}
    append("presence/sign_in_ended", by=by, at=at, subject=connection.presence.subject, body=body)


def end_quietly(channel: str, server: str, tokens: Tokens) -> None:
    """For tokens that were never kept: what the platform answers changes nothing here."""
    try:
        _told(channel, server, tokens)
    except ChannelError:
        return


def _told(channel: str, server: str, tokens: Tokens) -> str:
    """Have the platform forget the tokens. Returns why it was not told, "" when it was."""
    way, app = sign_in(channel), app_for(channel, server)
    if way is None or app is None:
        return f"The desk has no app with {describe(channel).name} any more."
    others = Connection.objects.filter(presence__channel=channel, signed_in=True, to_revoke="")
    if any(server_of(other.settings) == server for other in others.exclude(presence__state__in=ENDED)):
        return "Another presence is signed in by the same app, and would lose its access."
    way.revoke(app, server, tokens)
    return ""
