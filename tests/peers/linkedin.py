"""A LinkedIn that keeps the contract of learn.microsoft.com/linkedin/marketing, in memory, reached through httpx.

It is strict where LinkedIn is: the headers of the versioned interface, URNs encoded in paths, little text cut off at
the first reserved character not escaped, the same words taken once. `plan(what, path)` spends one fault on the next
request whose path ends so: a status, `deaf` (nothing is done), `drop` (done, answer lost), `html`, `away`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from email.parser import BytesParser
from itertools import count
from typing import Any
from urllib.parse import parse_qs, quote, unquote

import httpx

Json = dict[str, Any]
TOKEN, NUMBER = "a-token-for-tests", "24680"
PAGE, READER = f"urn:li:organization:{NUMBER}", "urn:li:person:reader"
CLIENT, SECRET, CODE, REFRESH = "client", "its-secret", "a-code", "a-refresh-token"
SCOPES = "r_organization_admin,r_organization_social,w_organization_social"
_ESCAPED = re.compile(r"\{hashtag\|\\?#\|(?:\\.|[^\\}])*\}|\\.|[^\\|{}@\[\]()<>#*_~]", re.DOTALL)


@dataclass
class LinkedInServer:
    posts: dict[str, Json] = field(default_factory=dict)
    said: dict[str, Json] = field(default_factory=dict)
    images: dict[str, bytes] = field(default_factory=dict)
    image_states: list[str] = field(default_factory=list)
    videos: dict[str, Json] = field(default_factory=dict)
    video_states: list[str] = field(default_factory=list)
    part: int = 4 * 1024 * 1024
    with_token: list[str] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)
    words_taken: dict[str, str] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    tokens: set[str] = field(default_factory=lambda: {TOKEN})
    renews: bool = True
    upload_host: str = "www.linkedin.com"
    numbers: Any = field(default_factory=lambda: count(7000))

    def plan(self, what: str, path: str) -> None:
        self.faults.append((path, what))

    def says(self, on: str, text: str, actor: str = READER, parent: str | None = None) -> Json:
        """on: a post or a comment, as in the path of a creation; parent: the comment it is an answer to."""
        thread = f"urn:li:activity:{on.rpartition(':')[2]}" if "comment" not in on else on[16:].partition(",")[0]
        number = next(self.numbers)
        name = f"urn:li:comment:({thread},{number})"
        moment = {"actor": actor, "time": 1_795_000_000_000 + number}
        self.said[name] = {
            "actor": actor,
            "commentUrn": name,
            "id": str(number),
            "object": thread,
            "message": {"attributes": [], "text": text},
            "created": moment,
            "lastModified": moment,
            **({"parentComment": parent} if parent else {}),
        }
        return self.said[name]

    # ------------------------------------------------------------------------------------------------ the interface

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path, _, query = request.url.raw_path.decode().partition("?")
        self.calls.append(f"{request.method} {path}")
        what = ""
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
            return _no(int(what), "It was refused.")
        answer = self._answer(request, path, query)
        if what == "drop":
            raise httpx.ReadError("cut off", request=request)
        return answer

    def _answer(self, request: httpx.Request, path: str, query: str) -> httpx.Response:
        host, wanted = request.url.host, parse_qs(query)
        if host == "www.linkedin.com" and path.startswith("/oauth/v2/"):
            return self._sign_in(path, parse_qs(request.content.decode()))
        if host == self.upload_host and path.startswith("/dms-uploads/V"):
            return self._video_part(request, wanted)
        if request.headers.get("Authorization", "").removeprefix("Bearer ") not in self.tokens:
            return _no(401, "The token used in the request has expired", 65602)
        if host == self.upload_host and request.method == "PUT":
            self.images[f"urn:li:image:{wanted['id'][0]}"] = request.content
            return httpx.Response(201)
        if host == self.upload_host and path.startswith("/ambry-captions/"):
            return self._captions(request, wanted)
        if not re.fullmatch(r"20\d{4}", request.headers.get("LinkedIn-Version", "")):
            return _no(
                400, "A version must be present. Please specify a version by adding the LinkedIn-Version header."
            )
        if request.headers.get("X-Restli-Protocol-Version") != "2.0.0" or ":" in path:
            return _no(400, "Syntax exception in path variables")
        given = json.loads(request.content) if request.content else {}
        method = request.headers.get("X-RestLi-Method", "")
        for verb, pattern, act in self._acts():
            if verb == f"{request.method} {method}".strip() and (found := re.fullmatch(pattern, path)):
                return act(wanted, given, *map(unquote, found.groups()))
        return _no(404, "No virtual resource found")

    def _acts(self) -> list[tuple[str, str, Any]]:
        name, comments = r"/rest/posts/([^/]+)", r"/rest/socialActions/([^/]+)/comments"
        return [
            ("POST", "/rest/posts", self._create),
            ("GET FINDER", "/rest/posts", self._own),
            ("GET", name, lambda w, g, n: _shown(self.posts.get(n))),
            ("POST PARTIAL_UPDATE", name, self._edit),
            ("DELETE DELETE", name, self._delete),
            ("POST", "/rest/images", self._place),
            ("GET", r"/rest/images/([^/]+)", self._image),
            ("POST", "/rest/videos", self._film),
            ("GET", r"/rest/videos/([^/]+)", self._film_state),
            ("GET FINDER", comments, self._comments),
            ("POST", comments, self._comment),
            ("GET", rf"{comments}/(\d+)", lambda w, g, t, n: _shown(self._one(f"urn:li:comment:({t},{n})"))),
            ("POST PARTIAL_UPDATE", rf"{comments}/(\d+)", self._reword),
            ("DELETE DELETE", rf"{comments}/(\d+)", self._uncomment),
            ("GET", "/rest/socialMetadata", self._counts),
            ("GET", rf"/rest/organizations/{NUMBER}", lambda w, g: _shown(_ORGANIZATION)),
            ("GET FINDER", "/rest/organizationAcls", self._pages),
        ]

    def _create(self, wanted: Json, given: Json) -> httpx.Response:
        needed = {"author", "commentary", "visibility", "distribution", "lifecycleState"}
        if needed - set(given) or given["author"] != PAGE or given["lifecycleState"] != "PUBLISHED":
            return _no(422, "Required fields are missing or wrong")
        whole = "".join(_ESCAPED.findall(given["commentary"]))
        cut = given["commentary"] if whole == given["commentary"] else _until_reserved(given["commentary"])
        shown = str(((given.get("content") or {}).get("media") or {}).get("id", ""))
        if shown.startswith("urn:li:video:") and (shown not in self.videos or self.videos[shown]["file"] is None):
            return _no(400, "The video is not ready")
        words = json.dumps([given["commentary"], given.get("content")])
        if words in self.words_taken:
            said = f"Content is a duplicate of {self.words_taken[words]}"
            inputs = [{"code": "DUPLICATE_POST", "description": "Duplicate post is detected", "input": {}}]
            return httpx.Response(422, json={"message": said, "status": 422, "errorDetails": {"inputErrors": inputs}})
        number = next(self.numbers)
        name = f"urn:li:share:{number}"
        self.words_taken[words] = name
        self.posts[name] = {**given, "id": name, "commentary": cut, "createdAt": number, "lastModifiedAt": number}
        return httpx.Response(201, headers={"x-restli-id": name})

    def _own(self, wanted: Json, given: Json) -> httpx.Response:
        rows = [p for p in self.posts.values() if [p["author"]] == wanted["author"]]
        rows.sort(key=lambda each: -each["lastModifiedAt"])
        return httpx.Response(200, json={"elements": rows[: int(wanted["count"][0])], "paging": {}})

    def _edit(self, wanted: Json, given: Json, name: str) -> httpx.Response:
        if name not in self.posts:
            return _no(404, "Not found")
        self.posts[name].update(given["patch"]["$set"], lastModifiedAt=next(self.numbers))
        return httpx.Response(204)

    def _delete(self, wanted: Json, given: Json, name: str) -> httpx.Response:
        self.posts.pop(name, None)
        return httpx.Response(204)

    def _place(self, wanted: Json, given: Json) -> httpx.Response:
        if given != {"initializeUploadRequest": {"owner": PAGE}} or wanted["action"] != ["initializeUpload"]:
            return _no(400, "owner is missing")
        number = f"C{next(self.numbers)}"
        place = {"uploadUrl": f"https://{self.upload_host}/dms-uploads/{number}/upload?id={number}"}
        return httpx.Response(200, json={"value": {**place, "image": f"urn:li:image:{number}"}})

    def _image(self, wanted: Json, given: Json, name: str) -> httpx.Response:
        state = self.image_states.pop(0) if self.image_states else "AVAILABLE"
        return _shown({"id": name, "status": state if name in self.images else "WAITING_UPLOAD"})

    def _film(self, wanted: Json, given: Json) -> httpx.Response:
        if wanted["action"] == ["finalizeUpload"]:
            return self._finalize(given["finalizeUploadRequest"])
        asked = given["initializeUploadRequest"]
        if set(asked) != {"owner", "fileSizeBytes", "uploadCaptions", "uploadThumbnail"} or asked["owner"] != PAGE:
            return _no(400, "owner or fileSizeBytes is missing")
        number, size = f"V{next(self.numbers)}", asked["fileSizeBytes"]
        base = f"https://{self.upload_host}"
        parts = [
            {
                "firstByte": first,
                "lastByte": min(first + self.part, size) - 1,
                "uploadUrl": f"{base}/dms-uploads/{number}/uploadedVideo?id={number}&part={place}",
            }
            for place, first in enumerate(range(0, size, self.part))
        ]
        captions = {"captionsUploadUrl": f"{base}/ambry-captions/{number}?id={number}"}
        name = f"urn:li:video:{number}"
        self.videos[name] = {"size": size, "parts": {}, "file": None, "captions": None, "token": f"token-{number}"}
        self.videos[name]["wants_captions"] = asked["uploadCaptions"]
        value = {"video": name, "uploadInstructions": parts, "uploadToken": f"token-{number}"}
        return httpx.Response(200, json={"value": value | (captions if asked["uploadCaptions"] else {})})

    def _video_part(self, request: httpx.Request, wanted: Json) -> httpx.Response:
        """Let in by its address alone. A part sent again takes the place of the first."""
        if "Authorization" in request.headers:
            self.with_token.append(request.url.path)
        self.videos[f"urn:li:video:{wanted['id'][0]}"]["parts"][f"/signed/{wanted['part'][0]}"] = request.content
        return httpx.Response(200, headers={"ETag": f'"/signed/{wanted["part"][0]}"'})

    def _captions(self, request: httpx.Request, wanted: Json) -> httpx.Response:
        kind = b"Content-Type: " + request.headers["content-type"].encode()
        form = BytesParser().parsebytes(kind + b"\r\n\r\n" + request.content)
        fields = {
            str(part.get_param("name", header="content-disposition")): part.get_payload(decode=True)  # type: ignore[union-attr]
            for part in form.get_payload()  # type: ignore[union-attr]
        }
        about = json.loads(fields["metadata"])
        if about["format"] != "SRT" or b" --> " not in fields["file"] or not about["locale"]["language"]:
            return _no(400, "Captions are SRT, with their locale")
        self.videos[f"urn:li:video:{wanted['id'][0]}"]["captions"] = (about["locale"], fields["file"].decode())
        return httpx.Response(201)

    def _finalize(self, given: Json) -> httpx.Response:
        video = self.videos[given["video"]]
        if given["uploadToken"] != video["token"] or set(given["uploadedPartIds"]) != set(video["parts"]):
            return _no(400, "uploadedPartIds do not match")
        whole = b"".join(video["parts"][tag] for tag in given["uploadedPartIds"])
        if len(whole) != video["size"]:
            return _no(400, "The parts do not make up the file")
        video["file"] = whole
        return httpx.Response(200)

    def _film_state(self, wanted: Json, given: Json, name: str) -> httpx.Response:
        if name not in self.videos:
            return _no(404, "Not found")
        if self.videos[name]["file"] is None:
            return _shown({"id": name, "owner": PAGE, "status": "WAITING_UPLOAD"})
        state = self.video_states.pop(0) if self.video_states else "AVAILABLE"
        why = {"processingFailureReason": "The codec is not supported"} if state == "PROCESSING_FAILED" else {}
        return _shown({"id": name, "owner": PAGE, "status": state, **why})

    def _under(self, name: str) -> list[Json]:
        if "comment" in name:
            return [each for each in self.said.values() if each.get("parentComment") == name]
        thread = f"urn:li:activity:{name.rpartition(':')[2]}"
        return [each for each in self.said.values() if each["object"] == thread and "parentComment" not in each]

    def _one(self, name: str) -> Json | None:
        if name not in self.said:
            return None
        return {**self.said[name], "commentsSummary": {"aggregatedTotalComments": len(self._under(name))}}

    def _comments(self, wanted: Json, given: Json, name: str) -> httpx.Response:
        start, most = int(wanted["start"][0]), int(wanted["count"][0])
        rows = [self._one(each["commentUrn"]) for each in self._under(name)][start : start + most]
        return httpx.Response(200, json={"elements": rows, "paging": {"start": start, "count": most}})

    def _comment(self, wanted: Json, given: Json, name: str) -> httpx.Response:
        if given["actor"] != PAGE or ("comment" in name) != (given.get("parentComment") == name):
            return _no(400, "actor or parentComment is wrong")
        if "parentComment" in self.said.get(name, {}):
            return _no(400, "Only two levels of comments are supported")
        made = self.says(name, given["message"]["text"], PAGE, given.get("parentComment"))
        return httpx.Response(201, json=made, headers={"x-restli-id": made["id"]})

    def _reword(self, wanted: Json, given: Json, thread: str, number: str) -> httpx.Response:
        comment = self._own_comment(wanted, thread, number)
        if isinstance(comment, httpx.Response):
            return comment
        comment["message"].update(given["patch"]["message"]["$set"])
        return httpx.Response(200, json=comment)

    def _uncomment(self, wanted: Json, given: Json, thread: str, number: str) -> httpx.Response:
        comment = self._own_comment(wanted, thread, number)
        if isinstance(comment, httpx.Response):
            return comment
        del self.said[comment["commentUrn"]]
        return httpx.Response(204)

    def _own_comment(self, wanted: Json, thread: str, number: str) -> Json | httpx.Response:
        comment = self.said.get(f"urn:li:comment:({thread},{number})")
        if comment is None:
            return _no(404, "Not found")
        return comment if wanted.get("actor") == [comment["actor"]] else _no(403, "Not enough permissions")

    def _counts(self, wanted: Json, given: Json) -> httpx.Response:
        names = wanted["ids"][0].removeprefix("List(").removesuffix(")").split(",")
        totals = {n: sum(c["object"].split(":")[3] == n.split(":")[3] for c in self.said.values()) for n in names}
        return httpx.Response(200, json={"results": {n: {"commentSummary": {"count": c}} for n, c in totals.items()}})

    def _pages(self, wanted: Json, given: Json) -> httpx.Response:
        if wanted != {"q": ["roleAssignee"], "role": ["ADMINISTRATOR"], "state": ["APPROVED"]}:
            return _no(400, "Unknown finder")
        return httpx.Response(200, json={"elements": [{"organization": PAGE, "role": "ADMINISTRATOR"}]})

    def _sign_in(self, path: str, given: dict[str, list[str]]) -> httpx.Response:
        if (given.get("client_id"), given.get("client_secret")) != ([CLIENT], [SECRET]):
            return httpx.Response(401, json={"error": "invalid_client"})
        kind = given["grant_type"][0]
        right = given.get("code") == [CODE] if kind == "authorization_code" else given["refresh_token"] == [REFRESH]
        if not right:
            return httpx.Response(400, json={"error": "invalid_request", "error_description": "it has expired"})
        token = f"token-{next(self.numbers)}"
        self.tokens.add(token)
        lasting = {"refresh_token": REFRESH, "refresh_token_expires_in": 31_536_000} if self.renews else {}
        return httpx.Response(200, json={"access_token": token, "expires_in": 5_184_000, "scope": SCOPES, **lasting})


_ORGANIZATION = {
    "id": int(NUMBER),
    "vanityName": "city-library",
    "localizedName": "City Library",
    "localizedDescription": "We lend.",
    "localizedWebsite": "https://library.example",
}


def encoded(name: str) -> str:
    return quote(name, safe="")


def _until_reserved(commentary: str) -> str:
    kept, place = "", 0
    while found := _ESCAPED.match(commentary, place):
        kept, place = kept + found.group(), found.end()
    return kept


def _shown(one: Json | None) -> httpx.Response:
    return httpx.Response(200, json=one) if one else _no(404, "Not found")


def _no(status: int, said: str, code: int = 100) -> httpx.Response:
    return httpx.Response(status, json={"message": said, "serviceErrorCode": code, "status": status})
