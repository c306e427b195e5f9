"""One call to a Discourse forum, its answer or an error of the port."""

from __future__ import annotations

from typing import IO, Any

import httpx

from masthead.channels.errors import ChannelError, Reauth, Rejected, Transient
from masthead.channels.films import KEPT
from masthead.channels.https import Answer, Https, Params

Json = dict[str, Any]


class Refusal(Rejected):
    """The forum read the request and said no."""

    def __init__(self, status: int, sentences: str) -> None:
        super().__init__(f"The forum refused it: {(sentences or str(status)).rstrip('.')}.", cure=_cure(status))
        self.status, self.said = status, sentences

    @property
    def is_gone(self) -> bool:
        return self.status in (404, 410)


class Forum:
    """Calls as one user, by an API key made for that user alone."""

    def __init__(self, address: str, user: str, api_key: str, *, transport: httpx.BaseTransport | None = None) -> None:
        self.user, self.address, self._transport = user, address.rstrip("/"), transport
        headers = {"Api-Key": api_key, "Api-Username": user}
        self._site = Https("The forum", address, headers=headers, transport=transport)
        self._visitor = Https("The forum", address, transport=transport)

    def read(self, path: str, params: Params | None = None) -> Any:
        return _judged(self._site.ask(path, params))

    def find(self, path: str, *, as_visitor: bool = False) -> Any:
        """What is at `path`, one redirect followed; None where there is nothing."""
        site = self._visitor if as_visitor else self._site
        answer = site.ask(path)
        if answer.status in (301, 302):
            answer = site.ask(_within(answer.headers.get("location", ""), self.address))
        if answer.status in (403, 404, 410) and (as_visitor or answer.status != 403):
            return None
        return _judged(answer)

    def settings(self) -> Json:
        """What the forum tells every visitor's browser of its settings, asked without the key, which may not open them;
        empty where it tells visitors nothing."""
        answer = self._visitor.ask("/site/settings.json")
        return answer.body if answer.is_yes and isinstance(answer.body, dict) else {}

    def write(self, method: str, path: str, body: Json) -> Any:
        """Raises OutcomeUnknown when it may have been done, else as `read`."""
        return _judged(self._site.tell(method, path, json=body))

    def upload(self, content: bytes | IO[bytes], mime: str, name: str) -> str:
        """A file that no post shows yet; the forum forgets it in a day or two. Returns its short address."""
        form, files = {"type": "composer", "synchronous": "true"}, {"file": (name, content, mime)}
        sent = _judged(self._site.tell("POST", "/uploads.json", data=form, files=files, timeout=KEPT))
        if not isinstance(sent, dict) or not sent.get("short_url"):
            raise Transient("The forum did not say under which address it keeps the file.")
        return str(sent["short_url"])

    def put(self, address: str, content: bytes) -> str:
        """A part of a file into the forum's store, under an address it made for this part alone, and without the key.

        Returns the store's tag of the part. Raises Transient where it was not taken, OutcomeUnknown where that is lost.
        """
        answer = Https("The forum's store", address, transport=self._transport).tell("PUT", "", content=content)
        tag = str(answer.headers.get("etag", "")).strip('"')
        if not answer.is_yes or not tag:
            raise Transient(f"The forum's store did not take a part of the video ({answer.status}).")
        return tag


def _judged(answer: Answer) -> Any:
    if answer.is_yes:
        return answer.body
    raise _error(answer)


def _error(answer: Answer) -> ChannelError:
    body = answer.body if isinstance(answer.body, dict) else {}
    errors = body.get("errors")
    told = body.get("message") or body.get("error") or ""
    sentences = " ".join(map(str, errors)) if isinstance(errors, list) else str(told)
    if answer.status in (401, 403) and body.get("error_type") in ("invalid_access", "not_logged_in", None):
        return Reauth(
            "The forum does not accept the API key, or the key does not allow this.",
            cure="Ask the forum's administrator for a new key of the agency's user and connect the presence again.",
        )
    if 300 <= answer.status < 400:
        return Refusal(answer.status, f"it sends us on to {answer.headers.get('location', 'elsewhere')}")
    return Refusal(answer.status, sentences)


def _cure(status: int) -> str:
    return "Look on the forum whether it was deleted." if status in (404, 410) else "Change it and try again."


def _within(location: str, address: str) -> str:
    """The path a forum leads to, on the forum itself."""
    path = location.removeprefix(address)
    return path if path.startswith("/") and not path.startswith("//") else "/404"
