"""Signing in with Google for a channel on YouTube: OAuth 2.0 with a challenge (PKCE), for use while nobody is there.

By https://developers.google.com/identity/protocols/oauth2/web-server. A token lasts an hour and is renewed; what renews
it lasts until the person takes it back, or for a week while the app is still marked as in testing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

import httpx

from masthead.channels.description import Setting
from masthead.channels.errors import Reauth, Rejected, Transient
from masthead.channels.https import Answer, Https
from masthead.channels.sign_in_port import APP_SETTINGS, Account, App, Tokens
from masthead.channels.token_answer import asked, credentials, error_in, said_in, tokens_in
from masthead.channels.youtube.description import SCOPES

CONSENT = "https://accounts.google.com/o/oauth2/v2/auth"
TOKENS = "https://oauth2.googleapis.com"
_AGAIN = "Sign in to Google again as the owner of the channel."


class GoogleSignIn:
    """Keeps SignIn."""

    scopes: tuple[str, ...] = SCOPES
    app_settings: tuple[Setting, ...] = APP_SETTINGS

    def __init__(self, transport: httpx.BaseTransport | None = None) -> None:
        self._transport = transport

    def address(self, app: App, server: str, redirect_uri: str, state: str, challenge: str) -> str:
        """Consent is asked for each time: without it, Google gives what renews a sign-in at the first one only."""
        query = {
            "response_type": "code",
            "client_id": app.client_id,
            "redirect_uri": redirect_uri,
            "scope": " ".join(SCOPES),
            "state": state,
            "access_type": "offline",
            "prompt": "consent",
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        return f"{CONSENT}?{urlencode(query)}"

    def redeem(self, app: App, server: str, redirect_uri: str, code: str, verifier: str) -> Tokens:
        given = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}
        answer = self._ask("/token", {**given, "code_verifier": verifier, **credentials(app)})
        if not answer.is_yes:
            raise Rejected(
                f"Google did not take the sign-in: {said_in(answer)}.", cure="Sign in again from the beginning."
            )
        tokens = tokens_in("Google", answer, lasts=3600)
        if missing := set(SCOPES) - set(tokens.scopes):
            raise Rejected(
                "Google was not allowed what the desk asked for.",
                cure="Sign in again, and leave the box for YouTube ticked.",
                scope=sorted(missing)[0],
            )
        return tokens

    def refresh(self, app: App, server: str, tokens: Tokens) -> Tokens:
        if not tokens.refresh:
            raise Reauth("There is nothing to renew the sign-in with.", cure=_AGAIN)
        given = {"grant_type": "refresh_token", "refresh_token": tokens.refresh}
        answer = self._ask("/token", {**given, **credentials(app)})
        if answer.is_yes:
            return tokens_in("Google", answer, lasts=3600, before=tokens)
        if answer.status == 400 and error_in(answer) == "invalid_grant":
            raise Reauth("Google does not renew the sign-in any more.", cure=_AGAIN)
        # An app that is refused says nothing of the owner's own tokens.
        raise Transient(
            f"Google did not renew the sign-in: {said_in(answer)}.", cure="Look at the app in the Google Cloud console."
        )

    def accounts(self, app: App, server: str, tokens: Tokens) -> Sequence[Account]:
        """The channel that was chosen on Google's page; none where the account has none."""
        from masthead.channels.youtube.api import Api

        api = Api(tokens.access, transport=self._transport)
        found = api.read("channels", part="snippet", mine=True).get("items", [])
        return [
            Account(
                id=str(each["id"]),
                name=str(each["snippet"]["title"]),
                handle=str(each["snippet"].get("customUrl") or each["id"]),
                kind="channel",
                settings={"channel": str(each["id"])},
            )
            for each in found
        ]

    def revoke(self, app: App, server: str, tokens: Tokens) -> None:
        """One of the two takes both away. What Google has forgotten already, it calls invalid."""
        answer = self._ask("/revoke", {"token": tokens.refresh or tokens.access})
        if not answer.is_yes and error_in(answer) != "invalid_token":
            raise Transient(f"Google did not end the sign-in: {said_in(answer)}.", cure="Try again in a while.")

    def _ask(self, path: str, given: Mapping[str, str]) -> Answer:
        return asked(Https("Google", TOKENS, transport=self._transport), path, given)
