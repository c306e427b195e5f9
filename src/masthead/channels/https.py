"""One request to a platform over HTTPS, and what each way of failing means: done, not done, or nobody knows.

For connectors whose platform speaks JSON. A refusal (4xx) comes back as an answer, for the connector to read.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import httpx

from masthead.channels.errors import OutcomeUnknown, RateLimited, Rejected, Transient
from masthead.channels.public_only import PublicTransport
from masthead.kernel.clock import now

Params = Mapping[str, str | int | Sequence[str | int]]

TIMEOUT = httpx.Timeout(30.0, connect=10.0)
SHORTEST_WAIT, LONGEST_WAIT = timedelta(seconds=1), timedelta(days=1)
UNSAID_WAIT = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, unless it asks us to wait or tells of a fault of the platform's own. `body` is its JSON; None
    where there was none, or it was no JSON."""

    status: int
    body: Any
    headers: httpx.Headers

    @property
    def is_yes(self) -> bool:
        return 200 <= self.status < 300


class Https:
    """Requests to one address as one account. Nothing is asked before the first call; nothing is sent twice.

    reset: when a platform listens again that says so in its documents, and not with each refusal; refuses: whether what
    looks like a fault of the platform's own (500 and above) is a plain no by what it says, and nothing was done.
    """

    def __init__(
        self,
        platform: str,
        address: str,
        *,
        auth: tuple[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        transport: httpx.BaseTransport | None = None,
        reset: Callable[[], datetime] | None = None,
        refuses: Callable[[Answer], bool] = lambda fault: False,
    ) -> None:
        self.platform, self.address, self._reset = platform, address.rstrip("/"), reset
        self._refuses = refuses
        self._client = httpx.Client(
            auth=auth,
            headers={"User-Agent": "Masthead", "Accept": "application/json", **(headers or {})},
            timeout=TIMEOUT,
            transport=transport or _connections(),
        )

    def ask(self, path: str, params: Params | None = None) -> Answer:
        """A read. Raises Transient or RateLimited."""
        try:
            return self._send("GET", path, params=params or None)
        except OutcomeUnknown as lost:
            raise Transient(lost.sentence, cure=lost.cure) from lost

    def tell(self, method: str, path: str, **request: Any) -> Answer:
        """A write. Raises OutcomeUnknown when it may have been done; Transient or RateLimited when it was not."""
        return self._send(method, path, **request)

    def shows(self, path: str) -> bool:
        """Whether a visitor gets a page there, wherever the site leads. Raises Transient."""
        try:
            with self._client.stream("GET", self.address + path, follow_redirects=True) as page:
                status = page.status_code
        except (httpx.TransportError, httpx.TooManyRedirects) as error:
            raise Transient(f"{self.platform}'s page could not be opened.") from error
        if status == 429 or status >= 500:
            raise Transient(f"{self.platform}'s page could not be opened ({status}).")
        return status == 200

    def _send(self, method: str, path: str, **request: Any) -> Answer:
        refuse_unless_private_on_the_way(self.address)
        try:
            response = self._client.request(method, self.address + path, **request)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.InvalidURL) as error:
            raise Transient(f"{self.platform} could not be reached at {self.address}.") from error
        except httpx.TransportError as error:
            raise OutcomeUnknown(f"{self.platform}'s answer was lost on the way.") from error
        if response.status_code == 429:
            raise RateLimited(
                f"{self.platform} asks us to wait: too many requests.", until=self._listens_again(response.headers)
            )
        if response.status_code >= 500 and not self._refuses(self._read(response)):
            raise OutcomeUnknown(f"{self.platform} had a fault of its own ({response.status_code}).")
        return self._read(response)

    def _listens_again(self, headers: Mapping[str, str]) -> datetime:
        return self._reset() if self._reset and "retry-after" not in headers else until(headers)

    def _read(self, response: httpx.Response) -> Answer:
        try:
            body = response.json() if response.content else None
        except ValueError as error:
            if response.is_success:
                raise OutcomeUnknown(
                    f"{self.platform} answered with something that is not its own.",
                    cure="Ask whoever runs the network whether a sign-in page or a filter stands in between.",
                ) from error
            body = None
        return Answer(response.status_code, body, response.headers)


def refuse_unless_private_on_the_way(address: str) -> None:
    """Passwords and tokens travel by https alone. Plain http is for this very machine. Raises Rejected."""
    parts = urlsplit(address)
    if parts.scheme == "https" and parts.hostname:
        return
    host = parts.hostname or ""
    try:
        here = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        here = False
    if not here or parts.scheme != "http":
        raise Rejected(
            f"The address {address} does not begin with https://, so the password would travel in the open.",
            cure="Give the address that begins with https://.",
        )


def until(headers: Mapping[str, str]) -> datetime:
    """When the platform will listen again, as it says; else in five minutes.

    Retry-After, in seconds or as a date; where there is none, x-rate-limit-reset, in seconds since 1970.
    """
    said, moment = headers.get("retry-after", "").strip(), now()
    reset = headers.get("x-rate-limit-reset", "").strip()
    wait = UNSAID_WAIT
    if not said and reset.isdecimal() and len(reset) < 12:
        wait = datetime.fromtimestamp(int(reset), UTC) - moment
    elif said.isdecimal() and len(said) < 9:
        wait = timedelta(seconds=int(said))
    elif said:
        try:
            wait = parsedate_to_datetime(said) - moment
        except (ValueError, TypeError):
            wait = UNSAID_WAIT
    return moment + min(max(wait, SHORTEST_WAIT), LONGEST_WAIT)


@lru_cache(maxsize=1)
def _connections() -> PublicTransport:
    """Connections kept open for the life of the process, shared by all accounts; cookies are not."""
    return PublicTransport()
