"""Signing in with Threads. See https://developers.facebook.com/docs/threads/get-started."""

from __future__ import annotations

from collections.abc import Sequence

from masthead.channels.description import Setting
from masthead.channels.graph import Graph
from masthead.channels.graph_sign_in import SelfRenewing
from masthead.channels.sign_in_port import CLIENT_ID, CLIENT_SECRET, Account, App, Tokens
from masthead.channels.threads.account import ADDRESS
from masthead.channels.threads.account import Account as Profile
from masthead.channels.threads.description import SCOPES


class ThreadsSignIn(SelfRenewing):
    """Keeps the port."""

    platform, grant = "Threads", "th"
    page = "https://threads.net/oauth/authorize"
    code_address = renewal_address = "https://graph.threads.net"
    app_page = "Settings, Account, Website permissions"
    scopes: tuple[str, ...] = SCOPES
    app_settings: tuple[Setting, ...] = (
        Setting(CLIENT_ID, "Threads app ID", "At developers.facebook.com: the app, App settings, Basic."),
        Setting(CLIENT_SECRET, "Threads app secret", "Beside it. Kept sealed, and never shown again.", secret=True),
    )

    def accounts(self, app: App, server: str, tokens: Tokens) -> Sequence[Account]:
        me = Profile(Graph(self.platform, ADDRESS, tokens.access, transport=self.transport)).me
        return [Account(str(me["id"]), str(me.get("name") or me["username"]), str(me["username"]), "Profile")]
