"""One call to an AT Protocol server, its answer or an error of the port. Signs in with an app password, and again.

A server allows few sign-ins a day, so a session is kept for the life of the process and refreshed; only a refused
password means that a person must act.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from masthead.channels.port import ChannelError, OutcomeUnknown, RateLimited, Reauth, Rejected, Transient
from masthead.channels.public_only import PublicTransport
from masthead.kernel.clock import now

Json = dict[str, Any]

_TIMEOUT = httpx.Timeout(30.0, connect=10.0)
_RECONNECT = "Make a new app password on Bluesky and connect the presence again."
_EXPIRED = frozenset({"ExpiredToken", "InvalidToken"})


class Refusal(Rejected):
    """The server read the request and said no. `code` is the error's name in the lexicon."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"Bluesky refused it: {message or code}.".replace("..", "."), cure="Change it and try again.")
        self.code = code


@dataclass
class _Session:
    """Connections and tokens of one account. One lock: two threads must not spend the same refresh token."""

    http: httpx.Client
    lock: threading.Lock = field(default_factory=threading.Lock)
    did: str = ""
    access: str = ""
    refresh: str = ""


_sessions: dict[tuple[str, str, str], _Session] = {}
_sessions_lock = threading.Lock()


class Xrpc:
    """Calls as one account. Makes no call before the first is asked for."""

    def __init__(
        self, service: str, handle: str, app_password: str, *, transport: httpx.BaseTransport | None = None
    ) -> None:
        self.service, self.handle, self._password = service.rstrip("/"), handle, app_password
        with _sessions_lock:
            account = (self.service, handle, app_password)
            if account not in _sessions:
                way = transport or PublicTransport()
                http = httpx.Client(timeout=_TIMEOUT, transport=way, headers={"User-Agent": "Masthead"})
                _sessions[account] = _Session(http)
            self._session = _sessions[account]
            self._http = self._session.http

    @property
    def did(self) -> str:
        """The account's permanent name. Signs in when that is not known yet."""
        if not self._session.did:
            self._sign_in(stale="")
        return self._session.did

    def query(self, nsid: str, **params: str | int | Sequence[str] | None) -> Json:
        """A read. Raises Transient, RateLimited, Reauth or Refusal."""
        try:
            return self._call("GET", nsid, params={name: value for name, value in params.items() if value is not None})
        except OutcomeUnknown as lost:
            raise Transient(lost.sentence, cure=lost.cure) from lost

    def procedure(self, nsid: str, body: Mapping[str, object]) -> Json:
        """A write. Raises OutcomeUnknown when it may have been done; Transient when it certainly was not."""
        return self._call("POST", nsid, json=dict(body))

    def upload(self, content: bytes, mime: str) -> Json:
        """Upload a blob; it is public only once a record refers to it. Returns the blob's reference."""
        blob: Json = self._call("POST", "com.atproto.repo.uploadBlob", content=content, mime=mime)["blob"]
        return blob

    def _call(
        self,
        method: str,
        nsid: str,
        *,
        params: Mapping[str, str | int | Sequence[str] | None] | None = None,
        json: Json | None = None,
        content: bytes | None = None,
        mime: str = "",
    ) -> Json:
        for attempt in (1, 2):
            token = self._session.access or self._sign_in(stale="")
            headers = {"Authorization": f"Bearer {token}"} | ({"Content-Type": mime} if mime else {})
            request = self._http.build_request(
                method, f"{self.service}/xrpc/{nsid}", params=params, json=json, content=content, headers=headers
            )
            try:
                return self._send(request)
            except _TokenExpired as expired:
                if attempt == 2:
                    raise Reauth("Bluesky does not accept our sign-in.", cure=_RECONNECT) from expired
                self._sign_in(stale=token)
        raise AssertionError("a second attempt returns or raises")

    def _sign_in(self, *, stale: str) -> str:
        """A fresh access token: from the refresh token if it still works, else from the app password."""
        session = self._session
        with session.lock:
            if session.access != stale:
                return session.access  # another thread was here first
            answer = self._refreshed() if session.refresh else None
            if answer is None:
                answer = self._created()
            session.did, session.access, session.refresh = answer["did"], answer["accessJwt"], answer["refreshJwt"]
            return session.access

    def _refreshed(self) -> Json | None:
        url = f"{self.service}/xrpc/com.atproto.server.refreshSession"
        headers = {"Authorization": f"Bearer {self._session.refresh}"}
        try:
            return self._send(self._http.build_request("POST", url, headers=headers))
        except (_TokenExpired, Rejected):
            return None  # spent or too old; the app password decides

    def _created(self) -> Json:
        url = f"{self.service}/xrpc/com.atproto.server.createSession"
        body = {"identifier": self.handle, "password": self._password}
        try:
            return self._send(self._http.build_request("POST", url, json=body))
        except _TokenExpired as refused:
            sentence = "Bluesky does not accept the handle and app password."
            raise Reauth(sentence, cure=_RECONNECT, setting="app_password") from refused
        except OutcomeUnknown as lost:
            raise Transient(lost.sentence) from lost

    def _send(self, request: httpx.Request) -> Json:
        try:
            response = self._http.send(request)
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


class _TokenExpired(ChannelError):
    """Never leaves this file."""


def _json(response: httpx.Response) -> Json:
    try:
        body = response.json() if response.content else {}
    except ValueError as error:
        raise OutcomeUnknown("Bluesky's answer could not be read.") from error
    return body if isinstance(body, dict) else {}


def _error(response: httpx.Response, code: str, message: str) -> ChannelError:
    if response.status_code == 429:
        return RateLimited("Bluesky asks us to wait: too many requests.", until=_until(response))
    if code == "AccountTakedown":
        return Reauth("Bluesky has suspended this account.", cure="Write to Bluesky's support; the account is closed.")
    if response.status_code == 401 or code in _EXPIRED:
        return _TokenExpired(message or code)
    return Refusal(code, message)


def _until(response: httpx.Response) -> datetime:
    """When the limit is lifted, as the server says; five minutes from now where it does not say."""
    reset = response.headers.get("ratelimit-reset", "")
    if reset.isdigit():
        return datetime.fromtimestamp(int(reset), UTC)
    said = response.headers.get("date")
    return (parsedate_to_datetime(said) if said else now()) + timedelta(minutes=5)
