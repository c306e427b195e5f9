"""Where people sign in for Facebook, Instagram and Threads, as their documents say it; faults as on any Graph API.

A code is good once. A token of an hour is changed for one of 60 days; on Instagram and Threads that one renews itself
while it lives, on Facebook it opens the Pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from peers.graph import Act, GraphServer, form_of, refused, success

CLIENT = ("client", "secret")
PAGES: list[dict[str, Any]] = [
    {"id": "1001", "name": "City Library", "username": "citylibrary", "access_token": "page-1", "tasks": "all"},
    {"id": "1002", "name": "Friends of the Library", "access_token": "page-2", "tasks": "all"},
    {"id": "1003", "name": "Only looks", "username": "looks", "access_token": "page-3", "tasks": "ANALYZE"},
]
_ALL = ["CREATE_CONTENT", "MODERATE", "MANAGE"]


@dataclass
class LoginServer(GraphServer):
    codes: set[str] = field(default_factory=lambda: {"a-code"})
    short: set[str] = field(default_factory=set)
    long: set[str] = field(default_factory=set)
    denied: set[str] = field(default_factory=set)
    scopes: Sequence[str] = ()
    me: dict[str, Any] = field(default_factory=dict)

    def _answer(self, request: httpx.Request, path: str) -> httpx.Response:
        given = {**dict(request.url.params), **form_of(request)}
        for method, known, act in self.acts():
            if (request.method, path) == (method, known):
                return act(given)
        return refused(2500, 0, f"Unknown path {path}")

    def acts(self) -> Sequence[tuple[str, str, Act]]:
        return [
            ("POST", "/oauth/access_token", self._code),
            ("GET", "/access_token", self._exchange),
            ("GET", "/refresh_access_token", self._renew),
            ("GET", "/v24.0/oauth/access_token", self._facebook),
            ("GET", "/v24.0/me/permissions", self._permissions),
            ("GET", "/v24.0/me/accounts", self._pages),
            ("DELETE", "/v24.0/me/permissions", self._forget),
            ("GET", "/v24.0/me", lambda given: self._if_long(given, self.me)),
            ("GET", "/v1.0/me", lambda given: self._if_long(given, self.me)),
        ]

    def _given(self, kind: set[str], **more: Any) -> httpx.Response:
        token = f"token-{next(self.numbers)}"
        kind.add(token)
        return httpx.Response(200, json={"access_token": token, **more})

    def _code(self, given: dict[str, str]) -> httpx.Response:
        if (given["client_id"], given["client_secret"]) != CLIENT or given["code"] not in self.codes:
            message = "Matching code was not found or was already used"
            return httpx.Response(400, json={"error_type": "OAuthException", "code": 400, "error_message": message})
        self.codes.discard(given["code"])
        return self._given(self.short, user_id="1", permissions=",".join(self.scopes))

    def _exchange(self, given: dict[str, str]) -> httpx.Response:
        if given["client_secret"] != CLIENT[1] or given["access_token"] not in self.short:
            return refused(190, 0, "Invalid access token")
        return self._given(self.long, token_type="bearer", expires_in=5_184_000)

    def _renew(self, given: dict[str, str]) -> httpx.Response:
        if given["access_token"] not in self.long:
            return refused(190, 463, "The session has expired")
        self.long.discard(given["access_token"])
        return self._given(self.long, expires_in=5_184_000)

    def _facebook(self, given: dict[str, str]) -> httpx.Response:
        if (given["client_id"], given["client_secret"]) != CLIENT:
            return refused(1, 0, "Error validating client secret")
        if given.get("grant_type") == "fb_exchange_token":
            known = given["fb_exchange_token"] in self.short
            return self._given(self.long) if known else refused(190, 0, "Invalid access token")
        if given["code"] not in self.codes:
            return refused(100, 36009, "This authorization code has been used")
        self.codes.discard(given["code"])
        return self._given(self.short)

    def _permissions(self, given: dict[str, str]) -> httpx.Response:
        rows = [
            {"permission": each, "status": "declined" if each in self.denied else "granted"} for each in self.scopes
        ]
        return self._if_long(given, {"data": rows})

    def _pages(self, given: dict[str, str]) -> httpx.Response:
        rows = [{**each, "tasks": _ALL if each["tasks"] == "all" else [each["tasks"]]} for each in PAGES]
        return self._if_long(given, {"data": rows})

    def _forget(self, given: dict[str, str]) -> httpx.Response:
        if given["access_token"].startswith("page-"):
            return refused(100, 0, "Unsupported delete request")
        if given["access_token"] not in self.long:
            return refused(190, 0, "Invalid access token")
        self.long.discard(given["access_token"])
        return success()

    def _if_long(self, given: dict[str, str], body: dict[str, Any]) -> httpx.Response:
        if given["access_token"] not in self.long:
            return refused(190, 0, "Invalid access token")
        return httpx.Response(200, json=body)
