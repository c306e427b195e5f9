"""The connector of Mastodon-like servers. Its library takes half a second to load, so it is loaded at first use."""

from __future__ import annotations

from collections.abc import Mapping

from masthead.channels.mastodon.description import DESCRIPTION
from masthead.channels.mastodon.sign_in import MastodonSignIn
from masthead.channels.port import Channel

__all__ = ["DESCRIPTION", "SIGN_IN", "connect"]

SIGN_IN = MastodonSignIn()


def connect(presence_settings: Mapping[str, str], secrets: Mapping[str, str]) -> Channel:
    """Settings: `server`, `limit` (may be empty); secret: `access_token`. Reaches nothing yet."""
    from masthead.channels.mastodon.account import MastodonAccount
    from masthead.channels.mastodon.server import Server

    server = Server(presence_settings["server"].strip(), secrets.get("access_token", "").strip())
    return MastodonAccount(server, presence_settings.get("limit", "").strip())
