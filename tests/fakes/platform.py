"""A platform where people sign in and which knocks, in memory. A test edits its accounts, tokens and faults."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count
from typing import cast
from urllib.parse import urlencode

from masthead.channels import registry
from masthead.channels.description import Capability, Description, Setting
from masthead.channels.errors import ChannelError, Reauth, Rejected
from masthead.channels.events import CommentEvent, Page
from masthead.channels.port import Channel
from masthead.channels.profile import Profile
from masthead.channels.ref import Ref
from masthead.channels.sign_in_port import APP_SETTINGS, Account, App, Tokens
from masthead.channels.webhook_port import Greeting, signed_with_sha256, word
from masthead.kernel.clock import now

_YES = Capability("yes")
DESCRIPTION = Description(
    id="signet",
    name="Signet",
    proved="contract",
    capabilities={"publish": _YES, "pull": _YES, "profile": _YES},
    text_limit=100,
    asset_limit=1,
    handle_pattern=r"[a-z.]+",
    handle_help="Lower-case letters.",
    settings=(
        Setting("page", "Page", required=False),
        Setting("access_token", "Access token", secret=True),
    ),
)
SECRET = "the app's secret"


class Signet:
    """Keeps SignIn and Webhook. `valid` are the access tokens it takes; `fault` is raised by the next refresh, `deaf`
    by whoever asks it to knock, or to stop."""

    scopes = ("posts", "comments")
    app_settings = APP_SETTINGS

    def __init__(self) -> None:
        self.accounts_there = [Account("1", "Mississippi Library Commission", "mlc", settings={"page": "1"})]
        self.valid: set[str] = set()
        self.refresh_tokens: set[str] = set()
        self.grants: tuple[str, ...] = ("posts", "comments")
        self.lasts: timedelta | None = timedelta(hours=1)
        self.fault: ChannelError | None = None
        self.refreshes = self.pulls = 0
        self.revoked: list[str] = []
        self.said: list[str] = []
        self.knocking: set[str] = set()
        self.deaf: ChannelError | None = None
        self.while_refreshing: Callable[[], None] = lambda: None
        self._numbers = count(1)

    # ------------------------------------------------------------------------------------------------------ signing in

    def address(self, app: App, server: str, redirect_uri: str, state: str, challenge: str) -> str:
        asked = {"client_id": app.client_id, "state": state, "code_challenge": challenge, "redirect_uri": redirect_uri}
        return f"https://signet.example/authorize?{urlencode(asked)}"

    def redeem(self, app: App, server: str, redirect_uri: str, code: str, verifier: str) -> Tokens:
        if code != "a good code" or app.client_secret != SECRET or len(verifier) < 43:
            raise Rejected("Signet did not accept the sign-in.")
        return self._made()

    def refresh(self, app: App, server: str, tokens: Tokens) -> Tokens:
        self.refreshes += 1
        self.while_refreshing()
        if self.fault:
            raise self.fault
        if tokens.refresh not in self.refresh_tokens:
            raise Reauth("Signet does not renew the sign-in any more.")
        self.refresh_tokens.discard(tokens.refresh)
        return self._made()

    def accounts(self, app: App, server: str, tokens: Tokens) -> Sequence[Account]:
        return self.accounts_there

    def revoke(self, app: App, server: str, tokens: Tokens) -> None:
        if self.fault:
            raise self.fault
        self.revoked.append(tokens.access)

    def _made(self) -> Tokens:
        number = next(self._numbers)
        access, refresh = f"access-{number}", f"refresh-{number}"
        self.valid = {access}
        self.refresh_tokens.add(refresh)
        ends = now() + self.lasts if self.lasts else None
        return Tokens(access, refresh, ends, now() + timedelta(days=60), self.grants)

    # -------------------------------------------------------------------------------------------------------- knocking

    def greet(self, query: Mapping[str, str], secret: str) -> Greeting | None:
        return Greeting(query["challenge"]) if query.get("verify_token") == word(secret) else None

    def is_genuine(self, headers: Mapping[str, str], body: bytes, secret: str) -> bool:
        return signed_with_sha256(body, secret, headers.get("x-signet-signature", ""))

    def knocks(self, body: bytes) -> Sequence[str]:
        return [entry["id"] for entry in json.loads(body)["entry"]]


class Connection:
    """One account of it."""

    def __init__(self, platform: Signet, page: str, token: str) -> None:
        self.platform, self.page, self.token = platform, page, token

    def describe(self) -> Description:
        return DESCRIPTION

    def profile(self) -> Profile:
        self._ask()
        one = next(each for each in self.platform.accounts_there if each.id == self.page)
        url = f"https://signet.example/{one.handle}"
        return Profile(one.handle, one.name, "Official.", url, extra={"author_id": one.id})

    def pull(self, stream: str, cursor: str, *, at: datetime) -> Page:
        self._ask()
        self.platform.pulls += 1
        said = self.platform.said
        events = [_event(number, text, at) for number, text in enumerate(said) if number >= int(cursor or 0)]
        return Page(tuple(events), str(len(said)))

    def ask_for_knocks(self) -> None:
        self._ask()
        if self.platform.deaf:
            raise self.platform.deaf
        self.platform.knocking.add(self.page)

    def end_knocks(self) -> None:
        if self.platform.deaf:
            raise self.platform.deaf
        self.platform.knocking.discard(self.page)

    def _ask(self) -> None:
        if self.token not in self.platform.valid:
            raise Reauth("Signet does not accept the token.", cure="Connect it again.")


def _event(number: int, text: str, at: datetime) -> CommentEvent:
    return CommentEvent(
        native_id=f"comment-{number}",
        version="1",
        kind="new",
        author_shown="A reader",
        author_id="reader",
        text=text,
        parent_ref=None,
        root_ref=Ref("post-1"),
        url="",
        raw=text.encode(),
        observed_at=at,
        via="pull",
    )


@contextmanager
def signet() -> Iterator[Signet]:
    """The channel, registered while the test runs."""
    platform = Signet()

    def connect(settings: Mapping[str, str], secrets: Mapping[str, str]) -> Channel:
        return cast(Channel, Connection(platform, settings["page"], secrets["access_token"]))

    registry.descriptions()
    registry.register(DESCRIPTION, connect, platform, platform)
    try:
        yield platform
    finally:
        del registry._connectors[DESCRIPTION.id]
        del registry._sign_ins[DESCRIPTION.id]
        del registry._webhooks[DESCRIPTION.id]
