"""Signing in with X: OAuth 2.0 with PKCE, as a confidential client (docs.x.com, authentication, user access token).

An access token ends after two hours; a refresh token is good for once, and the answer brings the next.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

import httpx

from masthead.channels.description import Setting
from masthead.channels.errors import Reauth, Rejected, Transient
from masthead.channels.https import Answer, Https
from masthead.channels.sign_in_port import APP_SETTINGS, Account, App, Tokens
from masthead.channels.token_answer import asked, error_in, said_in, tokens_in
from masthead.channels.x.api import Api
from masthead.channels.x.description import API, SCOPES, WEB


class XSignIn:
    """Keeps the port. `api` is another address only where tests stand in for X."""

    scopes: tuple[str, ...] = SCOPES
    app_settings: tuple[Setting, ...] = APP_SETTINGS

    def __init__(self, api: str = API, transport: httpx.BaseTransport | None = None) -> None:
        self._api, self._transport = api, transport

    def address(self, app: App, server: str, redirect_uri: str, state: str, challenge: str) -> str:
        query = {
            "response_type": "code",
            "client_id": app.client_id,
            "redirect_uri": redirect_uri,
            "scope": " ".join(SCOPES),
            "state": state,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        return f"{WEB}/i/oauth2/authorize?{urlencode(query)}"

    def redeem(self, app: App, server: str, redirect_uri: str, code: str, verifier: str) -> Tokens:
        given = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}
        answer = self._ask(app, "token", {**given, "code_verifier": verifier})
        if not answer.is_yes:
            raise Rejected(f"X did not take the sign-in: {said_in(answer)}.", cure="Sign in again from the beginning.")
        return tokens_in("X", answer, lasts=7200)

    def refresh(self, app: App, server: str, tokens: Tokens) -> Tokens:
        answer = self._ask(app, "token", {"grant_type": "refresh_token", "refresh_token": tokens.refresh})
        if answer.is_yes:
            return tokens_in("X", answer, lasts=7200)
        if answer.status == 400 and error_in(answer) in ("invalid_request", "invalid_grant"):
            raise Reauth("X does not accept the sign-in any more.", cure="Sign in as the agency's account again.")
        # An app that is refused says nothing of the account's own tokens.
        raise Transient(f"X did not renew the sign-in: {said_in(answer)}.", cure="Look at the app in X's console.")

    def accounts(self, app: App, server: str, tokens: Tokens) -> Sequence[Account]:
        me = Api(tokens.access, address=self._api, transport=self._transport).me()
        return [Account(str(me["id"]), str(me.get("name") or me["username"]), str(me["username"]), "account")]

    def revoke(self, app: App, server: str, tokens: Tokens) -> None:
        """X answers no for a token it has forgotten already: that is what was wanted."""
        for token in filter(None, (tokens.refresh, tokens.access)):
            answer = self._ask(app, "revoke", {"token": token})
            if answer.status == 401:
                said = f"X does not accept the desk's app: {said_in(answer)}."
                raise Rejected(said, cure="Look at it in X's console.")

    def _ask(self, app: App, what: str, given: Mapping[str, str]) -> Answer:
        https = Https("X", self._api, auth=(app.client_id, app.client_secret), transport=self._transport)
        return asked(https, f"/2/oauth2/{what}", {**given, "client_id": app.client_id})
