"""Signing in with Nextdoor: OAuth 2.0 (developer.nextdoor.com, sharing-get-authorization-code and -access-token).

Nextdoor names no challenge (PKCE) and no way to revoke; `state` guards the way back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlencode

import httpx

from masthead.channels.description import Setting
from masthead.channels.errors import Reauth, Rejected, Transient
from masthead.channels.https import Answer, Https
from masthead.channels.nextdoor.agency import profile_of
from masthead.channels.nextdoor.api import Api
from masthead.channels.nextdoor.description import API, SCOPES
from masthead.channels.sign_in_port import APP_SETTINGS, Account, App, Tokens
from masthead.channels.token_answer import asked, error_in, said_in, tokens_in

AUTHORIZE, TOKENS = "https://www.nextdoor.com/v3/authorize/", "https://auth.nextdoor.com"


class NextdoorSignIn:
    """Keeps the port. `api` and `tokens` are other addresses only where tests stand in for Nextdoor."""

    scopes: tuple[str, ...] = SCOPES
    app_settings: tuple[Setting, ...] = APP_SETTINGS

    def __init__(self, api: str = API, tokens: str = TOKENS, transport: httpx.BaseTransport | None = None) -> None:
        self._api, self._tokens, self._transport = api, tokens, transport

    def address(self, app: App, server: str, redirect_uri: str, state: str, challenge: str) -> str:
        query = {
            "scope": " ".join(SCOPES),
            "response_type": "code",
            "client_id": app.client_id,
            "redirect_uri": redirect_uri,
            "state": state,
        }
        return f"{AUTHORIZE}?{urlencode(query, quote_via=quote)}"

    def redeem(self, app: App, server: str, redirect_uri: str, code: str, verifier: str) -> Tokens:
        given = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}
        answer = self._ask(app, given)
        if not answer.is_yes:
            raise Rejected(
                f"Nextdoor did not take the sign-in: {said_in(answer)}.", cure="Sign in again from the beginning."
            )
        return tokens_in("Nextdoor", answer)

    def refresh(self, app: App, server: str, tokens: Tokens) -> Tokens:
        answer = self._ask(app, {"grant_type": "refresh_token", "refresh_token": tokens.refresh})
        if answer.is_yes:
            return tokens_in("Nextdoor", answer)
        if error_in(answer) == "invalid_grant":
            raise Reauth("Nextdoor does not accept the sign-in any more.", cure="Sign in as the agency again.")
        raise Transient(f"Nextdoor did not renew the sign-in: {said_in(answer)}.")

    def accounts(self, app: App, server: str, tokens: Tokens) -> Sequence[Account]:
        """The agency's, where whoever signed in did so as one; a neighbor's account is none of ours."""
        me = Api(tokens.access, address=self._api, transport=self._transport).me()
        profile = profile_of(me)
        return [Account(str(me["agency_id"]), profile.name, profile.handle, "agency")] if profile else []

    def revoke(self, app: App, server: str, tokens: Tokens) -> None:
        raise Rejected(
            "Nextdoor has no way for a program to end its own access.",
            cure="Sign in on Nextdoor as the agency and remove the application in its settings.",
        )

    def _ask(self, app: App, given: Mapping[str, str]) -> Answer:
        https = Https("Nextdoor", self._tokens, auth=(app.client_id, app.client_secret), transport=self._transport)
        return asked(https, "/v2/token", given)
