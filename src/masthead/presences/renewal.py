"""Tokens that end are renewed before they do, by one worker at a time, and kept before they are used.

Who renews takes the lock of the Connection's row: a mark in the row itself, set by one conditional UPDATE, that runs
out when its holder dies. A lock held by an open transaction would stop every other writer of SQLite for as long as a
platform takes to answer. What the platform gives is committed in a transaction of its own before anything else
happens: a rotated refresh token that is lost locks everybody out.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any, cast
from uuid import UUID

from django.db import OperationalError, close_old_connections, transaction
from django.db.models import Q

from masthead.agencies.vault import seal_mapping, unseal_mapping
from masthead.channels.errors import ChannelError, Reauth, Transient
from masthead.channels.port import Channel
from masthead.channels.registry import connect, describe, sign_in
from masthead.channels.sign_in_port import Tokens
from masthead.kernel.clock import now
from masthead.kernel.ids import new_id
from masthead.presences.channel_apps import app_for, registers_itself, server_of
from masthead.presences.models import Connection, Presence

EARLY = timedelta(minutes=10)
"""So long before a token ends, it is renewed: a post that takes its time must not meet the end midway."""
HELD = timedelta(minutes=2)
"""So long may one renewal take; then its worker is taken for dead."""
ASKED_AGAIN = 0.2
"""Seconds until a database that did not take the new tokens is asked again."""
TOO_SOON = timedelta(hours=1)
"""A token refused so shortly after it was renewed is not helped by another."""

SIGN_IN_AGAIN = "Open the presence, choose “Connect again”, and sign in."


def renewable(channel: str, secrets: dict[str, str]) -> bool:
    """Whether these secrets can be renewed without a person."""
    return bool(secrets.get("refresh_token")) and sign_in(channel) is not None


class KeptAlive:
    """A channel whose tokens are looked at before each call, and renewed once where the platform refuses them.

    Repeating a call after Reauth is safe: the port says that nothing was done.
    """

    def __init__(self, presence: Presence, connection: Connection, *, clock: Callable[[], datetime] = now) -> None:
        self._presence, self._clock = presence, clock
        self._use(connection.settings, unseal_mapping(connection.secrets))
        for name in dir(self._channel):
            if not name.startswith("_") and callable(getattr(self._channel, name)):
                offline = name in ("describe", "measure")
                # Set on the object itself, so that asking whether it keeps another port sees what it can do.
                self.__dict__[name] = getattr(self._channel, name) if offline else partial(self._call, name)

    def _use(self, settings: dict[str, str], secrets: dict[str, str]) -> None:
        self._access = secrets.get("access_token", "")
        self._channel = connect(self._presence.channel, settings, secrets)

    def _call(self, name: str, *args: Any, **given: Any) -> Any:
        self._refreshed()
        try:
            return getattr(self._channel, name)(*args, **given)
        except Reauth:
            if not self._refreshed(refused=self._access):
                raise
            return getattr(self._channel, name)(*args, **given)

    def _refreshed(self, refused: str = "") -> bool:
        """Whether other tokens are in use than before."""
        before, (settings, secrets) = self._access, tokens_now(self._presence, at=self._clock(), refused=refused)
        if secrets.get("access_token", "") != before:
            self._use(settings, secrets)
        return self._access != before


def kept_alive(presence: Presence, connection: Connection) -> Channel:
    return cast(Channel, KeptAlive(presence, connection))


def tokens_now(presence: Presence, *, at: datetime, refused: str = "") -> tuple[dict[str, str], dict[str, str]]:
    """(settings, secrets) to work with now, renewed if they end soon, or if the platform `refused` that very token.

    Raises Reauth when only a person can help, Transient when it could not be renewed this time and is needed now.
    """
    row = Connection.objects.get(presence=presence)
    secrets = unseal_mapping(row.secrets)
    tokens = Tokens.from_secrets(secrets)
    if not renewable(presence.channel, secrets) or not _is_due(row, tokens, at, refused):
        return row.settings, secrets
    mark = new_id()
    free = Q(renewing=None) | Q(renewing_until__lt=at)
    # Only if nobody renewed or connected it since it was read here.
    mine = Connection.objects.filter(free, presence=presence, secrets=row.secrets)
    if mine.update(renewing=mark, renewing_until=at + HELD):
        try:
            return row.settings, _renew(presence, row, secrets, tokens, mark, at)
        except (Transient, Reauth):
            if _is_needed(tokens, at, refused):
                raise
        finally:
            Connection.objects.filter(presence=presence, renewing=mark).update(renewing=None)
    elif _is_needed(tokens, at, refused):
        row.refresh_from_db()
        if tokens.access == (secrets := unseal_mapping(row.secrets)).get("access_token"):
            platform = describe(presence.channel).name
            raise Transient(f"The sign-in to {platform} is being renewed at this moment.", cure="It is tried again.")
    return row.settings, secrets


def _is_due(row: Connection, tokens: Tokens, at: datetime, refused: str) -> bool:
    if refused:
        lately = row.renewed_at is not None and at - row.renewed_at < TOO_SOON
        return tokens.access == refused and not lately
    return tokens.ends_at is not None and tokens.ends_at <= at + EARLY


def _is_needed(tokens: Tokens, at: datetime, refused: str) -> bool:
    """Whether the tokens there are will not do any more."""
    return bool(refused) or (tokens.ends_at is not None and tokens.ends_at <= at)


def _renew(
    presence: Presence, row: Connection, secrets: dict[str, str], tokens: Tokens, mark: UUID, at: datetime
) -> dict[str, str]:
    way, server = sign_in(presence.channel), server_of(row.settings)
    platform = describe(presence.channel).name
    app = app_for(presence.channel, server)
    if way is None or app is None:
        sentence = f"The sign-in to {platform} cannot be renewed: the desk's app there was removed."
        again = "Have an administrator register it again under Agency, Apps."
        raise _to_a_person(presence, mark, sentence, SIGN_IN_AGAIN if registers_itself(presence.channel) else again)
    try:
        fresh = way.refresh(app, server, tokens)
    except Reauth as dead:
        # Dead for certain: it is not tried again, and the warning of credentials that end says since when.
        told = _to_a_person(presence, mark, dead.sentence, dead.cure or SIGN_IN_AGAIN)
        without = {name: value for name, value in secrets.items() if name not in ("refresh_token", "refresh_ends_at")}
        _store(presence, mark, secrets=seal_mapping(without), ends_at=at)
        raise told from dead
    except Transient:
        raise
    except ChannelError as passing:
        raise Transient(passing.sentence, cure=passing.cure) from passing
    kept = _over(secrets, fresh)
    ends = Tokens.from_secrets(kept).last_until
    changes = {"secrets": seal_mapping(kept), "ends_at": ends, "renewed_at": at, "trouble": ""}
    if not _keep(row, tokens, **changes):
        return unseal_mapping(Connection.objects.get(presence=presence).secrets)  # a person connected it meanwhile
    return kept


def _over(secrets: dict[str, str], fresh: Tokens) -> dict[str, str]:
    """A platform that gives no new refresh token means the old one to be kept; the old end of access is over."""
    gone = {"ends_at"} | ({"refresh_ends_at"} if fresh.refresh else set())
    return {name: value for name, value in secrets.items() if name not in gone} | fresh.as_secrets()


def _keep(row: Connection, before: Tokens, **changes: object) -> bool:
    """Keep what was given for `before`, also where it took so long that another worker holds the mark by now.

    That one asks with a token that is spent, and would have a person sign in again although these are good.
    `row` is as it was read before the platform was asked. A database that is busy or restarting is asked again for
    as long as the mark holds, then its OperationalError is raised: these tokens are given only once.
    """
    patient_until = time.monotonic() + HELD.total_seconds()
    while Tokens.from_secrets(unseal_mapping(row.secrets)).access == before.access:
        try:
            with transaction.atomic(durable=True):
                if Connection.objects.filter(pk=row.pk, secrets=row.secrets).update(renewing=None, **changes):
                    return True
            row.refresh_from_db()
        except OperationalError:
            if time.monotonic() > patient_until:
                raise
            time.sleep(ASKED_AGAIN)
            close_old_connections()
    return False


def _store(presence: Presence, mark: UUID, **changes: object) -> bool:
    with transaction.atomic(durable=True):
        return bool(Connection.objects.filter(presence=presence, renewing=mark).update(renewing=None, **changes))


def _to_a_person(presence: Presence, mark: UUID, sentence: str, cure: str) -> Reauth:
    said = f"{sentence} {cure}"
    Connection.objects.filter(presence=presence, renewing=mark).update(trouble=said)
    return Reauth(sentence, cure=cure)
