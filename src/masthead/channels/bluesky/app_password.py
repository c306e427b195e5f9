"""Access by an app password: signs in with it, and again.

A server allows few sign-ins a day, so a session is kept for the life of the process and refreshed; only a refused
password means that a person must act.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import httpx

from masthead.channels.bluesky.answers import TIMEOUT, Json, TokenExpired, answered
from masthead.channels.errors import OutcomeUnknown, Reauth, Rejected, Transient
from masthead.channels.public_only import PublicTransport

_RECONNECT = "Make a new app password on Bluesky and connect the presence again."


@dataclass
class Session:
    """Connections and tokens of one account. One lock: two threads must not spend the same refresh token."""

    http: httpx.Client
    lock: threading.Lock = field(default_factory=threading.Lock)
    did: str = ""
    access: str = ""
    refresh: str = ""


_sessions: dict[tuple[str, str, str], Session] = {}
_sessions_lock = threading.Lock()


class AppPassword:
    """Keeps Access. Makes no call before the first is asked for."""

    def __init__(
        self, service: str, handle: str, app_password: str, *, transport: httpx.BaseTransport | None = None
    ) -> None:
        self.service, self._handle, self._password = service.rstrip("/"), handle, app_password
        with _sessions_lock:
            account = (self.service, handle, app_password)
            if account not in _sessions:
                way = transport or PublicTransport()
                _sessions[account] = Session(
                    httpx.Client(timeout=TIMEOUT, transport=way, headers={"User-Agent": "Masthead"})
                )
            self.session = _sessions[account]
            self.http = self.session.http

    @property
    def did(self) -> str:
        if not self.session.did:
            self._sign_in(stale="")
        return self.session.did

    def send(self, request: httpx.Request) -> httpx.Response:
        request.headers["Authorization"] = f"Bearer {self.session.access or self._sign_in(stale='')}"
        return self.http.send(request)

    def renew(self, refused: httpx.Request) -> None:
        self._sign_in(stale=refused.headers["Authorization"].removeprefix("Bearer "))

    def refusal(self) -> Reauth:
        return Reauth("Bluesky does not accept our sign-in.", cure=_RECONNECT)

    def lacks_chat(self) -> Reauth:
        return Reauth(
            "This app password does not open direct messages.",
            cure="Make a new app password on Bluesky, tick that box, and connect the presence again.",
            scope="“Allow access to your direct messages”",
        )

    def _sign_in(self, *, stale: str) -> str:
        """A fresh access token: from the refresh token if it still works, else from the app password."""
        session = self.session
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
        headers = {"Authorization": f"Bearer {self.session.refresh}"}
        request = self.http.build_request("POST", url, headers=headers)
        try:
            return answered(self.http.send, request)
        except (TokenExpired, Rejected):
            return None  # spent or too old; the app password decides

    def _created(self) -> Json:
        url = f"{self.service}/xrpc/com.atproto.server.createSession"
        body = {"identifier": self._handle, "password": self._password}
        request = self.http.build_request("POST", url, json=body)
        try:
            return answered(self.http.send, request)
        except TokenExpired as refused:
            sentence = "Bluesky does not accept the handle and app password."
            raise Reauth(sentence, cure=_RECONNECT, setting="app_password") from refused
        except OutcomeUnknown as lost:
            raise Transient(lost.sentence) from lost
