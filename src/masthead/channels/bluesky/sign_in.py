"""Signing in on the account's own server: OAuth by the AT Protocol's profile (atproto.com/specs/oauth).

What is asked for is sent ahead (RFC 9126), the person brings back its number; tokens count only with a proof by a key
made for this one sign-in (RFC 9449), and a refresh token counts once.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from masthead.channels.bluesky.client import (
    CLIENT_KEY,
    OTHERWISE,
    SCOPES,
    client_id,
    credentials,
    document,
    proves_itself,
)
from masthead.channels.bluesky.identity import Authority, Network
from masthead.channels.bluesky.proofs import new_key
from masthead.channels.bluesky.signed_in import DID, KEY, PDS, SIGN_IN_AGAIN, SignedIn
from masthead.channels.bluesky.xrpc import Xrpc
from masthead.channels.description import Setting
from masthead.channels.errors import ChannelError, Reauth, Rejected, Transient
from masthead.channels.https import Answer
from masthead.channels.sign_in_port import Account, App, Tokens
from masthead.channels.token_answer import NOTHING, error_in, said_in, tokens_in
from masthead.kernel.clock import now

_ISSUER, _CLIENT, _SINCE, _HANDLE = "issuer", "client", "since", "handle"
_BEGIN_AGAIN = "Begin again from the presence's page."

UNUSED, LONGEST, UNPROVED = timedelta(days=90), timedelta(days=730), timedelta(days=14)
"""A desk that proves itself keeps its access while it is used at least every three months, for two years at most; one
that does not, two weeks. Servers do not say it in their answers; these are the lifetimes of Bluesky's own software."""


class BlueskySignIn:
    """Keeps Remembering, RegistersItself and IsIntroduced. `network` is another only where tests stand in for it."""

    scopes: tuple[str, ...] = SCOPES
    app_settings: tuple[Setting, ...] = ()

    def __init__(self, network: Network | None = None) -> None:
        self._network = network or Network()

    def register(self, server: str, redirect_uri: str, before: App | None = None) -> App:
        """Asks nobody. The desk's key stays when its address changes: what it proves is bound to it."""
        key = before.extra.get(CLIENT_KEY, "") if before else ""
        return App(client_id(redirect_uri), "", {CLIENT_KEY: key or new_key()})

    def introduction(self, app: App, desk: str) -> Mapping[str, object]:
        return document(app, desk)

    def leave(
        self, app: App, handle: str, redirect_uri: str, state: str, challenge: str
    ) -> tuple[str, Mapping[str, str]]:
        owner = self._network.owner(handle)
        authority, key = self._network.authority_of(owner.pds), new_key()
        asked = {
            "response_type": "code",
            "redirect_uri": redirect_uri,
            "scope": " ".join(SCOPES),
            "state": state,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            "login_hint": owner.handle,
        }
        answer = self._tell(app, app.client_id, authority, authority.push, asked, key)
        number = answer.body.get("request_uri") if isinstance(answer.body, dict) else None
        if not answer.is_yes or not number:
            raise Rejected(f"{authority.host} did not take the desk's request: {said_in(answer)}.", cure=_cure(app))
        remembered = {
            KEY: key,
            DID: owner.did,
            PDS: owner.pds,
            _HANDLE: owner.handle,
            _ISSUER: authority.issuer,
            _CLIENT: app.client_id,
        }
        query = urlencode({"client_id": app.client_id, "request_uri": str(number)})
        return f"{authority.authorize}?{query}", remembered

    def arrive(
        self, app: App, remembered: Mapping[str, str], redirect_uri: str, query: Mapping[str, str], verifier: str
    ) -> Tokens:
        if not hmac.compare_digest(query.get("iss", "").encode("utf-8", "replace"), remembered[_ISSUER].encode()):
            raise Rejected("The answer does not come from the server you were sent to.", cure=_BEGIN_AGAIN)
        authority = self._network.authority(remembered[_ISSUER])
        given = {
            "grant_type": "authorization_code",
            "code": query["code"],
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        }
        answer = self._tell(app, remembered[_CLIENT], authority, authority.token, given, remembered[KEY])
        if not answer.is_yes:
            raise Rejected(f"{authority.host} did not take the sign-in: {said_in(answer)}.", cure=_BEGIN_AGAIN)
        bound = {name: remembered[name] for name in (KEY, DID, PDS, _ISSUER, _CLIENT)} | {_SINCE: now().isoformat()}
        tokens = _tokens(authority, answer, replace(NOTHING, bound=bound))
        if _subject(answer) != remembered[DID]:
            self._forget(app, tokens)
            handle = remembered[_HANDLE]
            raise Rejected(
                f"Another account than {handle} was signed in.", cure=f"Begin again, and sign in as {handle}."
            )
        return tokens

    def refresh(self, app: App, server: str, tokens: Tokens) -> Tokens:
        authority = self._network.authority(tokens.bound[_ISSUER])
        given = {"grant_type": "refresh_token", "refresh_token": tokens.refresh}
        answer = self._tell(app, tokens.bound[_CLIENT], authority, authority.token, given, tokens.bound[KEY])
        if answer.is_yes and _subject(answer) == tokens.bound[DID]:
            return _tokens(authority, answer, tokens)
        if answer.is_yes:
            raise Reauth(f"{authority.host} answered for another account than the one signed in.", cure=SIGN_IN_AGAIN)
        if answer.status in (400, 401) and error_in(answer) == "invalid_grant":
            said = said_in(answer)
            raise Reauth(f"{authority.host} does not renew the sign-in any more: {said}.", cure=SIGN_IN_AGAIN)
        # A desk that is not believed, or a proof that comes at the wrong time, says nothing of the account's tokens.
        raise Transient(f"{authority.host} did not renew the sign-in: {said_in(answer)}.", cure=_cure(app))

    def accounts(self, app: App, server: str, tokens: Tokens) -> Sequence[Account]:
        """The one account whose owner agreed."""
        did = tokens.bound[DID]
        access = SignedIn(tokens, transport=self._network.transport)
        found = Xrpc(access).query("app.bsky.actor.getProfile", actor=did)
        handle = str(found["handle"])
        return [Account(did, str(found.get("displayName") or handle), handle, settings={"handle": handle})]

    def revoke(self, app: App, server: str, tokens: Tokens) -> None:
        """One token for all: the server forgets the sign-in it belongs to, and says yes to one it does not know."""
        authority = self._network.authority(tokens.bound[_ISSUER])
        if not authority.revoke:
            raise Rejected(f"{authority.host} has no way to end a sign-in.", cure="End it on Bluesky, under Settings.")
        given = {"token": tokens.refresh or tokens.access}
        answer = self._tell(app, tokens.bound[_CLIENT], authority, authority.revoke, given, tokens.bound[KEY])
        if not answer.is_yes:
            raise Rejected(f"{authority.host} did not end the sign-in: {said_in(answer)}.", cure=_cure(app))

    def _forget(self, app: App, tokens: Tokens) -> None:
        """For tokens nobody keeps: what is answered changes nothing."""
        try:
            self.revoke(app, "", tokens)
        except ChannelError:
            return

    def _tell(
        self, app: App, name: str, authority: Authority, address: str, given: Mapping[str, str], key: str
    ) -> Answer:
        return self._network.tell(address, {**given, **credentials(app, name, authority.issuer)}, key)


def _subject(answer: Answer) -> str:
    return str(answer.body.get("sub", "")) if isinstance(answer.body, dict) else ""


def _tokens(authority: Authority, answer: Answer, before: Tokens) -> Tokens:
    """What was given, and until when a person need not come again. Raises Rejected for tokens bound to no key."""
    if str(answer.body.get("token_type", "")).casefold() != "dpop":
        raise Rejected(f"{authority.host} gave tokens that anybody could use, so they are not kept.", cure=OTHERWISE)
    moment, since = now(), datetime.fromisoformat(before.bound[_SINCE])
    proved = proves_itself(before.bound[_CLIENT])
    ends = min(moment + UNUSED, since + LONGEST) if proved else since + UNPROVED
    given = tokens_in(authority.host, answer, before=before, lasts=900)
    return replace(given, refresh_ends_at=ends if given.refresh else None, bound=before.bound)


def _cure(app: App) -> str:
    if proves_itself(app.client_id):
        return f"The server reads who the desk is at {app.client_id}: see that it opens from outside. {OTHERWISE}"
    return f"Begin again. {OTHERWISE}"
