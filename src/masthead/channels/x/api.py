"""One call to X's interface, its answer or an error of the port."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx

from masthead.channels.errors import ChannelError, NoPlan, Reauth, Rejected
from masthead.channels.https import Answer, Https, Params
from masthead.channels.x.description import API

Json = dict[str, Any]
FIELDS: Params = {
    "tweet.fields": "author_id,conversation_id,created_at,in_reply_to_user_id,referenced_tweets,entities",
    "expansions": "author_id",
    "user.fields": "name,username",
}
_BYTES = "application/octet-stream"
PAGE, PAGES = 100, 8
"""The mentions X keeps are the newest 800."""


class Refusal(Rejected):
    """X read the request and said no."""

    def __init__(self, status: int, sentences: str) -> None:
        super().__init__(f"X refused it: {(sentences or str(status)).rstrip('.')}.", cure=_cure(status, sentences))
        self.status, self.said = status, sentences

    @property
    def is_gone(self) -> bool:
        return self.status == 404

    @property
    def is_said_already(self) -> bool:
        return self.status == 403 and "duplicate content" in self.said.casefold()


class Api:
    """Calls as one account, by its access token. `address` is another only where tests stand in for X."""

    def __init__(self, token: str, *, address: str = API, transport: httpx.BaseTransport | None = None) -> None:
        self._https = Https("X", address, headers={"Authorization": f"Bearer {token}"}, transport=transport)
        self._me: Json = {}

    def me(self) -> Json:
        """The account: its id, username, name and what its profile says. Asked once."""
        if not self._me:
            wanted = "description,url,entities,profile_image_url,verified,verified_type"
            self._me = dict(self.read("/2/users/me", {"user.fields": wanted})["data"])
        return self._me

    def read(self, path: str, params: Params | None = None) -> Json:
        return judged(self._https.ask(path, params))

    def write(self, method: str, path: str, body: Json | None = None) -> Json:
        """Raises OutcomeUnknown when it may have been done, else as `read`."""
        return judged(self._https.tell(method, path, **({} if body is None else {"json": body})))

    def upload(self, content: bytes, category: str, name: str, mime: str) -> Json:
        """A file that no post shows yet; X forgets it after a day."""
        given: Json = {"data": {"media_category": category}, "files": {"media": (name, content, mime)}}
        return dict(judged(self._https.tell("POST", "/2/media/upload", **given))["data"])

    def append(self, number: str, index: int, piece: bytes) -> None:
        """One piece of a large file. The same piece may be sent again: it counts by its index."""
        given: Json = {"data": {"segment_index": str(index)}, "files": {"media": ("piece", piece, _BYTES)}}
        judged(self._https.tell("POST", f"/2/media/upload/{number}/append", **given))

    def upload_status(self, number: str) -> Json:
        """How far X is with a file, under `processing_info`; nothing there where there is nothing to wait for."""
        found: Json = self.read("/2/media/upload", {"command": "STATUS", "media_id": number})["data"]
        return found

    def post(self, number: str) -> Json | None:
        """One post; None where there is nothing the account may see."""
        return self.posts([number]).get(number)

    def posts(self, numbers: list[str]) -> dict[str, Json]:
        """Posts by number, a hundred at a time; those that are gone are left out."""
        found: dict[str, Json] = {}
        for start in range(0, len(numbers), PAGE):
            given = {**FIELDS, "ids": ",".join(numbers[start : start + PAGE])}
            found |= {str(each["id"]): each for each in with_authors(self.read("/2/tweets", given))}
        return found

    def pages(self, path: str, params: Params) -> Iterator[Json]:
        """Every post of a list, newest first, as far back as X gives it."""
        more: Json = {}
        for _ in range(PAGES):
            page = self.read(path, {**FIELDS, **params, **more})
            yield from with_authors(page)
            following = (page.get("meta") or {}).get("next_token")
            if not following:
                return
            more = {"pagination_token": following}


def with_authors(page: Json) -> list[Json]:
    """The posts of an answer, each with its `author`."""
    users = {str(user["id"]): user for user in (page.get("includes") or {}).get("users") or ()}
    return [{**each, "author": users.get(str(each.get("author_id")), {})} for each in page.get("data") or ()]


def judged(answer: Answer) -> Json:
    """The body of a yes; raises what a no means."""
    if answer.is_yes:
        return answer.body if isinstance(answer.body, dict) else {}
    raise _error(answer)


def _error(answer: Answer) -> ChannelError:
    body = answer.body if isinstance(answer.body, dict) else {}
    first = (body.get("errors") or [{}])[0]
    said = str(body.get("detail") or first.get("message") or first.get("detail") or body.get("title") or "")
    kind = str(body.get("type", "")).rpartition("/")[2]
    if answer.status == 401:
        return Reauth("X does not accept the access token.", cure="Sign in as the agency's account again.")
    if answer.status == 402:
        return NoPlan("The agency's plan with X has no credit left.", cure="Add credit in X's Developer Console.")
    if kind in ("client-forbidden", "usage-capped"):
        return NoPlan(
            f"The agency's plan with X does not include this: {(said or kind).rstrip('.')}.",
            cure="Look in X's Developer Console which plan the app has. A government body needs an Enterprise plan.",
        )
    if answer.status == 403 and "scope" in said.casefold():
        return Reauth(f"The access token does not allow this: {said.rstrip('.')}.", cure="Sign in again and allow it.")
    return Refusal(answer.status, said)


def _cure(status: int, said: str) -> str:
    if "video longer than" in said.casefold():
        return "Cut the video, replace it in the draft and have it approved again; or have X verify the account."
    if status == 404 or "deleted" in said.casefold():
        return "Look on X whether it was deleted."
    if status == 403 and "reply" in said.casefold():
        return "Unless the plan is Enterprise, X lets programs answer only who mentioned the account: answer by hand."
    return "Change it and try again."
