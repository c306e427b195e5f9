"""One call to LinkedIn's versioned interface, its answer or an error of the port."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

import httpx

from masthead.channels.errors import ChannelError, Reauth, Rejected, Transient
from masthead.channels.https import Answer, Https
from masthead.channels.linkedin.description import API, VERSION
from masthead.kernel.clock import now

Json = dict[str, Any]
_SIGN_IN = "Sign in on LinkedIn again as an administrator of the page, and connect the presence again."


class Refusal(Rejected):
    """LinkedIn read the request and said no."""

    def __init__(self, status: int, said: str, codes: frozenset[str]) -> None:
        super().__init__(f"LinkedIn refused it: {(said or str(status)).rstrip('.')}.", cure=_cure(status))
        self.status, self.said, self.codes = status, said, codes

    @property
    def is_gone(self) -> bool:
        return self.status in (404, 410)

    @property
    def is_said_already(self) -> bool:
        return "DUPLICATE_POST" in self.codes or "duplicate of urn:li:" in self.said


class Rest:
    """Calls as one member, who administers the page."""

    def __init__(self, token: str, *, transport: httpx.BaseTransport | None = None) -> None:
        self._token, self._transport = token, transport
        common = {"LinkedIn-Version": VERSION, "X-Restli-Protocol-Version": "2.0.0", **self._bearer()}
        self._api = Https("LinkedIn", API, headers=common, transport=transport, reset=midnight)
        finder = {**common, "X-RestLi-Method": "FINDER"}
        self._finder = Https("LinkedIn", API, headers=finder, transport=transport, reset=midnight)

    def read(self, path: str) -> Any:
        """`path` has its query in it, as `urn` and the lists of this interface want it written."""
        return _judged(self._api.ask(path)).body

    def find(self, path: str) -> Json | None:
        """One thing, None where there is nothing of that name."""
        try:
            found: Json = self.read(path)
        except Refusal as refusal:
            if refusal.is_gone:
                return None
            raise
        return found

    def found_by(self, path: str) -> list[Json]:
        """The elements of one page of a finder."""
        return list(_judged(self._finder.ask(path)).body["elements"])

    def write(self, method: str, path: str, body: Json | None = None, *, act: str = "") -> Answer:
        """Raises OutcomeUnknown when it may have been done, else as `read`. act: Rest.li's name of what is done."""
        headers = {"X-RestLi-Method": act} if act else {}
        return _judged(self._api.tell(method, path, headers=headers, **({} if body is None else {"json": body})))

    def upload(self, address: str, content: bytes, mime: str) -> None:
        """The bytes of a picture, where LinkedIn said. The token goes with them, so only to LinkedIn itself."""
        self._place("PUT", address, {**self._bearer(), "Content-Type": mime}, content=content)

    def upload_part(self, address: str, content: bytes) -> str:
        """A part of a video, where LinkedIn said; its ETag. The address itself lets it in: no token goes along."""
        answer = self._place("PUT", address, {"Content-Type": "application/octet-stream"}, content=content)
        if not (tag := str(answer.headers.get("etag", "")).strip('"')):
            raise Transient("LinkedIn did not confirm a part of the video.")
        return tag

    def upload_form(self, address: str, data: dict[str, str], files: dict[str, tuple[str, bytes, str]]) -> None:
        """A form with a file, where LinkedIn said, with the token."""
        self._place("POST", address, self._bearer(), data=data, files=files)

    def _place(self, method: str, address: str, headers: dict[str, str], **request: Any) -> Answer:
        parts = urlsplit(address)
        host = parts.hostname or ""
        if parts.scheme != "https" or not f".{host}".endswith(".linkedin.com"):
            raise Transient(f"LinkedIn named an address for the file that is not its own ({host}).")
        there = Https("LinkedIn", f"https://{parts.netloc}", headers=headers, transport=self._transport, reset=midnight)
        return _judged(there.tell(method, f"{parts.path}?{parts.query}", **request))

    def _bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token}"}


def urn(name: str) -> str:
    """A URN inside a path: colons, commas and parentheses would mean something there."""
    return quote(name, safe="")


def midnight() -> datetime:
    """When LinkedIn counts anew: the end of the day in UTC."""
    return (now().astimezone(UTC) + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)


def _judged(answer: Answer) -> Answer:
    if answer.is_yes:
        return answer
    raise _error(answer)


def _error(answer: Answer) -> ChannelError:
    body = answer.body if isinstance(answer.body, dict) else {}
    said = str(body.get("message", ""))
    details = body.get("errorDetails")
    inputs = details.get("inputErrors", []) if isinstance(details, dict) else []
    codes = frozenset(str(each.get("code", "")) for each in inputs if isinstance(each, dict)) | {str(body.get("code"))}
    if answer.status == 401:
        return Reauth("LinkedIn no longer accepts the sign-in of this presence.", cure=_SIGN_IN)
    if answer.status == 403:
        return Reauth(f"LinkedIn does not allow this to whoever connected the page: {said.rstrip('.')}.", cure=_SIGN_IN)
    if answer.status == 426:
        return Rejected(
            f"LinkedIn has retired version {VERSION} of its interface, which this desk speaks.",
            cure="Ask the administrator to upgrade Masthead; then publish it again.",
        )
    return Refusal(answer.status, said, codes)


def _cure(status: int) -> str:
    return "Look on LinkedIn whether it was deleted." if status in (404, 410) else "Change it and try again."
