"""YouTube's connector. Google's library takes half a second and 20 MB to load, so it is loaded at first use."""

from __future__ import annotations

from collections.abc import Mapping

from masthead.channels.port import Channel
from masthead.channels.sign_in_port import Tokens
from masthead.channels.youtube.description import DESCRIPTION
from masthead.channels.youtube.sign_in import GoogleSignIn

__all__ = ["DESCRIPTION", "SIGN_IN", "connect"]


def connect(presence_settings: Mapping[str, str], secrets: Mapping[str, str]) -> Channel:
    """Setting: `channel`; secret: `access_token`. Reaches nothing yet."""
    from masthead.channels.youtube.account import YouTube

    tokens = Tokens.from_secrets(secrets)
    return YouTube(presence_settings.get("channel", "").strip(), tokens.access.strip(), ends=tokens.last_until)


SIGN_IN = GoogleSignIn()
