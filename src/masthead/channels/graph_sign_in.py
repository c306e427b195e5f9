"""What signing in on Facebook, Instagram and Threads has in common. None of them documents a challenge (PKCE) for a
program that keeps a secret, so `state` and the app's secret guard the way.

By https://developers.facebook.com/docs: facebook-login/guides/advanced/manual-flow, instagram-platform (business login)
and threads/get-started.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import httpx

from masthead.channels.description import Setting
from masthead.channels.errors import OutcomeUnknown, Rejected, Transient
from masthead.channels.graph import Graph, Json, NotAllowed
from masthead.channels.https import Answer, Https
from masthead.channels.sign_in_port import APP_SETTINGS, App, Tokens
from masthead.kernel.clock import now

LIFE = timedelta(days=60)
"""What a token lasts that names no end of its own."""


def consent(page: str, app: App, redirect_uri: str, state: str, scopes: Sequence[str]) -> str:
    """Where a person signs in and agrees."""
    asked = {
        "client_id": app.client_id,
        "redirect_uri": redirect_uri,
        "response_type": "code",
        "scope": ",".join(scopes),
        "state": state,
    }
    return f"{page}?{urlencode(asked)}"


def granted(platform: str, answer: Answer) -> Json:
    """What was given for a code. Raises Rejected with what the platform said."""
    body = answer.body if isinstance(answer.body, dict) else {}
    if isinstance(listed := body.get("data"), list) and listed:
        body = listed[0]
    if answer.is_yes and body.get("access_token"):
        return body
    error = body.get("error")
    said = (error.get("message") if isinstance(error, dict) else None) or body.get("error_message") or answer.status
    sentence = f"{platform} did not take the sign-in: {str(said).rstrip('.')}."
    raise Rejected(sentence, cure="Sign in again from the beginning; if that does not help, look at the app’s secret.")


class SelfRenewing:
    """Signing in where a token of 60 days is its own renewal, as on Instagram and Threads.

    `ends_at` is put half-way: a token that has ended cannot be renewed, and a desk may be switched off for a while.
    """

    platform = page = code_address = renewal_address = grant = app_page = ""
    scopes: tuple[str, ...] = ()
    app_settings: tuple[Setting, ...] = APP_SETTINGS

    def __init__(self, transport: httpx.BaseTransport | None = None) -> None:
        self.transport = transport

    def address(self, app: App, server: str, redirect_uri: str, state: str, challenge: str) -> str:
        return consent(self.page, app, redirect_uri, state, self.scopes)

    def redeem(self, app: App, server: str, redirect_uri: str, code: str, verifier: str) -> Tokens:
        """The code for a token of an hour, and that for one of 60 days."""
        form = {
            "client_id": app.client_id,
            "client_secret": app.client_secret,
            "grant_type": "authorization_code",
            "redirect_uri": redirect_uri,
            # The address a person comes back to has an end of its own, which is no part of the code.
            "code": code.removesuffix("#_"),
        }
        site = Https(self.platform, self.code_address, transport=self.transport)
        try:
            short = granted(self.platform, site.tell("POST", "/oauth/access_token", data=form))
        except OutcomeUnknown as lost:
            raise Transient(lost.sentence, cure=lost.cure) from lost
        long = self._graph(str(short["access_token"])).read(
            "/access_token", grant_type=f"{self.grant}_exchange_token", client_secret=app.client_secret
        )
        return self._tokens(long, _scopes(short.get("permissions")))

    def refresh(self, app: App, server: str, tokens: Tokens) -> Tokens:
        try:
            told = self._graph(tokens.access).read("/refresh_access_token", grant_type=f"{self.grant}_refresh_token")
        except NotAllowed as unsure:
            raise Transient(unsure.sentence, cure=unsure.cure) from unsure
        return self._tokens(told, tokens.scopes)

    def revoke(self, app: App, server: str, tokens: Tokens) -> None:
        raise Rejected(
            f"{self.platform} lets no program give its access back.",
            cure=f"In the {self.platform} app, open {self.app_page}, and remove the desk’s app.",
        )

    def _graph(self, token: str) -> Graph:
        return Graph(self.platform, self.renewal_address, token, transport=self.transport)

    def _tokens(self, told: Mapping[str, Any], scopes: tuple[str, ...]) -> Tokens:
        if not (access := str(told.get("access_token") or "")):
            raise Transient(f"{self.platform}’s answer holds no access token.")
        moment, lasts = now(), timedelta(seconds=int(told.get("expires_in") or LIFE.total_seconds()))
        return Tokens(access, access, ends_at=moment + lasts / 2, refresh_ends_at=moment + lasts, scopes=scopes)


def _scopes(told: object) -> tuple[str, ...]:
    """Permissions as a list, or in one string with commas."""
    named = told if isinstance(told, list) else str(told or "").split(",")
    return tuple(str(each).strip() for each in named if str(each).strip())
