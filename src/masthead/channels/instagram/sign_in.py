"""Signing in with Instagram itself, for which the account needs no Page on Facebook (business login for Instagram)."""

from __future__ import annotations

from collections.abc import Sequence

from masthead.channels.description import Setting
from masthead.channels.graph import Graph
from masthead.channels.graph_sign_in import SelfRenewing
from masthead.channels.instagram.account import ADDRESS
from masthead.channels.instagram.account import Account as Profile
from masthead.channels.instagram.description import SCOPES
from masthead.channels.sign_in_port import CLIENT_ID, CLIENT_SECRET, Account, App, Tokens
from masthead.channels.webhook_port import WEBHOOK_SECRET


class InstagramSignIn(SelfRenewing):
    """Keeps the port."""

    platform, grant = "Instagram", "ig"
    page = "https://www.instagram.com/oauth/authorize"
    code_address, renewal_address = "https://api.instagram.com", "https://graph.instagram.com"
    app_page = "Settings, Website permissions, Apps and websites"
    scopes: tuple[str, ...] = SCOPES
    app_settings: tuple[Setting, ...] = (
        Setting(CLIENT_ID, "Instagram app ID", "At developers.facebook.com: the app, Instagram, API setup."),
        Setting(CLIENT_SECRET, "Instagram app secret", "Beside it. Kept sealed, and never shown again.", secret=True),
        Setting(
            WEBHOOK_SECRET,
            "App secret",
            "The other secret, under App settings, Basic. Only where Instagram is to tell the desk at once.",
            secret=True,
            required=False,
        ),
    )

    def accounts(self, app: App, server: str, tokens: Tokens) -> Sequence[Account]:
        me = Profile(Graph(self.platform, ADDRESS, tokens.access, transport=self.transport)).me
        kind = str(me.get("account_type") or "").replace("_", " ").capitalize()
        return [Account(str(me["user_id"]), str(me.get("name") or me["username"]), str(me["username"]), kind)]
