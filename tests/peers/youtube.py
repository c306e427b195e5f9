"""A YouTube, in memory, that takes nothing its own discovery document does not allow, and answers nothing it does not.

The document is the one in Google's library. Methods, paths, parameters, enums and bodies are checked against it, and
so are the answers given here. `plan(what, path)` spends one fault on the next request whose path ends so: a status, a
reason such as `quotaExceeded`, `deaf` (nothing is done), `drop` (done, answer lost), `html`, `away`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
from googleapiclient import discovery_cache

Json = dict[str, Any]
DOCUMENT: Json = json.loads((Path(discovery_cache.__file__).parent / "documents" / "youtube.v3.json").read_text())
TOKEN, ME, UPLOADS, READER = "a-token-for-tests", "UCagencychannel", "UUagencychannel", "UCreader"
CLIENT, SECRET, CODE, VERIFIER, REFRESH = "client", "its-secret", "a-code", "a-verifier", "a-refresh-token"
SCOPE = "https://www.googleapis.com/auth/youtube.force-ssl"
STATUSES = {"quotaExceeded": 403, "rateLimitExceeded": 403, "uploadLimitExceeded": 400, "authError": 401}
_REASONS = {"401": "authError", "403": "forbidden", "429": "rateLimitExceeded", "404": "notFound"}
_METHODS = [
    (f"{collection}.{name}", method)
    for collection, resource in DOCUMENT["resources"].items()
    for name, method in resource.get("methods", {}).items()
]


@dataclass
class YouTubeServer:
    videos: dict[str, Json] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    captions: dict[str, Json] = field(default_factory=dict)
    comments: dict[str, Json] = field(default_factory=dict)
    sessions: dict[str, tuple[str, Json, bytearray]] = field(default_factory=dict)
    faults: list[tuple[str, str]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    processing: list[str] = field(default_factory=list)
    audited: bool = True
    token: str = TOKEN
    scope: str = SCOPE
    refresh: str = REFRESH
    session_host: str = "youtube.googleapis.com"
    numbers: Any = field(default_factory=lambda: count(100))

    def plan(self, what: str, path: str) -> None:
        self.faults.append((path, what))

    def public(self) -> list[Json]:
        return [video for video in self.videos.values() if video["status"]["privacyStatus"] == "public"]

    def says(self, video: str, text: str, author: str = READER, parent: str = "") -> Json:
        number = next(self.numbers)
        name = f"{parent}.{number}" if parent else f"Ug{number}"
        moment = f"2026-11-23T15:{number // 60 % 60:02}:{number % 60:02}Z"
        self.comments[name] = {
            "id": name,
            "snippet": {
                "videoId": video,
                "textDisplay": text,
                "authorDisplayName": f"@{author.lower()}",
                "authorChannelId": {"value": author},
                "publishedAt": moment,
                "updatedAt": moment,
                "moderationStatus": "published",
                **({"parentId": parent} if parent else {}),
            },
        }
        return self.comments[name]

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
            return _no(int(what), _REASONS.get(what, "backendError"))
        if what and what != "drop":
            return _no(STATUSES[what], what)
        answer = self._answer(request, path)
        if what == "drop":
            raise httpx.ReadError("cut off", request=request)
        return answer

    def _answer(self, request: httpx.Request, path: str) -> httpx.Response:
        if request.url.host == "oauth2.googleapis.com":
            return self._sign_in(path, {k: v[0] for k, v in parse_qs(request.content.decode()).items()})
        if request.headers.get("Authorization") != f"Bearer {self.token}":
            return _no(401, "authError")
        if request.method == "PUT" and "upload_id" in request.url.params:
            return self._piece(request)
        uploads = re.sub(r"^/(?:resumable/)?upload/", "/", path)
        for name, method in _METHODS:
            if request.method == method["httpMethod"] and uploads == f"/{method['path']}":
                wanted = dict(request.url.params.multi_items())
                given = json.loads(request.content) if request.content else {}
                if fault := _breach(method, wanted, given):
                    return _no(400, "badRequest", fault)
                self.calls.append(name)
                if uploads != path:
                    return self._session(name, wanted, given, request.headers)
                answer = getattr(self, f"_{name.replace('.', '_')}")(wanted, given)
                return _checked(answer, method)
        return _no(404, "notFound")

    def _sign_in(self, path: str, given: Json) -> httpx.Response:
        if path == "/revoke":
            known, self.refresh = given["token"] == self.refresh, ""
            return httpx.Response(200, json={}) if known else httpx.Response(400, json={"error": "invalid_token"})
        if (given.get("client_id"), given.get("client_secret")) != (CLIENT, SECRET):
            return httpx.Response(401, json={"error": "invalid_client"})
        by_code = (given.get("code"), given.get("code_verifier")) == (CODE, VERIFIER)
        if not by_code and given.get("refresh_token") != self.refresh:
            return httpx.Response(400, json={"error": "invalid_grant", "error_description": "Bad Request"})
        self.token = f"token-{next(self.numbers)}"
        more = {"refresh_token": self.refresh} if by_code else {}
        return httpx.Response(200, json={"access_token": self.token, "expires_in": 3599, "scope": self.scope, **more})

    def _session(self, name: str, wanted: Json, given: Json, headers: httpx.Headers) -> httpx.Response:
        if wanted.get("uploadType") != "resumable" or "x-upload-content-length" not in headers:
            return _no(400, "badRequest", "resumable uploads say how long they are")
        number = f"s{next(self.numbers)}"
        self.sessions[number] = (name, given, bytearray())
        where = f"https://{self.session_host}/upload/session?upload_id={number}"
        return httpx.Response(200, headers={"location": where})

    def _piece(self, request: httpx.Request) -> httpx.Response:
        name, given, so_far = self.sessions[request.url.params["upload_id"]]
        first, last, whole = map(
            int, re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", request.headers["content-range"]).groups()
        )
        if first != len(so_far) or last - first + 1 != len(request.content):
            return _no(400, "badRequest", "a piece is missing")
        so_far += request.content
        if len(so_far) < whole:
            return httpx.Response(308, headers={"range": f"bytes=0-{last}"})
        made = self._new_video(given, bytes(so_far)) if name == "videos.insert" else self._caption(given, bytes(so_far))
        return _checked(made, dict(_METHODS)[name])

    def _new_video(self, given: Json, content: bytes) -> Json:
        if given["status"]["privacyStatus"] != "private" or not given["snippet"]["title"]:
            raise AssertionError("a video is uploaded as private, with a title")
        number = f"v{next(self.numbers)}"
        self.files[number] = content
        self.videos[number] = {"id": number, **given, "status": {**given["status"], "uploadStatus": "uploaded"}}
        return self.videos[number]

    def _caption(self, given: Json, content: bytes) -> Json:
        number = f"c{next(self.numbers)}"
        self.files[number] = content
        self.captions[number] = {"id": number, "snippet": {**given["snippet"], "trackKind": "standard"}}
        return self.captions[number]

    def _videos_list(self, wanted: Json, given: Json) -> Json:
        rows = [self.videos[each] for each in wanted["id"].split(",") if each in self.videos]
        for video in rows:
            if video["status"]["uploadStatus"] == "uploaded":
                video["status"]["uploadStatus"] = self.processing.pop(0) if self.processing else "processed"
        if "statistics" in wanted["part"]:
            rows = [{**video, "statistics": self._counts(video["id"])} for video in rows]
        return {"items": rows}

    def _counts(self, video: str) -> Json:
        """Numbers as text; likes are left out, as of a channel that hides them."""
        said = sum(each["snippet"]["videoId"] == video for each in self.comments.values())
        return {"viewCount": "0", "favoriteCount": "0", "commentCount": str(said)}

    def _videos_update(self, wanted: Json, given: Json) -> Json | httpx.Response:
        if given["id"] not in self.videos:
            return _no(404, "videoNotFound")
        video = self.videos[given["id"]]
        if not given["snippet"].get("title") or not given["snippet"].get("categoryId"):
            return _no(400, "invalidVideoMetadata")
        if set("<>") & set(given["snippet"]["title"] + given["snippet"].get("description", "")):
            return _no(400, "invalidDescription")
        video["snippet"] = given["snippet"]
        if "status" in wanted["part"].split(","):
            video["status"].update(given["status"])
            if not self.audited:
                video["status"]["privacyStatus"] = "private"
        return video

    def _videos_delete(self, wanted: Json, given: Json) -> Json | httpx.Response:
        return {} if self.videos.pop(wanted["id"], None) else _no(404, "videoNotFound")

    def _captions_list(self, wanted: Json, given: Json) -> Json:
        return {"items": [each for each in self.captions.values() if each["snippet"]["videoId"] == wanted["videoId"]]}

    def _channels_list(self, wanted: Json, given: Json) -> Json:
        snippet = {"title": "City Library", "description": "We lend.", "customUrl": "@citylibrary"}
        return {"items": [{"id": ME, "snippet": snippet, "contentDetails": {"relatedPlaylists": {"uploads": UPLOADS}}}]}

    def _playlistItems_list(self, wanted: Json, given: Json) -> Json | httpx.Response:
        if not self.videos:
            return _no(404, "playlistNotFound")
        return {"items": [{"contentDetails": {"videoId": each}} for each in list(self.videos)[::-1][:50]]}

    def _commentThreads_list(self, wanted: Json, given: Json) -> Json:
        tops = [c for c in self.comments.values() if "parentId" not in c["snippet"] and _is_shown(c)]
        tops = [c for c in tops if wanted.get("videoId") in (None, c["snippet"]["videoId"])][::-1]
        start, most = int(wanted.get("pageToken", 0)), int(wanted["maxResults"])
        more = {"nextPageToken": str(start + most)} if len(tops) > start + most else {}
        return {"items": [self._thread(top) for top in tops[start : start + most]], **more}

    def _thread(self, top: Json) -> Json:
        under = self._under(top["id"])
        snippet = {"videoId": top["snippet"]["videoId"], "topLevelComment": top, "totalReplyCount": len(under)}
        return {"id": top["id"], "snippet": snippet, **({"replies": {"comments": under[-5:]}} if under else {})}

    def _under(self, parent: str) -> list[Json]:
        return [c for c in self.comments.values() if c["snippet"].get("parentId") == parent and _is_shown(c)]

    def _commentThreads_insert(self, wanted: Json, given: Json) -> Json:
        text = given["snippet"]["topLevelComment"]["snippet"]["textOriginal"]
        return self._thread(self.says(given["snippet"]["videoId"], text, ME))

    def _comments_list(self, wanted: Json, given: Json) -> Json:
        if "parentId" in wanted:
            rows, start = self._under(wanted["parentId"]), int(wanted.get("pageToken", 0))
            more = {"nextPageToken": str(start + 100)} if len(rows) > start + 100 else {}
            return {"items": rows[start : start + 100], **more}
        rows = [self.comments[each] for each in wanted["id"].split(",") if each in self.comments]
        return {"items": [row for row in rows if row["snippet"]["moderationStatus"] != "rejected"]}

    def _comments_insert(self, wanted: Json, given: Json) -> Json | httpx.Response:
        parent = self.comments.get(given["snippet"]["parentId"])
        if parent is None or "parentId" in parent["snippet"]:
            return _no(404, "parentCommentNotFound")
        return self.says(parent["snippet"]["videoId"], given["snippet"]["textOriginal"], ME, parent["id"])

    def _comments_update(self, wanted: Json, given: Json) -> Json:
        self.comments[given["id"]]["snippet"]["textDisplay"] = given["snippet"]["textOriginal"]
        return self.comments[given["id"]]

    def _comments_delete(self, wanted: Json, given: Json) -> Json | httpx.Response:
        comment = self.comments.get(wanted["id"])
        if comment is None:
            return _no(404, "commentNotFound")
        if comment["snippet"]["authorChannelId"]["value"] != ME:
            return _no(403, "forbidden")
        del self.comments[wanted["id"]]
        return {}

    def _comments_setModerationStatus(self, wanted: Json, given: Json) -> Json:
        self.comments[wanted["id"]]["snippet"]["moderationStatus"] = wanted["moderationStatus"]
        return {}


# ------------------------------------------------------------------------------------------------------- the document


def _breach(method: Json, wanted: Json, given: Json) -> str:
    """The first thing in a request that the document does not allow, "" if nothing is."""
    allowed = {**DOCUMENT["parameters"], **method.get("parameters", {}), "uploadType": {"type": "string"}}
    for name, value in wanted.items():
        if name not in allowed:
            return f"there is no parameter {name}"
        if fault := _value(allowed[name], value, name):
            return fault
    missing = [n for n, each in method.get("parameters", {}).items() if each.get("required") and not wanted.get(n)]
    if missing:
        return f"{missing[0]} is required"
    if given and "request" not in method:
        return "this method takes no body"
    return departs(given, method["request"]["$ref"]) if given else ""


def _value(rule: Json, value: str, name: str) -> str:
    for each in value.split(",") if rule.get("repeated") else [value]:
        if "enum" in rule and each not in rule["enum"]:
            return f"{name} cannot be {each}"
        if rule["type"] == "integer" and not each.isdecimal():
            return f"{name} is a number"
        if rule["type"] == "boolean" and each not in ("true", "false"):
            return f"{name} is true or false"
        if "maximum" in rule and int(each) > int(rule["maximum"]):
            return f"{name} is at most {rule['maximum']}"
    return ""


_TYPES: dict[str, Any] = {"string": str, "integer": int, "boolean": bool, "number": (int, float)}


def departs(given: Any, schema: str, where: str = "") -> str:
    """Where JSON departs from a schema of the document: a field there is not, a wrong type, a word not in the enum."""
    if not isinstance(given, dict):
        return f"{where} is a {schema}"
    properties = DOCUMENT["schemas"][schema]["properties"]
    for name, value in given.items():
        here = f"{where}.{name}".strip(".")
        if name not in properties:
            return f"{schema} has no {here}"
        if fault := _field(properties[name], value, here):
            return fault
    return ""


def _field(rule: Json, value: Any, here: str) -> str:
    if "$ref" in rule:
        return departs(value, rule["$ref"], here)
    if rule["type"] == "array":
        if not isinstance(value, list):
            return f"{here} is a list"
        return next((fault for each in value if (fault := _field(rule["items"], each, here))), "")
    if not isinstance(value, _TYPES.get(rule["type"], object)) or (rule["type"] == "integer" and value is True):
        return f"{here} is a {rule['type']}"
    return f"{here} cannot be {value}" if "enum" in rule and value not in rule["enum"] else ""


def _checked(answer: Json | httpx.Response, method: Json) -> httpx.Response:
    if isinstance(answer, httpx.Response):
        return answer
    if "response" not in method:
        return httpx.Response(204)
    assert departs(answer, method["response"]["$ref"]) == ""
    return httpx.Response(200, json=answer)


def _is_shown(comment: Json) -> bool:
    return comment["snippet"]["moderationStatus"] == "published"


def _no(status: int, reason: str, said: str = "It was refused.") -> httpx.Response:
    error = {"code": status, "message": said, "errors": [{"reason": reason, "message": said, "domain": "youtube"}]}
    return httpx.Response(status, json={"error": error})
