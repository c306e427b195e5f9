"""A platform knocks: what was said there is pulled at once, instead of at the next turn.

Nothing a delivery says is believed but which account it is about. However many there are, an account has one pull
waiting; so a thousand, a repeated one, or one of yesterday cost a pull that finds what there is.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from masthead.channels.registry import webhook
from masthead.channels.webhook_port import Greeting, Webhook
from masthead.presences.channel_apps import secrets_of_knocks
from masthead.presences.models import ChannelApp, Connection
from masthead.presences.profile import AUTHOR_ID
from masthead.presences.states import OFFICIAL

PAUSE = timedelta(seconds=10)
"""Between two pulls of one presence that knocks asked for. The first of them is answered at once."""
NOTED_EVERY = timedelta(minutes=1)
MOST_ACCOUNTS = 100
"""Accounts one delivery may be about; an agency has fewer."""

_log = logging.getLogger(__name__)


def greeting(channel: str, query: Mapping[str, str]) -> Greeting | None:
    """What a platform is answered that makes sure of the address; None where it has to be told nothing."""
    way = webhook(channel)
    for _, secret in secrets_of_knocks(channel) if way else ():
        if way and (said := way.greet(query, secret)) is not None:
            return said
    return None


def hear(channel: str, *, headers: Mapping[str, str], body: bytes, at: datetime) -> int:
    """Note for which presences a genuine delivery asks a pull. Returns how many were not waiting for one yet."""
    way = webhook(channel)
    if way is None:
        return 0
    for app, secret in secrets_of_knocks(channel):
        if _is_genuine(way, headers, body, secret):
            _note(ChannelApp.objects.filter(pk=app.pk), "knocked_at", at)
            return _ask(channel, _accounts(way, body), at)
    _note(ChannelApp.objects.filter(channel=channel), "refused_at", at)
    return 0


def waiting(at: datetime) -> QuerySet[Connection]:
    """Whose knock is to be answered now."""
    rested = Q(answered_at=None) | Q(answered_at__lte=at - PAUSE)
    return Connection.objects.filter(rested, knocked_at__isnull=False, presence__state__in=OFFICIAL)


def take_up(connection: Connection, at: datetime) -> bool:
    """Whether the caller is to answer: of several workers one is. A knock during its pull asks for another."""
    mine = Connection.objects.filter(pk=connection.pk, knocked_at=connection.knocked_at)
    return bool(mine.update(knocked_at=None, answered_at=at))


def _ask(channel: str, accounts: Sequence[str], at: datetime) -> int:
    rows = Connection.objects.filter(presence__channel=channel, presence__state__in=OFFICIAL, knocked_at=None)
    named = {f"presence__profile__shown__{AUTHOR_ID}__in": list(accounts)}
    return rows.filter(**named).update(knocked_at=at) if accounts else 0


def _is_genuine(way: Webhook, headers: Mapping[str, str], body: bytes, secret: str) -> bool:
    try:
        return way.is_genuine(headers, body, secret)
    except Exception:  # noqa: BLE001 - a stranger wrote it: what a connector chokes on is not genuine
        _log.warning("A delivery could not be read, and was not believed", exc_info=True)
        return False


def _accounts(way: Webhook, body: bytes) -> list[str]:
    try:
        return [str(one) for one in way.knocks(body)][:MOST_ACCOUNTS]
    except Exception:  # noqa: BLE001 - genuine, and of a kind the connector does not know: the next turn pulls anyway
        _log.warning("A genuine delivery could not be read", exc_info=True)
        return []


def _note(apps: QuerySet[ChannelApp], field: str, at: datetime) -> None:
    """Now and then, so that a thousand knocks do not write a thousand times."""
    lately = Q(**{field: None}) | Q(**{f"{field}__lt": at - NOTED_EVERY})
    apps.filter(lately).update(**{field: at})
