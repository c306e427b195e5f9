"""Nextdoor's Publish API as developer.nextdoor.com describes it, in memory, reached through an httpx transport.

A post's answer tells its public address and not its id; the list of posts tells both. `plan(what, path)` spends one
fault on the next request whose path ends so: a status, `deaf` (nothing is done), `drop` (done, answer lost), `html`,
`away`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import httpx

Json = dict[str, Any]
ADDRESS, TOKEN, HERE = "https://nextdoor.example", "a-token-for-tests", "/external/api/partner/v1"
AGENCY = {
    "id": "77",
    "is_agency_profile": True,
    "agency_id": "9001",
    "agency_name": "City Library",
    "agency_url_at_nextdoor": "https://www.nextdoor.com/agency-detail/ms/jackson/city-library/",
    "agency_external_url": "https://library.example",
    "agency_photo": "https://images.example/1.png",
}


@dataclass
class NextdoorServer:
    posts: list[Json] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)
    token: str = TOKEN
    me: Json = field(default_factory=lambda: dict(AGENCY))
    share: str = "https://nextdoor.com/p/{}"
    refresh: str = ""

    def plan(self, what: str, path: str) -> None:
        self.faults.append((path, what))

    def bodies(self) -> list[str]:
        return [post["body"] for post in self.posts]

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path, what = request.url.path, ""
        for place, (where, planned) in enumerate(self.faults):
            if path.endswith(where):
                what = planned
                del self.faults[place]
                break
        if what == "away":
            raise httpx.ConnectError("no route", request=request)
        if what == "deaf":
            raise httpx.ReadTimeout("nothing came", request=request)
        if what == "html":
            return httpx.Response(200, html="<h1>Sign in to this network</h1>")
        if what.isdecimal():
            wait = {"retry-after": "180"} if what == "429" else {}
            body = {"error": "invalid_input", "error_description": "It was refused."}
            return httpx.Response(int(what), json=body, headers=wait)
        if path == "/v2/token":
            answer = self._tokens(request)
            if what == "drop":
                raise httpx.ReadError("cut off", request=request)
            return answer
        if request.headers.get("Authorization") != f"Bearer {self.token}":
            return httpx.Response(401, json={"error": "unauthorized"})
        answer = self._answer(request, path.removeprefix(HERE))
        if what == "drop":
            raise httpx.ReadError("cut off", request=request)
        return answer

    def _tokens(self, request: httpx.Request) -> httpx.Response:
        given = dict(parse_qsl(request.content.decode()))
        if given.get("code", given.get("refresh_token")) not in ("a-code", self.refresh):
            return httpx.Response(400, json={"error": "invalid_grant"})
        self.token, self.refresh = "access-2", "refresh-2"
        return httpx.Response(
            200, json={"access_token": self.token, "refresh_token": self.refresh, "expires_in": 31_536_000}
        )

    def _answer(self, request: httpx.Request, path: str) -> httpx.Response:
        match request.method, path:
            case "GET", "/me/":
                return httpx.Response(200, json=self.me)
            case "GET", "/post/":
                return httpx.Response(200, json={"posts": self.posts[::-1], "posts_length": len(self.posts)})
            case "DELETE", "/post/":
                left = [post for post in self.posts if post["id"] != request.url.params["id"]]
                if len(left) == len(self.posts):
                    return httpx.Response(404, json={"error": "not_found"})
                self.posts = left
                return httpx.Response(200, json={"message": "Post deleted successfully"})
            case "POST", "/post/create/":
                return self._create(json.loads(request.content))
        return httpx.Response(404, json={"error": "not_found"})

    def _create(self, given: Json) -> httpx.Response:
        if len(given["body_text"].encode()) > 8192:
            return httpx.Response(400, json={"error": "invalid_input", "error_description": "body_text is too long"})
        if any(not each.endswith((".jpg", ".png", ".mp4")) for each in given.get("media_attachments", [])):
            return httpx.Response(400, json={"error": "invalid_input", "error_description": "media_attachments"})
        number = len(self.posts) + 100
        name = f"abc{number}"
        self.posts.append(
            {
                "id": str(number),
                "body": given["body_text"],
                "media": [{"url": each} for each in given.get("media_attachments", [])],
                "url": f"https://nextdoor.com/p/{name}",
                "embed_url": f"https://nextdoor.com/embed/{name}",
                "comments": [{"body": "Thanks!"}],
            }
        )
        return httpx.Response(200, json={"result": "success", "share_link": self.share.format(name)})
