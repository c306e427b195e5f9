"""Signing in on the platform's own page: what a connector offers as SIGN_IN, in its channel.py, beside DESCRIPTION.

A connector without it is connected with what a person pastes, and so is one with it: `connect(settings, secrets)` SHALL
work with `secrets["access_token"]` alone, or with what its own form asks for. Where a channel has many servers, its
Description has a Setting called `server`, and `server` below is what was given there; else it is "".

A connector SHALL ask for the scopes it uses and no others, SHALL send `state` and, where the platform takes it, the
challenge (PKCE, S256). It SHALL raise only the errors of errors.py: Reauth for what is dead for certain, Transient for
everything it is not sure of. A time-out is never a dead token.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, runtime_checkable

from masthead.channels.description import Setting

CLIENT_ID, CLIENT_SECRET = "client_id", "client_secret"
SERVER = "server"

APP_SETTINGS = (
    Setting(CLIENT_ID, "Client ID", "The platform may call it app ID or key."),
    Setting(CLIENT_SECRET, "Client secret", "Kept sealed, and never shown again.", secret=True),
)
"""What an administrator gives for most platforms; a connector names its own where the platform says it otherwise."""


@dataclass(frozen=True, slots=True)
class App:
    """The agency's own registration with a platform, one for each channel and server. `extra`: other app settings."""

    client_id: str
    client_secret: str = field(repr=False)
    extra: Mapping[str, str] = field(default_factory=dict, repr=False)

    def as_secrets(self) -> dict[str, str]:
        return {**self.extra, CLIENT_ID: self.client_id, CLIENT_SECRET: self.client_secret}

    @classmethod
    def from_secrets(cls, stored: Mapping[str, str]) -> App:
        extra = {name: value for name, value in stored.items() if name not in (CLIENT_ID, CLIENT_SECRET)}
        return cls(stored.get(CLIENT_ID, ""), stored.get(CLIENT_SECRET, ""), extra)


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the platform gave for a sign-in. Times are aware; None where the platform names no end.

    refresh_ends_at: when a person has to sign in again, whatever is refreshed meanwhile; scopes: those granted; bound:
    what must be at hand for the tokens to count, such as the private key they were given for, in the connector's words.
    """

    access: str = field(repr=False)
    refresh: str = field(default="", repr=False)
    ends_at: datetime | None = None
    refresh_ends_at: datetime | None = None
    scopes: tuple[str, ...] = ()
    bound: Mapping[str, str] = field(default_factory=dict, repr=False)

    def as_secrets(self) -> dict[str, str]:
        """What is kept of it with a presence's connection; what there is not is not kept."""
        kept = {
            "access_token": self.access,
            "refresh_token": self.refresh,
            "ends_at": self.ends_at.isoformat() if self.ends_at else "",
            "refresh_ends_at": self.refresh_ends_at.isoformat() if self.refresh_ends_at else "",
            "scopes": " ".join(self.scopes),
            "bound": json.dumps(dict(self.bound), sort_keys=True) if self.bound else "",
        }
        return {name: value for name, value in kept.items() if value}

    @classmethod
    def from_secrets(cls, stored: Mapping[str, str]) -> Tokens:
        return cls(
            access=stored.get("access_token", ""),
            refresh=stored.get("refresh_token", ""),
            ends_at=_time(stored.get("ends_at", "")),
            refresh_ends_at=_time(stored.get("refresh_ends_at", "")),
            scopes=tuple(stored.get("scopes", "").split()),
            bound=json.loads(stored.get("bound") or "{}"),
        )

    @property
    def last_until(self) -> datetime | None:
        """When a person has to sign in again: the end of what refreshes, else of what cannot be refreshed."""
        return self.refresh_ends_at or (None if self.refresh else self.ends_at)


@dataclass(frozen=True, slots=True)
class Account:
    """One account that whoever signed in may connect. A person has many pages, each with a token of its own.

    handle: as `Profile.handle` will give it; settings, secrets: what its connection keeps beside the tokens, and in
    place of them where the names are the same. An empty secret takes one away: a page's own token needs no refresh.
    """

    id: str
    name: str
    handle: str
    kind: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)


class _Way(Protocol):
    """Signing in on one platform. It keeps nothing: what it needs is given with each call."""

    @property
    def scopes(self) -> tuple[str, ...]: ...

    @property
    def app_settings(self) -> tuple[Setting, ...]:
        """What an administrator registers once; by these names: client_id, client_secret, others go into App.extra.
        Empty where nobody but the desk can register it."""

    def refresh(self, app: App, server: str, tokens: Tokens) -> Tokens:
        """New tokens for old. Reauth when they are dead for certain; Transient when not sure, and the old are kept."""

    def accounts(self, app: App, server: str, tokens: Tokens) -> Sequence[Account]:
        """Those that may be connected with these tokens; empty where there are none."""

    def revoke(self, app: App, server: str, tokens: Tokens) -> None:
        """Have the platform forget them. What is already forgotten SHALL succeed."""


class Straight(_Way, Protocol):
    """The way there is an address, and the way back a code; nothing has to be remembered but the state."""

    def address(self, app: App, server: str, redirect_uri: str, state: str, challenge: str) -> str:
        """Where a person signs in and agrees. It reaches the network only to ask what the server takes."""

    def redeem(self, app: App, server: str, redirect_uri: str, code: str, verifier: str) -> Tokens:
        """The tokens for what the platform sent back with the person. Rejected when it takes the code no more."""


@runtime_checkable
class Remembering(_Way, Protocol):
    """More than the state has to be remembered between the way there and back: it is kept sealed with the errand."""

    def leave(
        self, app: App, handle: str, redirect_uri: str, state: str, challenge: str
    ) -> tuple[str, Mapping[str, str]]:
        """Where the owner of the handle signs in and agrees, and what to remember. Raises Rejected or Transient."""

    def arrive(
        self, app: App, remembered: Mapping[str, str], redirect_uri: str, query: Mapping[str, str], verifier: str
    ) -> Tokens:
        """The tokens for the whole of what the platform sent back, `code` in it. Rejected where any of it is not as
        was agreed on the way there."""


SignIn = Straight | Remembering


@runtime_checkable
class RegistersItself(Protocol):
    """What a SignIn offers besides where the platform lets anybody register: no administrator has to."""

    def register(self, server: str, redirect_uri: str, before: App | None = None) -> App:
        """Who the desk is there, for people sent back to this address; `before`: who it was until now."""


INTRODUCTION = "/oauth-client-metadata.json"
"""Where on a desk a platform reads who the desk is: the place that the AT Protocol's profile of OAuth knows."""


@runtime_checkable
class IsIntroduced(Protocol):
    """What a SignIn offers besides where the platform reads who the desk is from a document on the desk itself."""

    def introduction(self, app: App, desk: str) -> Mapping[str, object]:
        """That document, as a desk at this address (`https://host`) gives it to everybody. Nothing in it is secret."""


def _time(stored: str) -> datetime | None:
    return datetime.fromisoformat(stored) if stored else None
