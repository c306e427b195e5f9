"""One call to a WordPress site, its answer or an error of the port. By `?rest_route=`, which every site understands,
whatever its permalinks."""

from __future__ import annotations

from typing import IO, Any

import httpx

from masthead.channels.errors import ChannelError, Reauth, Rejected, Transient
from masthead.channels.films import KEPT
from masthead.channels.https import Answer, Https

Json = dict[str, Any]

_ROLE = "On the site, give the user the role Editor, then release this."
_UPLOADS = "Ask whoever runs the site to allow files of this type, and to look at its upload folder."
_CURES = {
    "rest_no_route": "Ask whoever runs the site to switch its REST interface on.",
    "rest_comment_closed": "Open the post for comments on the site.",
    "rest_upload_unknown_error": _UPLOADS,
    "rest_upload_sideload_error": _UPLOADS,
    "rest_upload_limited_space": "Ask whoever runs the site to give it more room, or delete files there.",
    "rest_upload_user_quota_exceeded": "Ask whoever runs the site to give it more room, or delete files there.",
    "comment_duplicate": "Look on the site: the same answer is there already.",
}


_NOT_TAKEN = frozenset({"rest_upload_unknown_error", "rest_upload_sideload_error"})
"""WordPress says with a 500 that it does not take a file."""


class Refusal(Rejected):
    """The site read the request and said no. `code` is WordPress's own name of the error, `said` what it says of it."""

    def __init__(self, status: int, code: str, message: str) -> None:
        cure = _CURES.get(code) or (_ROLE if status == 403 else "Change it and try again.")
        self.said = (message or code or str(status)).rstrip(".")
        super().__init__(f"The site refused it: {self.said}.", cure=cure)
        self.status, self.code = status, code

    @property
    def is_gone(self) -> bool:
        return self.status in (404, 410)


class Rest:
    """Calls as one user of one site."""

    def __init__(self, address: str, user: str, password: str, *, transport: httpx.BaseTransport | None = None) -> None:
        self.user = user
        self.site = Https("WordPress", address, auth=(user, password), transport=transport, refuses=_takes_no_such_file)
        self._public = Https("WordPress", address, transport=transport)

    def read(self, route: str, **params: str | int | list[int] | list[str]) -> Any:
        """Raises Transient, RateLimited, Reauth or Refusal."""
        return _judged(self.site.ask("/", {"rest_route": route, **_spelled(params)}))

    def counted(self, route: str, **params: str | int | list[int]) -> tuple[list[Json], int]:
        """(one page of a list, how many there are in all). Raises as `read`."""
        answer = self.site.ask("/", {"rest_route": route, **_spelled(params)})
        rows: list[Json] = _judged(answer)
        return rows, int(answer.headers.get("X-WP-Total") or len(rows))

    def find(self, route: str, **params: str | int) -> Json | None:
        """One thing, None where there is nothing under its number."""
        try:
            found: Json = self.read(route, **params)
        except Refusal as refusal:
            if refusal.is_gone:
                return None
            raise
        return found

    def write(self, method: str, route: str, body: Json, **params: str | int) -> Json:
        """Raises OutcomeUnknown when it may have been done, else as `read`."""
        done: Json = _judged(self.site.tell(method, "/", params={"rest_route": route, **params}, json=body))
        return done

    def upload(self, content: bytes, mime: str, file_name: str, parent: int) -> Json:
        """A file for the post `parent`. While that is a draft, the site lists the file to nobody else."""
        headers = {"Content-Type": mime, "Content-Disposition": f'attachment; filename="{file_name}"'}
        sent: Json = _judged(self.site.tell("POST", "/", params=_under(parent), content=content, headers=headers))
        return sent

    def upload_form(self, content: IO[bytes], mime: str, file_name: str, parent: int) -> Json:
        """As `upload`, read as it goes, and kept on the site's disk as it comes: for what memory need not hold."""
        files = {"file": (file_name, content, mime)}
        sent: Json = _judged(self.site.tell("POST", "/", params=_under(parent), files=files, timeout=KEPT))
        return sent

    def is_public(self, url: str) -> bool:
        """Whether a visitor who is not signed in gets the page."""
        path = url.removeprefix(self.site.address)
        if path == url:
            raise Transient(f"The site gives addresses elsewhere ({url}). Connect with the address it gives.")
        return self._public.shows(path)


def _under(parent: int) -> dict[str, str | int]:
    return {"rest_route": "/wp/v2/media", "post": parent}


def _takes_no_such_file(fault: Answer) -> bool:
    return isinstance(fault.body, dict) and fault.body.get("code") in _NOT_TAKEN


def _spelled(params: dict[str, Any]) -> dict[str, Any]:
    return {(f"{name}[]" if isinstance(value, list) else name): value for name, value in params.items()}


def _judged(answer: Answer) -> Any:
    if answer.is_yes:
        return answer.body
    raise _error(answer)


def _error(answer: Answer) -> ChannelError:
    body = answer.body if isinstance(answer.body, dict) else {}
    code, message = str(body.get("code", "")), str(body.get("message", ""))
    if 300 <= answer.status < 400:
        where = answer.headers.get("location", "elsewhere")
        return Refusal(answer.status, "", f"it sends us on to {where}; connect with that address")
    if answer.status == 401:
        return Reauth(
            "The site does not accept the user name and application password.",
            cure="Make a new application password on the site and connect the presence again. If it is refused too,"
            " ask whoever runs the site to let the Authorization header through to WordPress.",
        )
    if answer.status == 404 and not code:
        return Refusal(404, "rest_no_route", "no WordPress answers at this address")
    return Refusal(answer.status, code, message)
