"""One answer of an AT Protocol server, or the error of the port that it means."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from masthead.channels.errors import ChannelError, OutcomeUnknown, RateLimited, Reauth, Rejected, Transient
from masthead.kernel.clock import now

Json = dict[str, Any]

TIMEOUT = httpx.Timeout(30.0, connect=10.0)
_EXPIRED = frozenset({"ExpiredToken", "InvalidToken"})
_PROOF = ("use_dpop_nonce", "invalid_dpop_proof")


class Refusal(Rejected):
    """The server read the request and said no. `code` is the error's name in the lexicon."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"Bluesky refused it: {message or code}.".replace("..", "."), cure="Change it and try again.")
        self.code = code


class NotAllowed(Reauth):
    """The token lives, but was not given for this: an app password made without it, or a scope that was not granted."""


class TokenExpired(ChannelError):
    """Never leaves this folder: whoever asked with the token knows what comes next."""


def answered(send: Callable[[httpx.Request], httpx.Response], request: httpx.Request) -> Json:
    """What came back. Raises OutcomeUnknown where it may have been done; where it was not, Transient, RateLimited,
    Reauth, Refusal or TokenExpired."""
    try:
        response = send(request)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        raise Transient("Bluesky could not be reached.", cure="Nothing to do: it is tried again.") from error
    except httpx.TransportError as error:
        raise OutcomeUnknown("Bluesky's answer was lost on the way.") from error
    if response.status_code >= 500:
        raise OutcomeUnknown(f"Bluesky had a fault of its own ({response.status_code}).")
    body = _json(response)
    if response.is_success:
        return body
    raise _error(response, str(body.get("error", "")), str(body.get("message", "")))


def _json(response: httpx.Response) -> Json:
    try:
        body = response.json() if response.content else {}
    except ValueError as error:
        raise OutcomeUnknown("Bluesky's answer could not be read.") from error
    return body if isinstance(body, dict) else {}


def _error(response: httpx.Response, code: str, message: str) -> ChannelError:
    if response.status_code == 429:
        return RateLimited("Bluesky asks us to wait: too many requests.", until=_until(response))
    if any(said in (code, *_challenge(response)) for said in _PROOF):
        sentence = "Bluesky did not take the proof that goes along with the sign-in."
        return Transient(
            sentence, cure="It is tried again. If that does not help, set the clock of the desk's machine."
        )
    if code == "AccountTakedown":
        return Reauth("Bluesky has suspended this account.", cure="Write to Bluesky's support; the account is closed.")
    if code == "ScopeMissingError" or (code == "InvalidToken" and message.startswith("Bad token")):
        sentence = "Bluesky does not let the desk do this with the access it was given."
        return NotAllowed(sentence, cure="Connect the presence again, and allow everything that is asked for.")
    if response.status_code == 401 or code in _EXPIRED:
        return TokenExpired(message or code)
    return Refusal(code, message)


def _challenge(response: httpx.Response) -> list[str]:
    """The words of what the server asks for (WWW-Authenticate), such as the name of an error."""
    return str(response.headers.get("www-authenticate", "")).replace('"', " ").split()


def _until(response: httpx.Response) -> datetime:
    """When the limit is lifted, as the server says; five minutes from now where it does not say."""
    reset = response.headers.get("ratelimit-reset", "")
    if reset.isdigit():
        return datetime.fromtimestamp(int(reset), UTC)
    said = response.headers.get("date")
    return (parsedate_to_datetime(said) if said else now()) + timedelta(minutes=5)
