"""The agency's own registrations with platforms: by one of them people sign in there, and by it a platform may knock.

Every agency registers its own, so that nobody else's misuse can end its access. What is secret in it is sealed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from urllib.parse import urlsplit

from masthead.agencies.actors import Actor
from masthead.agencies.models import Person
from masthead.agencies.vault import seal_mapping, unseal_mapping
from masthead.channels.description import Setting
from masthead.channels.registry import describe, sign_in, webhook
from masthead.channels.sign_in_port import SERVER, App, RegistersItself
from masthead.channels.webhook_port import WEBHOOK_SECRET
from masthead.kernel.refusals import Invalid, NotFound
from masthead.kernel.text import clean
from masthead.presences.models import ChannelApp, Connection
from masthead.presences.states import ENDED
from masthead.records.append import append
from masthead.records.operation import operation

LONGEST = 4000
"""Characters of one setting of an app."""

LONGEST_SERVER = 300

_HOST = re.compile(r"[\w.:-]+")
_KNOCK = Setting(WEBHOOK_SECRET, "Webhook secret", "As the platform shows it, or as you choose it there.", secret=True)


@operation("apps.register")
def register_app(
    *, by: Person, at: datetime, channel: str, server: str = "", given: Mapping[str, str] | None = None
) -> ChannelApp:
    """Keep what the platform gave when the agency registered there; again, to replace it.

    An empty secret keeps the one stored. Raises Invalid at the setting that is missing.
    """
    asked, given = app_settings(channel), given or {}
    if not asked:
        raise Invalid(f"{describe(channel).name} needs no app: it is connected with what a person enters.")
    place = place_of(channel, server)
    stored = ChannelApp.objects.select_for_update().filter(channel=channel, server=place).first()
    before = unseal_mapping(stored.secrets) if stored else {}
    kept = {}
    for setting in asked:
        said = clean(given.get(setting.name, "")).strip()[:LONGEST]
        said = said or (before.get(setting.name, "") if setting.secret else "")
        if setting.required and not said:
            raise Invalid(f"{setting.label}: give it as the platform shows it.", field=setting.name)
        if said:
            kept[setting.name] = said
    return _keep(by, at, channel, place, App.from_secrets(kept), stored, by_itself=False)


@operation("presences.connect")
def note_own_registration(*, by: Actor, at: datetime, channel: str, server: str, app: App) -> ChannelApp:
    """Keep what a server gave when the desk registered itself there, where the server lets anybody do so."""
    stored = ChannelApp.objects.select_for_update().filter(channel=channel, server=server).first()
    return _keep(by, at, channel, server, app, stored, by_itself=True)


@operation("apps.remove")
def remove_app(*, by: Person, at: datetime, app: ChannelApp) -> None:
    """Forget an app and its secret. Presences signed in by it go on until their tokens end, and no longer."""
    found = ChannelApp.objects.select_for_update().filter(pk=app.pk).first()
    if found is None:
        raise NotFound("There is no such app any more.")
    body = {"channel": found.channel, "server": found.server, "client_id": found.client_id}
    append("app/removed", by=by, at=at, subject=found.subject, body=body)
    found.delete()


def app_settings(channel: str) -> tuple[Setting, ...]:
    """What an administrator enters for a channel; empty where no app is needed."""
    way, knocks = sign_in(channel), webhook(channel)
    if way is not None:
        return way.app_settings
    return (_KNOCK,) if knocks is not None else ()


def app_for(channel: str, server: str) -> App | None:
    """The app by which people sign in there, opened; None where none is registered."""
    row = ChannelApp.objects.filter(channel=channel, server=server).first()
    return App.from_secrets(unseal_mapping(row.secrets)) if row else None


def registers_itself(channel: str) -> bool:
    """Whether the desk can register there without an administrator."""
    return isinstance(sign_in(channel), RegistersItself)


def may_sign_in(channel: str) -> bool:
    """Whether a person can begin to sign in now: an app is there, or will be made."""
    if sign_in(channel) is None:
        return False
    return registers_itself(channel) or ChannelApp.objects.filter(channel=channel).exclude(client_id="").exists()


def secrets_of_knocks(channel: str) -> Iterator[tuple[ChannelApp, str]]:
    """Each app of a channel with the secret its platform signs with. There are as many as the agency has servers."""
    for row in ChannelApp.objects.filter(channel=channel)[:50]:
        app = App.from_secrets(unseal_mapping(row.secrets))
        if secret := app.extra.get(WEBHOOK_SECRET, "") or app.client_secret:
            yield row, secret


def signed_in_by(app: ChannelApp) -> list[str]:
    """Names of the presences that were signed in by this app."""
    rows = Connection.objects.filter(presence__channel=app.channel, signed_in=True).exclude(presence__state__in=ENDED)
    return [row.presence.name for row in rows.select_related("presence") if server_of(row.settings) == app.server]


def has_servers(channel: str) -> bool:
    """Whether the channel is many servers, each with an app of its own."""
    return any(setting.name == SERVER for setting in describe(channel).settings)


def server_of(settings: Mapping[str, str]) -> str:
    """The server a connection's settings name, spelled the one way apps are looked up by; "" where there is none."""
    said = clean(settings.get(SERVER, "")).strip().rstrip("/").casefold()
    return said if not said or "://" in said else f"https://{said}"


def place_of(channel: str, server: str) -> str:
    """The server a person typed, "" for a channel that is one place. Raises Invalid for what is no address of one."""
    if not has_servers(channel):
        return ""
    place = server_of({SERVER: server})
    try:
        parts = urlsplit(place)
        named = _HOST.fullmatch(parts.hostname or "") is not None and parts.username is None
        sound = named and parts.scheme in ("https", "http") and parts.port != 0
    except ValueError:
        sound = False
    if not sound or len(place) > LONGEST_SERVER:
        raise Invalid("Give the address of the server, such as https://social.example.", field=SERVER)
    return place


def _keep(
    by: Actor, at: datetime, channel: str, server: str, app: App, stored: ChannelApp | None, *, by_itself: bool
) -> ChannelApp:
    row = stored or ChannelApp(channel=channel, server=server)
    row.client_id, row.secrets, row.by_itself = app.client_id[:300], seal_mapping(app.as_secrets()), by_itself
    row.registered_at, row.registered_by, row.refused_at = at, by.actor_id, None
    row.save()
    known = stored is not None
    body = {"channel": channel, "server": server, "client_id": row.client_id, "again": known, "by_itself": by_itself}
    append("app/registered", by=by, at=at, subject=row.subject, body=body)
    return row
