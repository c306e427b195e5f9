"""One call through Google's library, its answer or an error of the port. Loaded at first use: it takes 20 MB."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from googleapiclient import discovery_cache
from googleapiclient.discovery import build_from_document
from googleapiclient.errors import HttpError
from googleapiclient.http import MediaFileUpload

from masthead.channels.errors import ChannelError, OutcomeUnknown, RateLimited, Reauth, Rejected, Transient
from masthead.channels.https import UNSAID_WAIT, until
from masthead.channels.youtube.wire import Wire
from masthead.kernel.clock import now

Json = dict[str, Any]
CHUNK = 1024 * 1024
"""Bytes of a piece: even a slow line sends one well within the time a delivery is lent out."""
CALIFORNIA = ZoneInfo("America/Los_Angeles")
_SIGN_IN = "Sign in to Google again as the owner of the channel, and connect the presence again."
_USED_UP = frozenset({"quotaExceeded", "dailyLimitExceeded"})
_TOO_FAST = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "processingFailure"})
_NOT_ALLOWED = frozenset(
    {"authError", "insufficientPermissions", "youtubeSignupRequired", "accountDelegationForbidden"}
)
_CURES = {
    "commentsDisabled": "Switch comments on for the video on YouTube.",
    "accessNotConfigured": "Enable the YouTube Data API v3 in the project in the Google Cloud console.",
}


class Refusal(Rejected):
    """YouTube read the request and said no. `reason` is its own name for why."""

    def __init__(self, status: int, reason: str, said: str) -> None:
        cure = _CURES.get(reason) or (
            "Look on YouTube whether it was deleted." if status == 404 else "Change it and try again."
        )
        super().__init__(f"YouTube refused it: {(said or reason or str(status)).rstrip('.')}.", cure=cure)
        self.status, self.reason = status, reason

    @property
    def is_gone(self) -> bool:
        return self.status == 404


class Api:
    """Calls as the owner of one channel."""

    def __init__(self, token: str, *, transport: httpx.BaseTransport | None = None) -> None:
        self._wire = Wire(token, transport=transport)

    @cached_property
    def _service(self) -> Any:
        return build_from_document(_document(), http=self._wire)

    def read(self, collection: str, **wanted: Any) -> Json:
        """One page of a list. Raises Transient, RateLimited, Reauth or Refusal."""
        try:
            return self._done(getattr(self._service, collection)().list(**wanted))
        except OutcomeUnknown as lost:
            raise Transient(lost.sentence, cure=lost.cure) from lost

    def write(self, collection: str, method: str, **given: Any) -> Json:
        """Raises OutcomeUnknown when it may have been done, else as `read`."""
        return self._done(getattr(getattr(self._service, collection)(), method)(**given))

    def upload(self, collection: str, path: Path, mime: str, sent: Callable[[], None], **given: Any) -> Json:
        """A file in pieces, as YouTube asks for large ones; `sent` after each. Raises as `write` and as `sent` do."""
        media = MediaFileUpload(str(path), mimetype=mime, chunksize=CHUNK, resumable=True)
        request = getattr(self._service, collection)().insert(media_body=media, **given)
        # The library gives (how far it is, what was made), the second once the last piece has arrived.
        while not (made := _judged(lambda: request.next_chunk(num_retries=0)[1])):
            sent()
        return made

    def _done(self, request: Any) -> Json:
        return _judged(lambda: request.execute(num_retries=0))


def _judged(call: Callable[[], Any]) -> Json:
    """Its JSON, empty where there was none. A page that is no JSON comes out of the library as it is, as text."""
    try:
        answer = call()
    except HttpError as error:
        raise _error(error) from error
    if answer and not isinstance(answer, dict):
        raise _a_stranger()
    return dict(answer or {})


def _a_stranger() -> OutcomeUnknown:
    return OutcomeUnknown(
        "YouTube answered with something that is not its own.",
        cure="Ask whoever runs the network whether a sign-in page or a filter stands in between.",
    )


def midnight() -> datetime:
    """When YouTube counts anew: the end of the day in California."""
    return (now().astimezone(CALIFORNIA) + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)


@lru_cache(maxsize=1)
def _document() -> str:
    """YouTube's own description of its interface, as it came with the library."""
    return (Path(discovery_cache.__file__).parent / "documents" / "youtube.v3.json").read_text(encoding="utf-8")


def _error(error: HttpError) -> ChannelError:
    status, reason, said = int(error.resp.status), *_said(error.content)
    if status < 400:  # of an upload the library takes any answer without a Location for a refusal
        return _a_stranger()
    if reason in _USED_UP:
        return RateLimited("The units YouTube allows this app in a day are used up.", until=midnight())
    if reason == "uploadLimitExceeded":
        return RateLimited("YouTube takes no more videos of this channel today.", until=now() + timedelta(days=1))
    if reason in _TOO_FAST or status == 429:
        wait = until(error.resp) if "retry-after" in error.resp else now() + UNSAID_WAIT
        return RateLimited("YouTube asks us to wait: too many requests.", until=wait)
    if status == 401 or reason in _NOT_ALLOWED:
        return Reauth(
            "YouTube no longer accepts the sign-in of this presence, or it does not allow this.", cure=_SIGN_IN
        )
    return Refusal(status, reason, said)


def _said(content: bytes) -> tuple[str, str]:
    """(YouTube's name of the reason, its sentence)."""
    try:
        error = json.loads(content)["error"]
        return str((error.get("errors") or [{}])[0].get("reason", "")), str(error.get("message", ""))
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        return "", ""
