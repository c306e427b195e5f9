"""What the simulators of Facebook, Instagram and Threads share: a Graph API, in memory, behind an httpx transport.

By developers.facebook.com/docs/graph-api (error handling, paginated results, field expansion). A field that a thing
does not have is refused, as there. `plan(what, path)` spends one fault on the next request whose path ends so:
a status, `deaf` (nothing is done), `drop` (done, answer lost), `html` (a stranger answers), `away` (no connection),
or the code of an error of the API, with subcode and `!` for a passing one: `#190`, `#100/33`, `#2!`; `done#…` does the
work and then answers with that error.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.parser import BytesParser
from itertools import count
from typing import Any
from urllib.parse import parse_qsl

import httpx

Json = dict[str, Any]
TOKEN = "a-token-for-tests"
BORN = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
Act = Callable[..., httpx.Response]
_ERROR = re.compile(r"(done)?#(-?\d+)(?:/(\d+))?(!)?")


@dataclass
class GraphServer:
    """The API as one app meets it. A subclass lists its acts."""

    version: str = ""
    token: str = TOKEN
    things: dict[str, Json] = field(default_factory=dict)
    faults: list[tuple[str, str]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    numbers: Any = field(default_factory=lambda: count(100))
    clock: Any = field(default_factory=count)
    busy_minutes: int = 0
    lock: threading.RLock = field(default_factory=threading.RLock)

    def acts(self) -> Sequence[tuple[str, str, Act]]:
        raise NotImplementedError

    def plan(self, what: str, path: str) -> None:
        self.faults.append((path, what))

    def moment(self) -> str:
        return (BORN + timedelta(seconds=next(self.clock))).strftime("%Y-%m-%dT%H:%M:%S+0000")

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix(self.version) or "/"
        self.calls.append(f"{request.method} {path}")
        what = self._planned(path)
        if what == "away":
            raise httpx.ConnectError("no route", request=request)
        if what == "deaf":
            raise httpx.ReadTimeout("nothing came", request=request)
        if what == "html":
            return httpx.Response(200, html="<h1>Sign in to this network</h1>")
        if what.isdecimal():
            headers = {"retry-after": "180"} if what == "429" else {}
            return httpx.Response(int(what), json={"error": {"message": "Later", "code": 2}}, headers=headers)
        error = _ERROR.fullmatch(what)
        if error and not error[1]:
            return self._error(error)
        answer = self._answer(request, path)
        if error:
            return self._error(error)
        if what == "drop":
            raise httpx.ReadError("cut off", request=request)
        return answer

    def _planned(self, path: str) -> str:
        for place, (where, planned) in enumerate(self.faults):
            if path.endswith(where):
                del self.faults[place]
                return planned
        return ""

    def _error(self, error: re.Match[str]) -> httpx.Response:
        headers = {}
        if self.busy_minutes:
            headers["x-business-use-case-usage"] = (
                f'{{"1": [{{"type": "pages", "estimated_time_to_regain_access": {self.busy_minutes}}}]}}'
            )
        return refused(int(error[2]), int(error[3] or 0), passing=bool(error[4]), headers=headers)

    def _answer(self, request: httpx.Request, path: str) -> httpx.Response:
        given = {**dict(request.url.params), **form_of(request)}
        if given.pop("access_token", "") != self.token:
            return refused(190, 463, "Error validating access token: the session has expired")
        for method, pattern, act in self.acts():
            if request.method == method and (found := re.fullmatch(pattern, path)):
                return act(given, *found.groups())
        return missing()


def form_of(request: httpx.Request) -> dict[str, str]:
    """The fields of a form; a file is given as its bytes in Latin-1, which changes none, and its name beside it."""
    kind = request.headers.get("content-type", "")
    content = request.read()
    if kind.startswith("application/x-www-form-urlencoded"):
        return dict(parse_qsl(content.decode(), keep_blank_values=True))
    if not kind.startswith("multipart/form-data"):
        return {}
    whole = BytesParser().parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + content)
    parts = whole.get_payload()
    assert isinstance(parts, list)
    found = {}
    for part in parts:
        name = str(part.get_param("name", header="content-disposition"))
        body = part.get_payload(decode=True)
        assert isinstance(body, bytes)
        found[name] = body.decode("latin-1") if part.get_filename() else body.decode()
        if file_name := part.get_filename():
            found[f"{name}.name"] = file_name
    return found


def fields_of(given: Mapping[str, str]) -> list[tuple[str, str]]:
    """(name, what is asked of it) for each field: `parent{id}` is parent and {id}."""
    found, depth, start = [], 0, 0
    asked = given.get("fields", "id")
    for place, letter in enumerate(f"{asked},"):
        depth += (letter in "{(") - (letter in "})")
        if letter == "," and depth == 0:
            name = re.match(r"\w+", asked[start:place])
            assert name, asked
            found.append((name.group(), asked[start + name.end() : place]))
            start = place + 1
    return found


def shown(thing: Mapping[str, Any] | None, given: Mapping[str, str], known: Sequence[str]) -> httpx.Response:
    """The fields asked for, and the id unasked; a field that things of this kind do not have is refused."""
    if thing is None:
        return missing()
    answer = picked(thing, given, known)
    return answer if isinstance(answer, httpx.Response) else httpx.Response(200, json=answer)


def picked(thing: Mapping[str, Any], given: Mapping[str, str], known: Sequence[str]) -> Json | httpx.Response:
    for name, _ in fields_of(given):
        if name not in known:
            return refused(100, 0, f"(#100) Tried accessing nonexisting field ({name})")
    names = {"id", *(name for name, _ in fields_of(given))}
    return {name: thing[name] for name in names if thing.get(name) is not None}


@dataclass
class Subscriptions:
    """What an account tells the one app that asks; deaf_to: a field it takes and never lists; barred: one refused."""

    fields: list[str] = field(default_factory=list)
    deaf_to: str = ""
    barred: str = ""

    def acts(self, account: str) -> list[tuple[str, str, Act]]:
        path = rf"/{account}/subscribed_apps"
        return [("POST", path, self._begin), ("GET", path, self._list), ("DELETE", path, self._end)]

    def _begin(self, given: dict[str, str]) -> httpx.Response:
        if self.barred and self.barred in given["subscribed_fields"].split(","):
            return refused(10, 0, "(#10) Application does not have permission for this action")
        self.fields = [each for each in given["subscribed_fields"].split(",") if each != self.deaf_to]
        return success()

    def _list(self, given: dict[str, str]) -> httpx.Response:
        row = {"id": "7007", "name": "The desk", "subscribed_fields": self.fields}
        return listed([row] if self.fields else [], given, list(row))

    def _end(self, given: dict[str, str]) -> httpx.Response:
        if not self.fields:
            return missing()
        self.fields = []
        return success()


def listed(rows: Sequence[Mapping[str, Any]], given: Mapping[str, str], known: Sequence[str]) -> httpx.Response:
    """A page of rows, with a cursor to the next where there is one."""
    start, limit = int(given.get("after", 0)), int(given.get("limit", 25))
    page = []
    for row in rows[start : start + limit]:
        found = picked(row, given, known)
        if isinstance(found, httpx.Response):
            return found
        page.append(found)
    body: Json = {"data": page}
    if page:
        body["paging"] = {"cursors": {"before": str(start), "after": str(start + limit)}}
        if start + limit < len(rows):
            body["paging"]["next"] = "https://graph.example/next"
    return httpx.Response(200, json=body)


def refused(
    code: int, subcode: int, message: str = "It was refused", *, passing: bool = False, headers: Any = None
) -> httpx.Response:
    error: Json = {"message": message, "type": "OAuthException", "code": code, "is_transient": passing}
    if subcode:
        error["error_subcode"] = subcode
    return httpx.Response(400, json={"error": error}, headers=headers or {})


def missing() -> httpx.Response:
    return refused(100, 33, "Unsupported request: the object does not exist")


def success() -> httpx.Response:
    return httpx.Response(200, json={"success": True})
