"""One call to Nextdoor's Publish API, its answer or an error of the port."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import httpx

from masthead.channels.errors import ChannelError, Reauth, Rejected, Transient
from masthead.channels.https import Answer, Https
from masthead.channels.nextdoor.description import API

Json = dict[str, Any]
_HERE = "/external/api/partner/v1"


class Refusal(Rejected):
    """Nextdoor read the request and said no."""

    def __init__(self, status: int, sentences: str) -> None:
        super().__init__(
            f"Nextdoor refused it: {(sentences or str(status)).rstrip('.')}.", cure="Change it and try again."
        )
        self.status = status


class Api:
    """Calls as one agency's account, by its access token."""

    def __init__(self, token: str, *, address: str = API, transport: httpx.BaseTransport | None = None) -> None:
        self._https = Https("Nextdoor", address, headers={"Authorization": f"Bearer {token}"}, transport=transport)

    def me(self) -> Json:
        return self._of(self._https.ask(f"{_HERE}/me/"))

    def posts(self) -> list[Json]:
        """The account's posts, as far back as Nextdoor gives them."""
        told = self._of(self._https.ask(f"{_HERE}/post/"))
        if "posts" not in told:
            raise Transient("Nextdoor's answer does not say which posts there are.")
        return list(told["posts"])

    def create(self, body: Json) -> Json:
        """Raises OutcomeUnknown when it may have been done."""
        return self._of(self._https.tell("POST", f"{_HERE}/post/create/", json=body))

    def delete(self, number: str) -> None:
        self._of(self._https.tell("DELETE", f"{_HERE}/post/", params={"id": number}))

    def _of(self, answer: Answer) -> Json:
        if answer.is_yes:
            return answer.body if isinstance(answer.body, dict) else {}
        raise _error(answer)


def names_of(post: Json) -> set[str]:
    """By what a post may be called: its id, and the end of each of its addresses."""
    return {str(post.get("id", "")), end_of(str(post.get("url", ""))), end_of(str(post.get("embed_url", "")))} - {""}


def end_of(address: str) -> str:
    return urlsplit(address).path.rstrip("/").rpartition("/")[2]


def _error(answer: Answer) -> ChannelError:
    body = answer.body if isinstance(answer.body, dict) else {}
    said = str(body.get("error_description") or body.get("message") or body.get("error") or "")
    if answer.status == 401:
        return Reauth("Nextdoor does not accept the access token.", cure="Sign in as the agency's account again.")
    if answer.status == 403:
        return Reauth(
            f"The access token does not allow this: {said.rstrip('.') or 'Nextdoor does not say why'}.",
            cure="Sign in as the agency's account again and allow what is asked.",
        )
    return Refusal(answer.status, said)
