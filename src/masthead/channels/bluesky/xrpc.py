"""One call to an AT Protocol server as one account: its answer, or an error of the port."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import httpx

from masthead.channels.bluesky.answers import TIMEOUT, Json, TokenExpired, answered
from masthead.channels.errors import OutcomeUnknown, Reauth, Transient
from masthead.channels.films import KEPT, Pieces

Params = Mapping[str, str | int | Sequence[str] | None]


class Access(Protocol):
    """How one account is let in: by an app password, or signed in on the platform's page. No other file asks which.

    service: where its calls go, `https://host`.
    """

    service: str
    http: httpx.Client

    @property
    def did(self) -> str:
        """The account's permanent name. It signs in when that is not known yet."""

    def send(self, request: httpx.Request) -> httpx.Response:
        """Sent with the token, and with whatever proof goes along with it. Raises what the network raises, and what
        signing in raises."""

    def renew(self, refused: httpx.Request) -> None:
        """Have another token than the one this request was refused with. Raises Reauth where only a person can."""

    def refusal(self) -> Reauth:
        """What is said where the fresh token is refused too."""

    def lacks_chat(self) -> Reauth:
        """What is said where the token does not open direct messages, with the permission by its name."""


class Xrpc:
    """Calls as one account. Makes no call before the first is asked for. `service`: another one than the account's own
    server, which that server asks for us, by its name and kind (`atproto-proxy`)."""

    def __init__(self, access: Access, service: str = "") -> None:
        self.access, self._service = access, service

    def through(self, service: str) -> Xrpc:
        """The same account's calls to another service."""
        return Xrpc(self.access, service)

    @property
    def did(self) -> str:
        return self.access.did

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

    def upload_file(self, path: Path, mime: str, sent: Callable[[], None]) -> Json:
        """As `upload`, read from the disk as it goes; `sent` is called after each piece. Raises what it raises too."""
        blob: Json = self._call("POST", "com.atproto.repo.uploadBlob", content=Pieces(path, sent), mime=mime)["blob"]
        return blob

    def _call(
        self,
        method: str,
        nsid: str,
        *,
        params: Params | None = None,
        json: Json | None = None,
        content: bytes | Pieces | None = None,
        mime: str = "",
    ) -> Json:
        access, url = self.access, f"{self.access.service}/xrpc/{nsid}"
        headers = {"Content-Type": mime} if mime else {}
        headers |= {"atproto-proxy": self._service} if self._service else {}
        timeout = TIMEOUT
        if isinstance(content, Pieces):
            headers["Content-Length"], timeout = str(len(content)), KEPT
        for attempt in (1, 2):
            request = access.http.build_request(
                method, url, params=params, json=json, content=content, headers=headers, timeout=timeout
            )
            try:
                return answered(access.send, request)
            except TokenExpired as expired:
                if attempt == 2:
                    raise access.refusal() from expired
                access.renew(request)
        raise AssertionError("a second attempt returns or raises")
