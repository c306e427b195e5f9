"""One call to a Mastodon-like server through Mastodon.py, its answer or an error of the port. Nothing is retried."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import requests
from mastodon import Mastodon
from mastodon.errors import (
    MastodonAPIError,
    MastodonNetworkError,
    MastodonNotFoundError,
    MastodonRatelimitError,
    MastodonServerError,
    MastodonUnauthorizedError,
)
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from masthead.channels.errors import ChannelError, OutcomeUnknown, RateLimited, Reauth, Rejected, Transient
from masthead.channels.https import SHORTEST_WAIT, UNSAID_WAIT, refuse_unless_private_on_the_way
from masthead.channels.mastodon.session import public_session
from masthead.channels.public_only import NotPublic, inside_a_network
from masthead.kernel.clock import now

TIMEOUT = 30.0
HONOR_KEYS = frozenset({"mastodon", "hollo"})
"""Servers that, given the same key within an hour, answer with the post there is instead of making another."""
REFUSE_KEYS = frozenset({"pixelfed"})

_LOST = "The server's answer was lost on the way."
_RECONNECT = "Make a new access token on the server and connect the presence again."


class Gone(Rejected):
    """There is nothing of that name, or no longer."""


class Server:
    """Calls as one account. Reaches nothing before the first call."""

    def __init__(self, address: str, token: str, *, timeout: float = TIMEOUT) -> None:
        self.address, self.token = address.rstrip("/"), token
        # A version of its own would be asked for otherwise, and one it does not know sends it into a recursion.
        self.api = Mastodon(
            access_token=token or None,
            api_base_url=self.address,
            mastodon_version="4.2.0",
            version_check_mode="none",
            ratelimit_method="throw",
            request_timeout=timeout,
            user_agent="Masthead",
            session=public_session(),
        )
        # Without a check it takes the server for one of version 1, and uploads by a way that waits for each file.
        self.api.mastodon_major, self.api.mastodon_minor, self.api.mastodon_patch = 4, 2, 0
        self._software = ""

    @property
    def host(self) -> str:
        return urlsplit(self.address).netloc

    def software(self) -> str:
        """What runs there, in lower case: servers differ in what a repeated key does."""
        if not self._software:
            with self.asked():
                self._software = str(self.api.instance_nodeinfo()["software"]["name"]).casefold()
        return self._software

    @contextmanager
    def asked(self) -> Iterator[None]:
        """Around a read. Raises Transient, RateLimited, Reauth, Gone or Rejected."""
        try:
            with self.told():
                yield
        except OutcomeUnknown as lost:
            raise Transient(lost.sentence, cure=lost.cure) from lost

    @contextmanager
    def told(self) -> Iterator[None]:
        """Around a write: OutcomeUnknown when it may have been done."""
        refuse_unless_private_on_the_way(self.address)
        try:
            yield
        except ChannelError:
            raise
        except Exception as error:
            raise self.meaning(error) from error

    def meaning(self, error: Exception) -> ChannelError:
        if isinstance(error, MastodonNetworkError):
            if isinstance(error.__context__, NotPublic):
                return inside_a_network(self.host)
            if _never_arrived(error):
                return Transient(f"{self.host} could not be reached.")
            return OutcomeUnknown(_LOST)
        if isinstance(error, MastodonRatelimitError):
            # The same error is raised for an unreadable header of an answer that said yes.
            if "Hit rate limit" in str(error):
                return RateLimited(f"{self.host} asks us to wait: too many requests.", until=self._until())
            return OutcomeUnknown(_LOST)
        if isinstance(error, MastodonServerError):
            return OutcomeUnknown(f"{self.host} had a fault of its own ({_status(error)}).")
        if isinstance(error, MastodonUnauthorizedError):
            return Reauth(f"{self.host} does not accept the access token.", cure=_RECONNECT)
        if isinstance(error, MastodonAPIError) and 400 <= _status(error) < 500:
            return self._refusal(error)
        return OutcomeUnknown(f"The answer of {self.host} could not be read.")

    def _refusal(self, error: MastodonAPIError) -> ChannelError:
        said = str(error.args[3] or error.args[2]).rstrip(".")
        if isinstance(error, MastodonNotFoundError) or _status(error) == 410:
            return Gone(f"{self.host} has nothing there.", cure="Look on the server whether it was deleted.")
        if _status(error) == 403 and "scope" in said.casefold():
            return Reauth(f"The access token does not allow this: {said}.", cure=_RECONNECT)
        return Rejected(f"{self.host} refused it: {said}.", cure="Change it and try again.")

    def _until(self) -> datetime:
        reset: Any = self.api.ratelimit_reset
        if reset is None:
            return now() + UNSAID_WAIT
        soonest = now() + SHORTEST_WAIT
        return max(soonest, min(datetime.fromtimestamp(float(reset), UTC), now() + timedelta(days=1)))


def _status(error: MastodonAPIError) -> int:
    return error.args[1] if len(error.args) > 1 and isinstance(error.args[1], int) else 0


def _never_arrived(error: MastodonNetworkError) -> bool:
    """Whether no connection came about at all. Mastodon.py keeps what happened only as the context of its error."""
    cause: Any = error.__context__
    if isinstance(cause, requests.exceptions.ConnectTimeout):
        return True
    reason = getattr(cause.args[0], "reason", None) if cause is not None and cause.args else None
    return isinstance(cause, requests.exceptions.ConnectionError) and isinstance(
        reason, (NewConnectionError, ConnectTimeoutError)
    )
