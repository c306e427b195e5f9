"""Signing in with LinkedIn: a member agrees, and each page they administer can be connected.

By https://learn.microsoft.com/linkedin/shared/authentication/: authorization-code-flow and programmatic-refresh-tokens.
A program that keeps a secret sends no challenge (PKCE) there, so `state` and that secret guard the way. A token lasts
60 days. Only some apps get one to renew it with, whose year does not begin anew with each renewal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

import httpx

from masthead.channels.description import Setting
from masthead.channels.errors import Reauth, Rejected, Transient
from masthead.channels.https import Answer, Https
from masthead.channels.linkedin.description import SCOPES, SITE
from masthead.channels.linkedin.rest import Rest
from masthead.channels.sign_in_port import APP_SETTINGS, Account, App, Tokens
from masthead.channels.token_answer import asked, credentials, error_in, said_in, tokens_in

_ADMINISTERED = "/organizationAcls?q=roleAssignee&role=ADMINISTRATOR&state=APPROVED"


class LinkedInSignIn:
    """Keeps SignIn."""

    scopes: tuple[str, ...] = SCOPES
    app_settings: tuple[Setting, ...] = APP_SETTINGS

    def __init__(self, transport: httpx.BaseTransport | None = None) -> None:
        self._transport = transport

    def address(self, app: App, server: str, redirect_uri: str, state: str, challenge: str) -> str:
        query = {
            "response_type": "code",
            "client_id": app.client_id,
            "redirect_uri": redirect_uri,
            "state": state,
            "scope": " ".join(SCOPES),
        }
        return f"{SITE}/oauth/v2/authorization?{urlencode(query)}"

    def redeem(self, app: App, server: str, redirect_uri: str, code: str, verifier: str) -> Tokens:
        answer = self._ask(app, {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri})
        if not answer.is_yes:
            raise Rejected(
                f"LinkedIn did not take the sign-in: {said_in(answer)}.", cure="Sign in again from the beginning."
            )
        return tokens_in("LinkedIn", answer)

    def refresh(self, app: App, server: str, tokens: Tokens) -> Tokens:
        again = "Sign in on LinkedIn again as an administrator of the page."
        if not tokens.refresh:
            raise Reauth("LinkedIn gave this app nothing to renew a sign-in with.", cure=again)
        answer = self._ask(app, {"grant_type": "refresh_token", "refresh_token": tokens.refresh})
        if answer.is_yes:
            return tokens_in("LinkedIn", answer, before=tokens)
        if answer.status == 400 and error_in(answer) in ("invalid_request", "invalid_grant"):
            raise Reauth("LinkedIn does not renew the sign-in any more.", cure=again)
        # An app that is refused says nothing of the member's own tokens.
        raise Transient(
            f"LinkedIn did not renew the sign-in: {said_in(answer)}.", cure="Look at the app in LinkedIn's portal."
        )

    def accounts(self, app: App, server: str, tokens: Tokens) -> Sequence[Account]:
        rest = Rest(tokens.access, transport=self._transport)
        numbers = [str(each["organization"]).rpartition(":")[2] for each in rest.found_by(_ADMINISTERED)]
        pages = {number: rest.find(f"/organizations/{number}") or {} for number in dict.fromkeys(numbers)}
        return [
            Account(
                id=f"urn:li:organization:{number}",
                name=str(page.get("localizedName") or number),
                handle=str(page.get("vanityName") or number),
                kind="page",
                settings={"organization": number},
            )
            for number, page in pages.items()
        ]

    def revoke(self, app: App, server: str, tokens: Tokens) -> None:
        raise Rejected(
            "LinkedIn documents no way for a program to give its access back.",
            cure="On LinkedIn, open Settings, Data privacy, Permitted services, and remove the desk’s app.",
        )

    def _ask(self, app: App, given: Mapping[str, str]) -> Answer:
        https = Https("LinkedIn", SITE, transport=self._transport)
        return asked(https, "/oauth/v2/accessToken", {**given, **credentials(app)})
