"""One call to a Graph API, the language of Facebook, Instagram and Threads, and what its error codes mean.

An answer that says no carries `error` with `code`, `error_subcode` and `is_transient`; what each proves is written
here once. By https://developers.facebook.com/docs/graph-api: guides/error-handling and overview/rate-limiting.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, NoReturn

import httpx

from masthead.channels.errors import OutcomeUnknown, RateLimited, Reauth, Rejected, Transient
from masthead.channels.https import LONGEST_WAIT, Answer, Https, until
from masthead.kernel.clock import now

Json = dict[str, Any]

DEAD_TOKEN = frozenset({102, 190})
NOT_ALLOWED = frozenset({3, 10, *range(200, 300)})
TOO_MANY_CALLS = frozenset({4, 17, 32, 341, 613, *range(80000, 80015)})
TOO_MANY_POSTS = frozenset({(9, 2207042)})
TOO_LATE = frozenset({(10, 2018278), (10, 2018065)})
"""A private message outside the time in which it may be answered. Code 10 alone is a permission that is missing."""
OWN_FAULT = frozenset({-2, -1, 1, 2, 1200})
PLAIN_NO = frozenset({2207020, 2207050, 2207052, 2207057})
"""Subcodes that say what is wrong, though the code beside them says only that something is."""

OUT_OF_STEP = 1363037
"""The subcode of a piece of an upload that does not go on where the last one ended."""

NOT_THERE = frozenset({(100, 33), (803, 0), (24, 0), (24, 4279009)})

_SCOPE = re.compile(r"\b(?:pages|instagram|threads)_[a-z_]+\b")
_RECONNECT = "Connect the presence again, and allow everything that is asked for."


class Refusal(Rejected):
    """The platform read the request and said no; nothing was done."""

    def __init__(self, platform: str, error: Mapping[str, Any]) -> None:
        super().__init__(f"{platform} refused it: {_said(error)}.", cure="Change it and try again.")
        self.code, self.subcode = _codes(error)


class Gone(Refusal):
    """There is nothing of that id, or no longer, or not for us."""


class TooLate(Refusal):
    """The time in which a private message may be answered is over."""


class OutOfStep(Refusal):
    """A piece of an upload that the platform has already, or not yet. `stands_at`: at which byte it goes on."""

    def __init__(self, platform: str, error: Mapping[str, Any]) -> None:
        super().__init__(platform, error)
        told = error.get("error_data")
        self.stands_at: Mapping[str, Any] = told if isinstance(told, dict) else {}


class NotAllowed(Reauth):
    """The token lives, but does not allow this: a permission was not granted, or was taken back."""


class Graph:
    """Calls with one account's token. It travels as a parameter, the way that all three platforms document."""

    def __init__(
        self, platform: str, address: str, token: str, *, transport: httpx.BaseTransport | None = None
    ) -> None:
        self.platform, self._token = platform, token
        self._site = Https(platform, address, transport=transport)

    def read(self, path: str, fields: str = "", **params: str | int) -> Json:
        """Raises Transient, RateLimited, Reauth, Gone or Refusal."""
        asked = {**({"fields": fields} if fields else {}), **params, "access_token": self._token}
        try:
            return self._judged(self._site.ask(path, asked))
        except OutcomeUnknown as lost:
            raise Transient(lost.sentence, cure=lost.cure) from lost

    def find(self, path: str, fields: str) -> Json | None:
        """What is at `path`; None where there is nothing."""
        try:
            return self.read(path, fields)
        except Gone:
            return None

    def rows(self, path: str, fields: str, *, most: int, **params: str | int) -> Iterator[Json]:
        """The rows of a list in its own order, page by page as they are taken, at most `most`."""
        after: dict[str, str] = {}
        left = most
        while left > 0:
            page = self.read(path, fields, limit=min(left, 100), **params, **after)
            rows = list(page.get("data") or [])[:left]
            yield from rows
            left -= len(rows)
            paging = page.get("paging") or {}
            if not rows or not paging.get("next"):
                return
            after = {"after": str(paging["cursors"]["after"])}

    def post(self, path: str, form: Mapping[str, str] | None = None, **more: Any) -> Json:
        """A write. Raises OutcomeUnknown where it may have been done, else as `read`."""
        return self._judged(self._site.tell("POST", path, data={**(form or {}), "access_token": self._token}, **more))

    def make(self, path: str, form: Mapping[str, str], **more: Any) -> str:
        """A write that answers with the id of what it made."""
        made = self.post(path, form, **more)
        if not made.get("id"):
            raise OutcomeUnknown(f"{self.platform} answered without saying what it made.")
        return str(made["id"])

    def prepare(self, path: str, form: Mapping[str, str], **more: Any) -> str:
        """As `make`, of what nobody sees: where its fate is unknown it is simply made again."""
        try:
            return self.make(path, form, **more)
        except OutcomeUnknown as lost:
            raise Transient(lost.sentence, cure=lost.cure) from lost

    def delete(self, path: str) -> None:
        """Deleting what is gone already succeeds."""
        try:
            self._judged(self._site.tell("DELETE", path, params={"access_token": self._token}))
        except Gone:
            return

    def _judged(self, answer: Answer) -> Json:
        body = answer.body
        error = body.get("error") if isinstance(body, dict) else None
        if isinstance(error, dict):
            self._refuse(error, answer)
        if answer.is_yes and isinstance(body, dict):
            return body
        if answer.is_yes or 300 <= answer.status < 400:
            raise OutcomeUnknown(f"{self.platform} answered with something that is not its own.")
        raise Refusal(self.platform, {"message": f"status {answer.status}"})

    def _refuse(self, error: Mapping[str, Any], answer: Answer) -> NoReturn:
        code, subcode = _codes(error)
        if (code, subcode) in NOT_THERE:
            raise Gone(self.platform, error)
        if subcode == OUT_OF_STEP:
            raise OutOfStep(self.platform, error)
        # A passing fault comes first: it may wear any code, that of a dead token too.
        if error.get("is_transient") and code not in TOO_MANY_CALLS:
            raise OutcomeUnknown(f"{self.platform} had a passing fault: {_said(error)}.")
        if code in DEAD_TOKEN:
            raise Reauth(f"{self.platform} does not accept the access token: {_said(error)}.", cure=_RECONNECT)
        if (code, subcode) in TOO_LATE:
            raise TooLate(self.platform, error)
        if code in NOT_ALLOWED:
            named = _SCOPE.search(str(error.get("message", "")))
            sentence = f"{self.platform} does not let the access token do this: {_said(error)}."
            raise NotAllowed(sentence, cure=_RECONNECT, scope=named.group() if named else "")
        if code in TOO_MANY_CALLS and not _is_block(error):
            raise RateLimited(f"{self.platform} asks us to wait: too many requests.", until=listens_at(answer.headers))
        if (code, subcode) in TOO_MANY_POSTS:
            sentence = f"{self.platform} takes no more posts from this account today."
            raise RateLimited(sentence, until=now() + timedelta(hours=1))
        if code in OWN_FAULT and subcode not in PLAIN_NO:
            raise OutcomeUnknown(f"{self.platform} had a fault of its own ({code}).")
        raise Refusal(self.platform, error)


def listens_at(headers: Mapping[str, str]) -> datetime:
    """The platform tells, in minutes, when it listens again; where it tells nothing, as `https.until`."""
    try:
        told = json.loads(headers.get("x-business-use-case-usage") or "{}")
        waits = [int(use.get("estimated_time_to_regain_access", 0)) for uses in told.values() for use in uses]
    except (ValueError, TypeError, AttributeError):
        waits = []
    longest = timedelta(minutes=max(waits, default=0))
    return now() + min(longest, LONGEST_WAIT) if longest else until(headers)


def _is_block(error: Mapping[str, Any]) -> bool:
    """Code 4 with a subcode of Instagram's is no count of calls: it takes the post for spam, and may show it still."""
    return _codes(error)[1] == 2207051


def _codes(error: Mapping[str, Any]) -> tuple[int, int]:
    def number(name: str) -> int:
        try:
            return int(error.get(name) or 0)
        except (TypeError, ValueError):
            return 0

    return number("code"), number("error_subcode")


def _said(error: Mapping[str, Any]) -> str:
    said = str(error.get("error_user_msg") or error.get("message") or "no reason given")
    return re.sub(r"^\(#\d+\)\s*", "", said).rstrip(". ")
