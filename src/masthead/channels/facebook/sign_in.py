"""Signing in with Facebook: a person agrees, and each Page they look after brings a token of its own that does not end.

By https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow and …/pages-api/getting-started.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import httpx

from masthead.channels.description import Setting
from masthead.channels.errors import OutcomeUnknown, Reauth, Rejected, Transient
from masthead.channels.facebook.description import SCOPES
from masthead.channels.facebook.page import ADDRESS, VERSION
from masthead.channels.graph import Graph, Refusal
from masthead.channels.graph_sign_in import consent, granted
from masthead.channels.https import Https
from masthead.channels.sign_in_port import CLIENT_ID, CLIENT_SECRET, Account, App, Tokens

DIALOG = f"https://www.facebook.com/{VERSION}/dialog/oauth"
MOST = 200


class FacebookSignIn:
    """Keeps the port. `transport` is another only where tests stand in for Facebook."""

    scopes: tuple[str, ...] = SCOPES
    app_settings: tuple[Setting, ...] = (
        Setting(CLIENT_ID, "App ID", "At developers.facebook.com: the app, App settings, Basic."),
        Setting(CLIENT_SECRET, "App secret", "Beside the app ID. Kept sealed, and never shown again.", secret=True),
    )

    def __init__(self, transport: httpx.BaseTransport | None = None) -> None:
        self.transport = transport

    def address(self, app: App, server: str, redirect_uri: str, state: str, challenge: str) -> str:
        return consent(DIALOG, app, redirect_uri, state, SCOPES)

    def redeem(self, app: App, server: str, redirect_uri: str, code: str, verifier: str) -> Tokens:
        """The code for a person's token of an hour, and that for one that lasts: only its Pages' tokens last too."""
        short = self._token(app, {"redirect_uri": redirect_uri, "code": code})
        person = self._token(app, {"grant_type": "fb_exchange_token", "fb_exchange_token": short})
        allowed = self._graph(person).read("/me/permissions").get("data") or []
        scopes = tuple(str(each["permission"]) for each in allowed if each.get("status") == "granted")
        return Tokens(person, scopes=scopes)

    def refresh(self, app: App, server: str, tokens: Tokens) -> Tokens:
        raise Reauth("Facebook does not accept the Page’s access any more.", cure="Sign in and choose the Page again.")

    def accounts(self, app: App, server: str, tokens: Tokens) -> Sequence[Account]:
        """The Pages on which the person may post and moderate, each with its own token in place of the person's."""
        rows = self._graph(tokens.access).rows("/me/accounts", "id,name,username,access_token,tasks", most=MOST)
        able = [row for row in rows if row.get("access_token") and {"CREATE_CONTENT", "MODERATE"} <= set(row["tasks"])]
        return [
            Account(
                id=str(row["id"]),
                name=str(row["name"]),
                handle=str(row.get("username") or row["id"]),
                kind="Page",
                secrets={"access_token": str(row["access_token"]), "ends_at": "", "refresh_token": ""},
            )
            for row in able
        ]

    def revoke(self, app: App, server: str, tokens: Tokens) -> None:
        """A person's token ends so; a Page's can be taken back by the person alone."""
        try:
            self._graph(tokens.access).delete("/me/permissions")
        except Reauth:
            return  # forgotten already
        except OutcomeUnknown as lost:
            raise Transient(lost.sentence, cure=lost.cure) from lost
        except Refusal as refusal:
            raise Rejected(
                "Facebook takes a Page’s access back only from the person who gave it.",
                cure="On Facebook, they open Settings, Business integrations, and remove the desk’s app.",
            ) from refusal

    def _token(self, app: App, given: Mapping[str, str]) -> str:
        known = {"client_id": app.client_id, "client_secret": app.client_secret}
        site = Https("Facebook", ADDRESS, transport=self.transport)
        return str(granted("Facebook", site.ask("/oauth/access_token", {**known, **given}))["access_token"])

    def _graph(self, token: str) -> Graph:
        return Graph("Facebook", ADDRESS, token, transport=self.transport)
