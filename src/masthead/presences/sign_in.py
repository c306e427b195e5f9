"""The way to the platform's own sign-in page and back: begun here, answered there, and connected by the gate of always.

What is needed on the way back is an Errand. It is kept on this side, sealed, in the session of whoever began it; the
platform sees only `state`, a secret for this one journey, and the challenge, which is the digest of another.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets as random
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta

from masthead.agencies.models import Person
from masthead.agencies.rights import refuse_unless_permitted
from masthead.agencies.vault import seal, unseal
from masthead.channels.errors import ChannelError
from masthead.channels.registry import describe
from masthead.channels.registry import sign_in as sign_in_of
from masthead.channels.sign_in_port import SERVER, Account, App, RegistersItself, Remembering, SignIn, Tokens
from masthead.kernel.ids import new_secret
from masthead.kernel.refusals import Invalid, Refused
from masthead.kernel.text import clean
from masthead.presences.channel_apps import app_for, note_own_registration, place_of
from masthead.presences.connection import connect, try_connection
from masthead.presences.models import Connection, Presence
from masthead.presences.revoke import end_quietly
from masthead.presences.states import PRESENCE

LIFE = timedelta(minutes=10)
"""So long may the way there and back take, and as long again the choice of an account."""
MOST_ACCOUNTS = 200
REDIRECT, ASKED = "redirect_uri", "scopes"

BEGIN_AGAIN = "Begin again from the presence's page."


@dataclass(frozen=True, slots=True)
class Errand:
    """One journey to a platform and back. `tokens` and `accounts` are there once it came back with more than one.

    remembered: what the connector needs on the way back, where it is more than the state.
    """

    presence: str
    channel: str
    server: str
    redirect_uri: str
    state: str = field(repr=False)
    verifier: str = field(repr=False)
    began_at: str
    tokens: Mapping[str, str] | None = field(default=None, repr=False)
    accounts: tuple[Account, ...] = ()
    remembered: Mapping[str, str] = field(default_factory=dict, repr=False)

    def sealed(self) -> str:
        return seal(json.dumps(asdict(self)).encode()).decode()

    @classmethod
    def opened(cls, sealed: str) -> Errand:
        kept = json.loads(unseal(sealed.encode()))
        kept["accounts"] = tuple(Account(**account) for account in kept["accounts"])
        return cls(**kept)


def begin(*, by: Person, at: datetime, presence: Presence, server: str, redirect_uri: str) -> tuple[str, Errand]:
    """Where to send the person, and what to keep until they are back. Registers the desk where a server lets anybody.

    Raises Refused where nothing can be connected now, Invalid at the server that does not answer.
    """
    refuse_unless_permitted(by, "presences.connect")
    PRESENCE.to(presence.state, "connect")
    way, place = _way(presence.channel), place_of(presence.channel, server)
    state, verifier = new_secret(), random.token_urlsafe(48)
    digest = hashlib.sha256(verifier.encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    try:
        app = _app(by, at, way, presence.channel, place, redirect_uri)
        remembered: Mapping[str, str] = {}
        if isinstance(way, Remembering):
            address, remembered = way.leave(app, presence.handle, redirect_uri, state, challenge)
        else:
            address = way.address(app, place, redirect_uri, state, challenge)
    except ChannelError as trouble:
        raise Invalid(f"{trouble.sentence} {trouble.cure}".strip(), field=SERVER if place else "") from trouble
    errand = Errand(str(presence.pk), presence.channel, place, redirect_uri, state, verifier, at.isoformat())
    return address, replace(errand, remembered=remembered)


def come_back(*, at: datetime, errand: Errand, query: Mapping[str, str]) -> Errand:
    """The errand with the tokens and the accounts they open. Raises Refused, saying in one sentence what to do."""
    platform, way = describe(errand.channel).name, _way(errand.channel)
    if not hmac.compare_digest(errand.state.encode(), query.get("state", "").encode("utf-8", "replace")):
        raise Refused(f"This answer belongs to another sign-in than the one begun last. {BEGIN_AGAIN}")
    refuse_expired(errand, at)
    if said := query.get("error", ""):
        if said == "access_denied":
            raise Refused(f"Access was not allowed on {platform}, so nothing was connected. {BEGIN_AGAIN}")
        why = clean(query.get("error_description", "") or said).strip()[:200].rstrip(".")
        raise Refused(f"{platform} ended the sign-in: “{why}”. {BEGIN_AGAIN}")
    if not (code := query.get("code", "")):
        raise Refused(f"{platform} sent you back without an answer. {BEGIN_AGAIN}")
    app = app_for(errand.channel, errand.server)
    if app is None:
        raise Refused(f"The desk's app with {platform} was removed meanwhile. Ask an administrator to register it.")
    try:
        if isinstance(way, Remembering):
            tokens = way.arrive(app, errand.remembered, errand.redirect_uri, query, errand.verifier)
        else:
            tokens = way.redeem(app, errand.server, errand.redirect_uri, code, errand.verifier)
        lacking = _lacking(way, errand.channel, tokens)
        accounts = () if lacking else tuple(way.accounts(app, errand.server, tokens))[:MOST_ACCOUNTS]
    except ChannelError as trouble:
        raise Refused(f"{trouble.sentence} {trouble.cure or BEGIN_AGAIN}") from trouble
    if lacking or not accounts:
        end_quietly(errand.channel, errand.server, tokens)
    if lacking:
        named = ", ".join(lacking)
        raise Refused(f"{platform} did not grant what the desk needs: {named}. Begin again and leave each one allowed.")
    if not accounts:
        raise Refused(f"Whoever signed in on {platform} looks after no account there. Sign in as somebody who does.")
    return replace(errand, tokens=tokens.as_secrets(), accounts=accounts, began_at=at.isoformat())


def refuse_expired(errand: Errand, at: datetime) -> None:
    if at - datetime.fromisoformat(errand.began_at) > LIFE:
        minutes = int(LIFE.total_seconds() // 60)
        raise Refused(f"More than {minutes} minutes have passed since you began to sign in. {BEGIN_AGAIN}")


def approved_among(errand: Errand, presence: Presence) -> Account | None:
    """The account that bears the approved handle."""
    return next((one for one in errand.accounts if _bare(one.handle) == _bare(presence.handle)), None)


def take(*, by: Person, at: datetime, presence: Presence, errand: Errand, account_id: str) -> Presence:
    """Connect one of the accounts the errand came back with. Raises Refused for another than the approved one."""
    account = next((one for one in errand.accounts if one.id == account_id), None)
    if account is None or errand.tokens is None:
        raise Invalid("Choose one of the accounts.", field="account")
    refuse_expired(errand, at)
    stored = Connection.objects.filter(presence=presence).first()
    settings = {setting.name: "" for setting in describe(presence.channel).settings if not setting.secret}
    settings |= stored.settings if stored else {}
    settings |= ({SERVER: errand.server} if errand.server else {}) | dict(account.settings)
    # An account's own secrets stand in place of the person's; an empty one takes the person's away.
    secrets = {name: value for name, value in {**errand.tokens, **account.secrets}.items() if value}
    profile = try_connection(presence.channel, settings, secrets)
    return connect(by=by, at=at, presence=presence, settings=settings, secrets=secrets, account=profile, signed_in=True)


def give_up(errand: Errand) -> None:
    """Nothing was connected: have the platform forget what it granted, where that harms no other presence."""
    if errand.tokens:
        end_quietly(errand.channel, errand.server, Tokens.from_secrets(errand.tokens))


def _way(channel: str) -> SignIn:
    way = sign_in_of(channel)
    if way is None:
        raise Refused(f"{describe(channel).name} is connected with what you enter on the form.")
    return way


def _lacking(way: SignIn, channel: str, tokens: Tokens) -> list[str]:
    """What the desk cannot do without and was not granted, where the platform says what it granted. What private
    messages alone take is the person's own choice."""
    if not tokens.scopes:
        return []
    return [scope for scope in way.scopes if scope not in (*tokens.scopes, *describe(channel).message_scopes)]


def _app(by: Person, at: datetime, way: SignIn, channel: str, server: str, redirect_uri: str) -> App:
    """A server that the desk registered with by itself is asked again when the desk's own address has changed, or the
    scopes it asks for: a server grants an app no others than those it was registered with."""
    app, asked = app_for(channel, server), " ".join(way.scopes)
    if isinstance(way, RegistersItself) and (app is None or not _fits(app, redirect_uri, asked)):
        made = way.register(server, redirect_uri, app)
        app = replace(made, extra={**made.extra, REDIRECT: redirect_uri, ASKED: asked})
        note_own_registration(by=by, at=at, channel=channel, server=server, app=app)
    if app is None:
        platform = describe(channel).name
        raise Refused(f"The desk has no app with {platform} yet. Ask an administrator to register one.")
    return app


def _fits(app: App, redirect_uri: str, asked: str) -> bool:
    """An administrator's own registration says nothing of either, and is left as it is."""
    return REDIRECT not in app.extra or (app.extra[REDIRECT], app.extra.get(ASKED)) == (redirect_uri, asked)


def _bare(handle: str) -> str:
    return handle.strip().lstrip("@").casefold()
