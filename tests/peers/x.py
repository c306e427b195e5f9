"""X as docs.x.com describes it (interface 2.167), in memory, reached through an httpx transport.

Posts have rising numbers that tell their time; an edit is a new number; the same words are refused; addresses come back
as t.co; an answer begins with the name of whom it answers; a hidden answer stays readable. `plan(what, path)` spends
one fault on the next request whose path ends so: a status, `deaf` (nothing is done), `drop` (done, answer lost),
`html` (a stranger answers), `away` (no connection), `capped` (the plan's usage is spent), `summoned` (who did not ask),
`lengthy` (a video longer than the account may post). A video comes in pieces, is worked through, and is usable then.
"""

from __future__ import annotations

import base64
import html
import json
import re
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.parser import BytesParser
from typing import Any
from urllib.parse import parse_qsl

import httpx

from peers.x_messages import DirectMessages

Json = dict[str, Any]
ADDRESS, TOKEN, ME = "https://x.example", "a-token-for-tests", "200"
BORN = datetime(2010, 11, 4, 1, 42, 54, 657000, tzinfo=UTC)
START = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
USERS = {ME: ("City Library", "citylibrary"), "300": ("Reader", "reader"), "400": ("Neighbor", "neighbor")}
_LINK = re.compile(r"https?://\S+|\b(?:[a-z0-9-]+\.)+(?:gov|org|example)\b(?:/\S*)?")


@dataclass
class XServer(DirectMessages):
    people: dict[str, tuple[str, str]] = field(default_factory=lambda: dict(USERS))
    mine: str = ME
    posts: dict[str, Json] = field(default_factory=dict)
    media: dict[str, Json] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    faults: list[tuple[str, str]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    token: str = TOKEN
    processing: int = 0
    unusable: str = ""
    reset: int = 0
    ticks: int = 0
    shown_late: bool = False
    app: str = "client:secret"
    refresh: str = ""
    codes: set[str] = field(default_factory=set)
    revoked: list[str] = field(default_factory=list)

    def plan(self, what: str, path: str) -> None:
        self.faults.append((path, what))

    def says(self, text: str, to: str = "", author: str = "300", names: bool = True, media: list[str] = []) -> str:  # noqa: B006 - never changed
        number = self._number()
        parent = self.posts.get(to)
        before = f"@{USERS[parent['author_id']][1]} " if parent and names and parent["author_id"] != author else ""
        self.posts[number] = {
            "id": number,
            "text": before + text,
            "author_id": author,
            "conversation_id": parent["conversation_id"] if parent else number,
            "created_at": _moment(self._time()),
            "in_reply_to_user_id": parent["author_id"] if parent else None,
            "referenced_tweets": [{"type": "replied_to", "id": to}] if parent else [],
            "edit_history_tweet_ids": [number],
            "media": media,
        }
        return number

    def edits(self, number: str, text: str) -> str:
        """Within the hour X lets an author do that: a new number, and both remain."""
        old, newer = self.posts[number], self._number()
        before = re.match(r"(@\w+ )*", old["text"])[0]  # type: ignore[index]
        history = [*old["edit_history_tweet_ids"], newer]
        self.posts[newer] = {**old, "id": newer, "text": before + text}
        for each in history:
            self.posts[each]["edit_history_tweet_ids"] = history
        return newer

    def _time(self) -> datetime:
        return START + timedelta(seconds=self.ticks)

    def _number(self) -> str:
        self.ticks += 1
        return str(int((self._time() - BORN) / timedelta(milliseconds=1)) << 22)

    # ------------------------------------------------------------------------------------------------ the interface

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path, what = request.url.path, ""
        self.asked.append(f"{request.method} {path}")
        for place, (where, planned) in enumerate(self.faults):
            if path.endswith(where):
                what = planned
                del self.faults[place]
                break
        if refused := self._fault(what, request):
            return refused
        if path.startswith("/2/oauth2/"):
            answer = self._oauth(request, path)
            if what == "drop":
                raise httpx.ReadError("cut off", request=request)
            return answer
        if request.headers.get("Authorization") != f"Bearer {self.token}":
            return httpx.Response(401, json={"title": "Unauthorized", "type": "about:blank", "status": 401})
        answer = self._answer(request, path)
        if what == "drop":
            raise httpx.ReadError("cut off", request=request)
        return answer

    def _oauth(self, request: httpx.Request, path: str) -> httpx.Response:
        """A code and a refresh token are good for once each."""
        if request.headers["Authorization"] != f"Basic {base64.b64encode(self.app.encode()).decode()}":
            return httpx.Response(401, json={"error": "unauthorized_client"})
        given = dict(parse_qsl(request.content.decode()))
        if path.endswith("/revoke"):
            self.revoked.append(given["token"])
            return httpx.Response(200, json={"revoked": True})
        key = given.get("code") or given["refresh_token"]
        if key not in self.codes and key != self.refresh:
            said = "Value passed for the token was invalid."
            return httpx.Response(400, json={"error": "invalid_request", "error_description": said})
        self.codes.discard(key)
        self.ticks += 1
        self.token, self.refresh = f"access-{self.ticks}", f"refresh-{self.ticks}"
        body = {"token_type": "bearer", "expires_in": 7200, "access_token": self.token, "refresh_token": self.refresh}
        return httpx.Response(200, json={**body, "scope": "tweet.read tweet.write"})

    def _fault(self, what: str, request: httpx.Request) -> httpx.Response | None:
        if what == "away":
            raise httpx.ConnectError("no route", request=request)
        if what == "deaf":
            raise httpx.ReadTimeout("nothing came", request=request)
        if what == "html":
            return httpx.Response(200, html="<h1>Sign in to this network</h1>")
        if what == "429":
            self.reset = int(time.time()) + 180
            headers = {"x-rate-limit-limit": "100", "x-rate-limit-reset": str(self.reset)}
            return httpx.Response(429, json={"title": "Too Many Requests"}, headers=headers)
        if what == "402":
            return httpx.Response(402, json={"title": "Payment Required", "detail": "No credits."})
        if what == "capped":
            return _no(403, "Monthly usage is capped", "usage-capped")
        if what == "lengthy":
            return _no(403, "This user is not allowed to post a video longer than 20 minutes")
        if what == "summoned":
            return _no(403, "Reply to this conversation is not allowed because you have not been mentioned")
        return _no(int(what), "It was refused") if what.isdecimal() else None

    def _answer(self, request: httpx.Request, path: str) -> httpx.Response:
        given = json.loads(request.content) if "json" in request.headers.get("content-type", "") else {}
        for method, pattern, act in (
            ("GET", r"/2/users/me", lambda r, g: _yes(_me())),
            *self.message_acts(),
            ("POST", r"/2/tweets", self._create),
            ("GET", r"/2/tweets", self._lookup),
            ("DELETE", r"/2/tweets/(\d+)", self._delete),
            ("PUT", r"/2/tweets/(\d+)/hidden", self._hide),
            ("GET", rf"/2/users/{ME}/tweets", lambda r, g: self._list(r, lambda p: p["author_id"] == ME)),
            ("GET", rf"/2/users/{ME}/mentions", lambda r, g: self._list(r, lambda p: "@citylibrary" in p["text"])),
            ("GET", r"/2/tweets/search/recent", self._search),
            ("POST", r"/2/media/upload", self._upload),
            ("GET", r"/2/media/upload", self._upload_status),
            ("POST", r"/2/media/metadata", self._alt),
            ("POST", r"/2/media/upload/initialize", self._initialize),
            ("POST", r"/2/media/upload/(\d+)/append", self._append),
            ("POST", r"/2/media/upload/(\d+)/finalize", self._finalize),
            ("POST", r"/2/media/subtitles", self._subtitles),
        ):
            if request.method == method and (found := re.fullmatch(pattern, path)):
                return act(request, given, *found.groups())
        return _no(404, "Not found", "resource-not-found")

    def _create(self, request: httpx.Request, given: Json) -> httpx.Response:
        media = (given.get("media") or {}).get("media_ids", [])
        to = (given.get("reply") or {}).get("in_reply_to_tweet_id", "")
        if to and to not in self.posts:
            return _no(403, "You attempted to reply to a Tweet that is deleted or not visible to you")
        mine = (p for p in self.posts.values() if p["author_id"] == ME and not media)
        if any(p["text"].endswith(given["text"]) and _parent(p) == to for p in mine):
            return _no(403, "You are not allowed to create a Tweet with duplicate content")
        if any(each not in self.media or self.media[each]["left"] for each in media):
            return _no(400, "Your media IDs are invalid")
        if len(media) > 1 and any(self.media[each]["category"] == "tweet_video" for each in media):
            return _no(400, "A Post takes four photos, one GIF or one video")
        number = self.says(given["text"], to, ME, media=media)
        return _yes({"id": number, "text": self.posts[number]["text"]}, 201)

    def _lookup(self, request: httpx.Request, given: Json) -> httpx.Response:
        wanted = request.url.params["ids"].split(",")
        gone = [each for each in wanted if each not in self.posts]
        errors = [{"resource_id": each, "type": "https://api.x.com/2/problems/resource-not-found"} for each in gone]
        there = [self.posts[each] for each in wanted if each in self.posts]
        if "public_metrics" in request.url.params.get("tweet.fields", ""):
            there = [{**each, "public_metrics": self._counts(each["id"])} for each in there]
        body = self._page(there)
        return httpx.Response(200, json={**body, **({"errors": errors} if errors else {})})

    def _counts(self, number: str) -> Json:
        names = ("retweet_count", "like_count", "quote_count", "bookmark_count", "impression_count")
        return {**dict.fromkeys(names, 0), "reply_count": sum(_parent(each) == number for each in self.posts.values())}

    def _delete(self, request: httpx.Request, given: Json, number: str) -> httpx.Response:
        if number not in self.posts:
            return _no(404, "Could not find tweet", "resource-not-found")
        for each in self.posts[number]["edit_history_tweet_ids"]:
            del self.posts[each]
        return _yes({"deleted": True})

    def _hide(self, request: httpx.Request, given: Json, number: str) -> httpx.Response:
        post = self.posts.get(number)
        root = self.posts.get(post["conversation_id"]) if post else None
        if not post or not root or root["author_id"] != ME:
            return _no(403, "The conversation was not started by you", "not-authorized-for-resource")
        (self.hidden.add if given["hidden"] else self.hidden.discard)(number)
        return _yes({"hidden": number in self.hidden})

    def _search(self, request: httpx.Request, given: Json) -> httpx.Response:
        if int(request.url.params.get("since_id", 0)) and self._too_old(request.url.params["since_id"]):
            return _no(400, "'since_id' must be a tweet id created after seven days ago", "invalid-request")
        return self._list(request, lambda p: p["in_reply_to_user_id"] == ME and p["author_id"] != ME)

    def _too_old(self, number: str) -> bool:
        return BORN + timedelta(milliseconds=int(number) >> 22) < self._time() - timedelta(days=7)

    def _list(self, request: httpx.Request, wanted: Any) -> httpx.Response:
        params = request.url.params
        rows = [p for p in self.posts.values() if wanted(p) and int(p["id"]) > int(params.get("since_id", 0))]
        rows = [p for p in rows if p["id"] == p["edit_history_tweet_ids"][-1]]
        rows.sort(key=lambda p: -int(p["id"]))
        start, size = int(params.get("pagination_token", 0)), int(params["max_results"])
        page = self._page([] if self.shown_late else rows[start : start + size])
        if start + size < len(rows):
            page["meta"]["next_token"] = str(start + size)
        return httpx.Response(200, json=page)

    def _page(self, rows: list[Json]) -> Json:
        if not rows:
            return {"meta": {"result_count": 0}}
        users = [{"id": u, "name": USERS[u][0], "username": USERS[u][1]} for u in {p["author_id"] for p in rows}]
        return {"data": [_shown(p) for p in rows], "includes": {"users": users}, "meta": {"result_count": len(rows)}}

    def _upload(self, request: httpx.Request, given: Json) -> httpx.Response:
        fields, number = _fields(request), self._number()
        category = fields["media_category"].decode()
        if category == "tweet_video":
            return _no(400, "Upload videos in chunks")
        self.media[number] = {"category": category, "left": self.processing, "alt": "", "file": fields["media"]}
        return _yes({"id": number, "media_key": f"3_{number}", **self._processing(number)})

    def _upload_status(self, request: httpx.Request, given: Json) -> httpx.Response:
        number = request.url.params["media_id"]
        if number not in self.media:
            return _no(404, "Not found", "resource-not-found")
        self.media[number]["left"] = max(0, self.media[number]["left"] - 1)
        return _yes({"id": number, **self._processing(number)})

    def _processing(self, number: str) -> Json:
        media = self.media[number]
        if media["category"] == "tweet_video" and self.unusable:
            error = {"code": 1, "name": "InvalidMedia", "message": self.unusable}
            return {"processing_info": {"state": "failed", "error": error}}
        if media["left"]:
            return {"processing_info": {"state": "in_progress", "check_after_secs": 1, "progress_percent": 8}}
        done = {"processing_info": {"state": "succeeded", "progress_percent": 100}}
        return done if media["category"] == "tweet_video" else {}

    def _initialize(self, request: httpx.Request, given: Json) -> httpx.Response:
        if set(given) != {"media_type", "media_category", "total_bytes"} or given["media_type"] != "video/mp4":
            return _no(400, "media_type, media_category and total_bytes are needed")
        number = self._number()
        self.media[number] = {"category": given["media_category"], "left": 1, "alt": "", "subtitles": []}
        self.media[number] |= {"total": given["total_bytes"], "parts": {}}
        return _yes({"id": number, "media_key": f"13_{number}", "expires_after_secs": 86400})

    def _append(self, request: httpx.Request, given: Json, number: str) -> httpx.Response:
        """A piece counts by its index, however often it comes."""
        fields = _fields(request)
        if len(fields["media"]) > 5 * 1024 * 1024:
            return _no(413, "Chunks have at most 5 MB")
        self.media[number]["parts"][int(fields["segment_index"])] = fields["media"]
        return _yes({"expires_at": int(time.time()) + 86400})

    def _finalize(self, request: httpx.Request, given: Json, number: str) -> httpx.Response:
        media = self.media[number]
        media["file"] = b"".join(media["parts"][index] for index in sorted(media["parts"]))
        if len(media["file"]) != media["total"]:
            return _no(400, "Segments do not add up to provided total file size")
        media["left"] = self.processing
        return _yes({"id": number, "media_key": f"13_{number}", "size": media["total"], **self._processing(number)})

    def _subtitles(self, request: httpx.Request, given: Json) -> httpx.Response:
        track = given["subtitles"]
        if given["media_category"] != "TweetVideo" or not re.fullmatch("[A-Z]{2}", track["language_code"]):
            return _no(400, "The subtitles are not described")
        if self.media[track["id"]]["category"] != "subtitles":
            return _no(400, "The file is no subtitles")
        self.media[given["id"]]["subtitles"].append(track)
        return _yes({"id": given["id"], "associated_subtitles": [track], "media_category": "TweetVideo"})

    def _alt(self, request: httpx.Request, given: Json) -> httpx.Response:
        self.media[given["id"]]["alt"] = given["metadata"]["alt_text"]["text"]
        return _yes({"id": given["id"]})


def _shown(post: Json) -> Json:
    """With addresses as t.co, and the marks of HTML escaped."""
    links: list[Json] = []

    def short(found: re.Match[str]) -> str:
        written = found.group()
        whole = written if "://" in written else f"http://{written}"
        links.append({"url": f"https://t.co/{len(links)}", "expanded_url": whole, "display_url": written})
        return str(links[-1]["url"])

    text = html.escape(_LINK.sub(short, post["text"]), quote=False)
    for each in post["media"]:
        links.append({"url": f"https://t.co/m{each}", "media_key": f"3_{each}", "display_url": "pic.x.com/a"})
    if post["media"]:
        text += f" {links[-1]['url']}"
    names = [{"username": name} for name in re.findall(r"@(\w+)", post["text"])]
    return {**post, "text": text, "entities": {"urls": links, "mentions": names}}


def _fields(request: httpx.Request) -> dict[str, bytes]:
    """A form in parts (multipart/form-data), each by its name."""
    kind = b"Content-Type: " + request.headers["content-type"].encode()
    form = BytesParser().parsebytes(kind + b"\r\n\r\n" + request.read())
    return {
        str(part.get_param("name", header="content-disposition")): part.get_payload(decode=True)  # type: ignore[union-attr]
        for part in form.get_payload()  # type: ignore[union-attr]
    }


def _parent(post: Json) -> str:
    return next((str(each["id"]) for each in post["referenced_tweets"]), "")


def _me() -> Json:
    return {
        "id": ME,
        "name": "City Library",
        "username": "citylibrary",
        "description": "We lend.",
        "url": "https://t.co/home",
        "entities": {"url": {"urls": [{"expanded_url": "https://library.example"}]}},
        "verified": True,
        "verified_type": "government",
    }


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _yes(data: Json, status: int = 200) -> httpx.Response:
    return httpx.Response(status, json={"data": data})


def _no(status: int, detail: str, kind: str = "") -> httpx.Response:
    about = f"https://api.x.com/2/problems/{kind}" if kind else "about:blank"
    return httpx.Response(status, json={"title": "Refused", "detail": f"{detail}.", "type": about, "status": status})
