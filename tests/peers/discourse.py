"""A forum that keeps the contract of docs.discourse.org, in memory, reached through an httpx transport.

`plan(what, path)` spends one fault on the next request whose path ends so: a status, `deaf` (nothing is done), `drop`
(done, answer lost), `html` (a stranger answers), `away` (no connection).

What may be uploaded stands in `settings`, which a forum for members alone (None) tells nobody; `most`: bytes that the
server before it lets through at once. A file that is sent again is the file that is there. With
`enable_direct_s3_uploads` it goes in parts into a store of the forum's, which knows no keys; `least`: bytes of each but
the last.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import httpx

from peers.graph import form_of
from peers.listener import answering

Json = dict[str, Any]
ADDRESS, USER, KEY, CATEGORY = "https://forum.example", "library", "a-key-for-tests", 5
SETTINGS = {
    "authorized_extensions": "jpg|jpeg|png|gif|webp|mp4",
    "authorized_extensions_for_staff": "",
    "max_attachment_size_kb": 10_000,
}
BORN = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


@dataclass
class ForumServer:
    topics: dict[int, Json] = field(default_factory=dict)
    posts: dict[int, Json] = field(default_factory=dict)
    uploads: list[bytes] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)
    settings: Json | None = field(default_factory=lambda: dict(SETTINGS))
    most: int = 0
    parts: dict[str, dict[int, bytes]] = field(default_factory=dict)
    least: int = 5 * 1024 * 1024
    key: str = KEY
    address: str = ADDRESS
    lock: threading.RLock = field(default_factory=threading.RLock)
    numbers: Any = field(default_factory=lambda: count(100))
    clock: Any = field(default_factory=count)

    def plan(self, what: str, path: str) -> None:
        self.faults.append((path, what))

    def titles(self) -> list[str]:
        return [topic["title"] for topic in self.topics.values() if not topic["deleted_at"]]

    def says(self, topic: int, raw: str, username: str = "reader", to: int | None = None) -> Json:
        number, here = next(self.numbers), self.topics[topic]
        moment = (BORN + timedelta(seconds=next(self.clock))).isoformat().replace("+00:00", "Z")
        here["stream"].append(number)
        here["bumped_at"] = moment
        self.posts[number] = {
            "id": number,
            "username": username,
            "name": username.capitalize(),
            "created_at": moment,
            "post_number": len(here["stream"]),
            "reply_to_post_number": to,
            "topic_id": topic,
            "topic_slug": here["slug"],
            "raw": raw,
            "cooked": f"<p>{raw}</p>",
            "deleted_at": None,
            "user_deleted": False,
            "hidden": False,
        }
        return self.posts[number]

    # ------------------------------------------------------------------------------------------------ the interface

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
            return httpx.Response(int(what), json={"errors": ["It was refused."]}, headers=wait)
        answer = self._answer(request, path)
        if what == "drop":
            raise httpx.ReadError("cut off", request=request)
        return answer

    def _answer(self, request: httpx.Request, path: str) -> httpx.Response:
        if request.headers.get("Api-Key", self.key) != self.key:
            return httpx.Response(403, json={"errors": ["Invalid access"], "error_type": "invalid_access"})
        kind = request.headers.get("content-type", "")
        given = json.loads(request.content) if request.content and "json" in kind else {}
        for method, pattern, act in self._acts():
            if request.method == method and (found := re.fullmatch(pattern, path)):
                return act(request, given, *found.groups())
        return _missing()

    def _acts(self) -> list[tuple[str, str, Any]]:
        return [
            ("POST", r"/posts\.json", self._create),
            ("GET", r"/posts/(\d+)\.json", lambda r, g, n: _shown(self.posts.get(int(n)))),
            ("PUT", r"/posts/(\d+)\.json", self._edit),
            ("DELETE", r"/posts/(\d+)\.json", lambda r, g, n: self._set(int(n), "now")),
            ("PUT", r"/posts/(\d+)/recover\.json", lambda r, g, n: self._set(int(n), None)),
            ("GET", r"/t/external_id/(\w+)\.json", self._by_name),
            ("GET", r"/t/(?:[\w-]+/)?(\d+)\.json", self._topic),
            ("GET", r"/t/(\d+)/posts\.json", self._some),
            ("PUT", r"/t/-/(\d+)\.json", self._retitle),
            ("DELETE", r"/t/(\d+)\.json", self._delete_topic),
            ("GET", r"/topics/created-by/library\.json", self._ours),
            ("GET", r"/u/library\.json", lambda r, g: httpx.Response(200, json={"user": _USER})),
            ("GET", rf"/c/{CATEGORY}/show\.json", lambda r, g: httpx.Response(200, json={"category": {}})),
            ("POST", r"/uploads\.json", self._upload),
            ("GET", r"/site/settings\.json", self._tell_settings),
            ("POST", r"/uploads/create-multipart\.json", self._begin_parts),
            ("POST", r"/uploads/batch-presign-multipart-parts\.json", self._place_parts),
            ("PUT", r"/store/([\w.]+)/(\d+)", self._store),
            ("POST", r"/uploads/complete-multipart\.json", self._join_parts),
        ]

    def _create(self, request: httpx.Request, given: Json) -> httpx.Response:
        if topic := given.get("topic_id"):
            mine = [p for p in self.posts.values() if p["topic_id"] == topic and p["username"] == USER]
            if any(one["raw"] == given["raw"] for one in mine):
                return _refused("Body is too similar to what you recently posted")
            return httpx.Response(200, json=self.says(topic, given["raw"], USER, given.get("reply_to_post_number")))
        if any(given.get("external_id") == topic["external_id"] for topic in self.topics.values()):
            return _refused("External ID has already been taken")
        if len(given["title"]) < 15:
            return _refused("Title is too short (minimum is 15 characters)")
        number = next(self.numbers)
        slug = re.sub(r"\W+", "-", given["title"].lower()).strip("-") or "topic"
        self.topics[number] = {
            "id": number,
            "title": given["title"],
            "slug": slug,
            "external_id": given.get("external_id"),
            "stream": [],
            "bumped_at": "",
            "deleted_at": None,
        }
        return httpx.Response(200, json=self.says(number, given["raw"], USER))

    def _edit(self, request: httpx.Request, given: Json, number: str) -> httpx.Response:
        self.posts[int(number)]["raw"] = given["post"]["raw"]
        return httpx.Response(200, json={"post": self.posts[int(number)]})

    def _set(self, number: int, deleted: str | None) -> httpx.Response:
        self.posts[number]["deleted_at"] = deleted
        return httpx.Response(200, json={})

    def _by_name(self, request: httpx.Request, given: Json, name: str) -> httpx.Response:
        found = next((topic for topic in self.topics.values() if topic["external_id"] == name), None)
        if found is None:
            return _missing()
        return httpx.Response(301, headers={"location": f"{self.address}/t/{found['slug']}/{found['id']}.json"})

    def _topic(self, request: httpx.Request, given: Json, number: str) -> httpx.Response:
        topic = self.topics.get(int(number))
        if topic is None:
            return _missing()
        posts = [{k: v for k, v in self.posts[each].items() if k != "raw"} for each in topic["stream"][:20]]
        return httpx.Response(200, json={**topic, "post_stream": {"posts": posts, "stream": topic["stream"]}})

    def _some(self, request: httpx.Request, given: Json, number: str) -> httpx.Response:
        wanted = {int(each) for each in request.url.params.get_list("post_ids[]")}
        posts = [self.posts[each] for each in self.topics[int(number)]["stream"] if each in wanted]
        return httpx.Response(200, json={"post_stream": {"posts": posts}})

    def _retitle(self, request: httpx.Request, given: Json, number: str) -> httpx.Response:
        self.topics[int(number)]["title"] = given["title"]
        return httpx.Response(200, json={"basic_topic": self.topics[int(number)]})

    def _delete_topic(self, request: httpx.Request, given: Json, number: str) -> httpx.Response:
        self.topics[int(number)]["deleted_at"] = "now"
        self._set(self.topics[int(number)]["stream"][0], "now")
        return httpx.Response(200, json={})

    def _ours(self, request: httpx.Request, given: Json) -> httpx.Response:
        rows = [
            {"views": 0, "like_count": 0, **each, "posts_count": len(each["stream"])}
            for each in self.topics.values()
            if not each["deleted_at"]
        ]
        return httpx.Response(200, json={"topic_list": {"topics": rows[::-1][:30]}})

    def _upload(self, request: httpx.Request, given: Json) -> httpx.Response:
        form = form_of(request)
        content = form["file"].encode("latin-1")
        if self.most and len(content) > self.most:
            return httpx.Response(413, html="<h1>413 Request Entity Too Large</h1>")
        return self._keep(content, form["file.name"])

    def _begin_parts(self, request: httpx.Request, given: Json) -> httpx.Response:
        if not (self.settings or {}).get("enable_direct_s3_uploads"):
            return _missing()
        name = f"{next(self.numbers)}.{given['file_name']}"
        self.parts[name] = {}
        return httpx.Response(200, json={"unique_identifier": name, "key": name, "external_upload_identifier": "s3"})

    def _place_parts(self, request: httpx.Request, given: Json) -> httpx.Response:
        upload = given["unique_identifier"]
        places = {str(n): f"{self.address}/store/{upload.replace('-', '_')}/{n}" for n in given["part_numbers"]}
        return httpx.Response(200, json={"presigned_urls": places})

    def _store(self, request: httpx.Request, given: Json, upload: str, number: str) -> httpx.Response:
        if "Api-Key" in request.headers:
            return httpx.Response(400, text="<Error>Only one auth mechanism allowed</Error>")
        (name,) = [each for each in self.parts if each.replace("-", "_") == upload]
        self.parts[name][int(number)] = request.read()
        return httpx.Response(200, headers={"etag": f'"{_digest(request.read())}"'})

    def _join_parts(self, request: httpx.Request, given: Json) -> httpx.Response:
        kept = self.parts.get(given["unique_identifier"], {})
        named = {part["part_number"]: part["etag"] for part in given["parts"]}
        if named != {number: _digest(part) for number, part in kept.items()}:
            return _refused("One or more of the specified parts could not be found.")
        if any(len(part) < self.least for number, part in kept.items() if number != max(kept)):
            return _refused("Your proposed upload is smaller than the minimum allowed size.")
        return self._keep(b"".join(kept[number] for number in sorted(kept)), given["unique_identifier"])

    def _keep(self, content: bytes, name: str) -> httpx.Response:
        ending, rules = name.rpartition(".")[2].casefold(), self.settings or SETTINGS
        if ending not in str(rules["authorized_extensions"]).split("|"):
            return _refused("Sorry, the file you are trying to upload is not authorized.")
        if len(content) > rules["max_attachment_size_kb"] * 1024:
            return _refused("Sorry, the file you are trying to upload is too big.")
        if content not in self.uploads:
            self.uploads.append(content)
        number = self.uploads.index(content) + 1
        kind = "film" if ending == "mp4" else "picture"
        return httpx.Response(200, json={"short_url": f"upload://{kind}{number}.{ending}"})

    def _tell_settings(self, request: httpx.Request, given: Json) -> httpx.Response:
        if self.settings is None:
            return httpx.Response(403, json={"errors": ["You need to log in."], "error_type": "not_logged_in"})
        # A key made for posts and uploads does not open them.
        if "Api-Key" in request.headers:
            return httpx.Response(403, json={"errors": ["Invalid access"], "error_type": "invalid_access"})
        return httpx.Response(200, json={"title": "Forum", **self.settings})


@contextmanager
def listening(forum: ForumServer) -> Iterator[ForumServer]:
    """The forum on a socket of this machine, for connectors in other processes. What it plans to lose breaks off."""

    with answering(forum, forum.lock) as forum.address:
        yield forum


_USER = {"username": USER, "name": "City Library", "bio_raw": "We lend.", "moderator": True, "admin": False}


def _shown(one: Json | None) -> httpx.Response:
    return httpx.Response(200, json=one) if one else _missing()


def _digest(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def _missing() -> httpx.Response:
    return httpx.Response(404, json={"errors": ["The requested URL could not be found."], "error_type": "not_found"})


def _refused(sentence: str) -> httpx.Response:
    return httpx.Response(422, json={"action": "create_post", "errors": [sentence]})
