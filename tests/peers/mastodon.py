"""A server that keeps the contract of docs.joinmastodon.org, as Mastodon, GoToSocial and Pixelfed each keep it.

Real sockets, so that real connections break. `plan(what, path)` spends one fault on the next request to that path:
429, 500, 503, 401, `html` (a stranger answers), `deaf` (closed before anything is done), `drop` (done, answer lost).
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler
from itertools import count
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

from peers.listener import listener

Software = Literal["mastodon", "gotosocial", "pixelfed"]
Json = dict[str, Any]
TOKEN = "a-token-for-tests"
BORN = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
LIMITS = {
    "supported_mime_types": ["image/jpeg", "image/png", "image/gif", "image/webp", "video/mp4"],
    "image_size_limit": 10_485_760,
    "image_matrix_limit": 16_777_216,
    "video_size_limit": 41_943_040,
    "video_frame_rate_limit": 60,
    "video_matrix_limit": 2_304_000,
}


@dataclass
class SocialServer:
    """The server as its members see it. Accounts: 1 the agency's, 2 a reader's."""

    software: Software
    address: str = ""
    statuses: dict[str, Json] = field(default_factory=dict)
    media: dict[str, Json] = field(default_factory=dict)
    notifications: list[Json] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    faults: list[tuple[str, str]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    slow_media: int = 0
    files: dict[str, str] = field(default_factory=dict)
    limits: Json | None = field(default_factory=lambda: dict(LIMITS))
    unusable: str = ""
    lock: threading.RLock = field(default_factory=threading.RLock)
    numbers: Iterator[int] = field(default_factory=lambda: count(1000))
    token: str = TOKEN
    scopes: str = "read write"
    apps: dict[str, Json] = field(default_factory=dict)
    codes: dict[str, Json] = field(default_factory=dict)
    refresh_token: str = ""
    grants: str = ""
    takes_challenges: bool = True
    revoked: list[str] = field(default_factory=list)
    others: dict[str, Json] = field(default_factory=dict)
    met: set[str] = field(default_factory=set)
    followed: dict[str, int] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    further: str = ""
    liked: list[str] = field(default_factory=list)
    page: int = 80

    def meet(self, acct: str, *, locked: bool = False, known: bool = True) -> str:
        """Somebody else on the network; the server knows them, or finds them only when told to look. Their number."""
        number = str(next(self.numbers))
        name, _, host = acct.partition("@")
        url = f"https://{host}/@{name}" if host else f"{self.address}/@{name}"
        self.others[number] = {**self.account("2"), "id": number, "acct": acct, "username": name, "url": url}
        self.others[number] |= {"display_name": name.title(), "locked": locked}
        if known:
            self.met.add(number)
        return number

    def accepts(self, number: str) -> None:
        self.asked.discard(number)
        self.followed[number] = next(self.numbers)

    def plan(self, what: str, path: str, times: int = 1) -> None:
        self.faults += [(path, what)] * times

    def posts(self) -> list[str]:
        """The agency's words on the public page, oldest first."""
        own = [one for one in self.statuses.values() if one["account"]["id"] == "1"]
        return [one["text"] for one in own if one["visibility"] in ("public", "unlisted")]

    def readers_of(self, number: str) -> set[str] | None:
        """The accounts that can read a post, by number; None where everybody can. For followers alone is not told."""
        one = self.statuses[number]
        if one["visibility"] != "direct":
            return None
        return {one["account"]["id"], *(named["id"] for named in one["mentions"])}

    def says(
        self,
        text: str,
        answers: str = "",
        *,
        account: str = "2",
        media: list[str] | None = None,
        visibility: str = "public",
    ) -> Json:
        """Somebody posts; whoever is mentioned is told."""
        with self.lock:
            number = str(next(self.numbers))
            if self.software == "gotosocial":
                number = f"01HZ{number:0>22}"
            one = {
                "id": number,
                "created_at": (BORN + timedelta(seconds=len(self.statuses))).isoformat().replace("+00:00", "Z"),
                "in_reply_to_id": answers or None,
                "in_reply_to_account_id": self.statuses[answers]["account"]["id"] if answers else None,
                "visibility": visibility,
                "uri": f"{self.address}/users/{account}/statuses/{number}",
                "url": f"{self.address}/@{account}/{number}",
                "edited_at": None,
                "reblog": None,
                "spoiler_text": "",
                "account": self.account(account),
                "media_attachments": [self.media[each] for each in media or []],
                "mentions": self._mentions(text),
                "text": text,
                "content": _markup(text),
                "favourites_count": 0,
                "reblogs_count": 0,
                "replies_count": 0,
            }
            self.statuses[number] = one
            if answers:
                self.statuses[answers]["replies_count"] += 1
            if account != "1" and "@library" in text:
                told = {
                    "id": str(len(self.notifications) + 1).zfill(26),
                    "type": "mention",
                    "created_at": one["created_at"],
                }
                self.notifications.append({**told, "account": one["account"], "status": one})
            return one

    def boosts(self, number: str) -> Json:
        """The agency's account passes a post on: a post of its own that holds the other."""
        made = self.says("", account="1")
        made["reblog"] = self.statuses[number]
        return made

    def rewords(self, number: str, text: str) -> None:
        self.statuses[number].update(text=text, content=_markup(text), edited_at=BORN.isoformat())

    def removes(self, number: str) -> None:
        del self.statuses[number]
        self.notifications = [each for each in self.notifications if each["status"]["id"] != number]

    def account(self, number: str) -> Json:
        name = {"1": "library", "2": "reader"}[number]
        return {
            "id": number,
            "username": name,
            "acct": name,
            "display_name": name.capitalize(),
            "note": "<p>The city&#39;s library.</p>",
            "url": f"{self.address}/@{name}",
            "uri": f"{self.address}/users/{name}",
        }

    def _mentions(self, text: str) -> list[Json]:
        named = [number for number in ("1", "2") if f"@{self.account(number)['acct']}" in text]
        return [self.account(number) for number in named]

    # ------------------------------------------------------------------------------------------------ the interface

    def answer(self, method: str, path: str, given: dict[str, list[str]], headers: Json) -> tuple[int, Any]:
        """(status, body) of one request."""
        if path == "/.well-known/nodeinfo":
            schema = "http://nodeinfo.diaspora.software/ns/schema/2.0"
            return 200, {"links": [{"rel": schema, "href": f"{self.address}/nodeinfo/2.0"}]}
        if path == "/nodeinfo/2.0":
            return 200, {"version": "2.0", "software": {"name": self.software, "version": "1"}, "protocols": []}
        if said := self._sign_in(method, path, {name: values[0] for name, values in given.items()}):
            return said
        if path == "/api/v2/instance" and self.limits is not None:
            return 200, {"title": "A server", "configuration": {"media_attachments": self.limits}}
        if headers.get("Authorization") != f"Bearer {self.token}":
            return 401, {"error": "The access token is invalid"}
        if path == "/api/v1/accounts/verify_credentials":
            return 200, self.account("1")
        if said := self._follows(method, path, given):
            return said
        if path == "/api/v1/accounts/1/statuses":
            bare = given.get("exclude_reblogs", [""])[0] in ("1", "true", "True")
            own = [one for one in self.statuses.values() if one["account"]["id"] == "1"]
            return 200, self._page([one for one in own if not (bare and one["reblog"])], given)
        if path == "/api/v1/favourites":
            if not {"read:favourites", "read"} & set(self.scopes.split()):
                return 403, {"error": "This action is outside the authorized scopes"}
            return 200, [self.statuses[each] for each in self.liked[::-1]]
        if path == "/api/v1/notifications":
            return 200, self._page(self.notifications, given)
        if path == "/api/v2/media":
            return self._upload(given)
        if found := re.fullmatch(r"/api/v1/media/(\w+)", path):
            return self._processed(found[1])
        if path == "/api/v1/statuses" and method == "POST":
            return self._post(given, headers.get("Idempotency-Key"))
        if path == "/api/v1/statuses" and self.software == "mastodon":
            return 200, [self.statuses[each] for each in given.get("id[]", []) if each in self.statuses]
        if found := re.fullmatch(r"/api/v1/statuses/(\w+)(/source|/context)?", path):
            return self._status(method, found[1], found[2] or "", given)
        return 404, {"error": "Record not found"}

    # ----------------------------------------------------------------------------------------------------- following

    def _follows(self, method: str, path: str, given: dict[str, list[str]]) -> tuple[int, Any] | None:
        """methods/accounts: lookup, search, relationships, follow, unfollow, following."""
        found = re.fullmatch(
            r"/api/v1/accounts/(?:(lookup|search|relationships)|(\w+)/(follow|unfollow|following))", path
        )
        if found is None:
            return None
        part, number, act = found.groups()
        if part == "lookup":
            named = self._named(given["acct"][0], self.met)
            return (200, named[0]) if named else (404, {"error": "Record not found"})
        if part == "search":
            looks = given.get("resolve", [""])[0] in ("1", "true", "True")
            found_there = self._named(given["q"][0], set(self.others) if looks else self.met)
            self.met |= {one["id"] for one in found_there}
            return 200, [self._near(given["q"][0]), *found_there]
        scope = "write:follows" if method == "POST" else "read:accounts" if act == "following" else "read:follows"
        if not {scope, scope.partition(":")[0], *(["follow"] if "follows" in scope else [])} & set(self.scopes.split()):
            return 403, {"error": "This action is outside the authorized scopes"}
        if part == "relationships":
            return 200, [self._relationship(each) for each in given.get("id[]", [])]
        if act == "following":
            return 200, self._following(given)
        if number not in {**self.others, "1": "", "2": ""}:
            return 404, {"error": "Record not found"}
        if act == "follow" and number not in self.followed:
            self.asked.add(number) if self.others.get(number, {}).get("locked") else self.accepts(number)
        if act == "unfollow":
            self.asked.discard(number)
            self.followed.pop(number, None)
        return 200, self._relationship(number)

    def _named(self, asked: str, among: set[str]) -> list[Json]:
        name = asked.lstrip("@").casefold().removesuffix("@" + urlsplit(self.address).netloc)
        here = [self.account("1"), self.account("2"), *(self.others[each] for each in sorted(among))]
        return [one for one in here if one["acct"].casefold() == name]

    def _near(self, asked: str) -> Json:
        """A search finds names that are like the one asked for too, and first."""
        return {**self.account("2"), "id": "99", "acct": f"not{asked.lstrip('@')}"}

    def _relationship(self, number: str) -> Json:
        return {"id": number, "following": number in self.followed, "requested": number in self.asked}

    def _following(self, given: dict[str, list[str]]) -> list[Json]:
        """The latest first. Pages go by the number of the follow, which stands in the Link header alone."""
        before = int(given.get("max_id", ["9" * 9])[0])
        rows = [(at, each) for each, at in sorted(self.followed.items(), key=lambda one: -one[1]) if at < before]
        page = rows[: min(int(given.get("limit", ["40"])[0]), self.page)]
        if len(rows) > len(page):
            self.further = f"{self.address}/api/v1/accounts/1/following?limit={len(page)}&max_id={page[-1][0]}"
        return [self.others.get(each) or self.account(each) for _, each in page]

    # ---------------------------------------------------------------------------------------------------- signing in

    def allow(self, address: str) -> dict[str, str]:
        """A person opens the address, signs in as the agency's account and agrees. What the browser brings back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        app = self.apps[asked["client_id"]]
        assert asked["redirect_uri"] == app["redirect_uris"] and asked["response_type"] == "code"
        assert set(asked["scope"].split()) <= set(app["scopes"].split())
        code = f"code-{next(self.numbers)}"
        self.codes[code] = asked
        return {"code": code, "state": asked["state"]}

    def _sign_in(self, method: str, path: str, given: Json) -> tuple[int, Any] | None:
        if path == "/.well-known/oauth-authorization-server" and self.takes_challenges:
            return 200, {"issuer": self.address, "code_challenge_methods_supported": ["S256"]}
        if path == "/api/v1/apps" and method == "POST":
            number = str(next(self.numbers))
            self.apps[number] = {"client_id": number, "client_secret": f"secret-{number}", **given}
            return 200, self.apps[number]
        if path not in ("/oauth/token", "/oauth/revoke"):
            return None
        app = self.apps.get(given.get("client_id", ""))
        if app is None or app["client_secret"] != given.get("client_secret"):
            return 401, {"error": "invalid_client", "error_description": "Client authentication failed."}
        if path == "/oauth/revoke":
            self.revoked.append(given["token"])
            return 200, {}
        return self._token(given)

    def _token(self, given: Json) -> tuple[int, Any]:
        refused = 400, {"error": "invalid_grant", "error_description": "The grant is invalid, expired or revoked."}
        if given["grant_type"] == "refresh_token":
            if not self.refresh_token or given["refresh_token"] != self.refresh_token:
                return refused
        else:
            asked = self.codes.pop(given["code"], None)  # a code counts once
            if asked is None or asked["redirect_uri"] != given["redirect_uri"] or not _proves(asked, given):
                return refused
        number = next(self.numbers)
        self.token = f"token-{number}"
        said = {"access_token": self.token, "token_type": "Bearer", "scope": self.grants or given.get("scope", "")}
        if self.software == "pixelfed":
            self.refresh_token = f"refresh-{number}"
            said |= {"expires_in": 3600, "refresh_token": self.refresh_token}
        return 200, said

    def _status(self, method: str, number: str, part: str, given: dict[str, list[str]]) -> tuple[int, Any]:
        one = self.statuses.get(number)
        if one is None or (part == "/source" and self.software == "pixelfed"):
            return 404, {"error": "Record not found"}
        if part == "/source":
            return 200, {"id": number, "text": one["text"], "spoiler_text": ""}
        if part == "/context":
            return 200, {"ancestors": self._ancestors(one), "descendants": []}
        if method == "DELETE":
            self.removes(number)
        if method == "PUT":
            media = [self.media[each] for each in given.get("media_ids[]", [])]
            self.rewords(number, given["status"][0])
            one["media_attachments"] = media
        return 200, one

    def _post(self, given: dict[str, list[str]], key: str | None) -> tuple[int, Any]:
        if key and self.software == "pixelfed":
            return 400, {"error": "Idempotency-Key is not supported"}
        if self.software == "mastodon" and key in self.keys:
            return 200, self.statuses[self.keys[key]]
        text = given.get("status", [""])[0]
        if len(re.sub(r"https?://\S+", "x" * 23, text)) > 500:
            return 422, {"error": "Validation failed: Text character limit of 500 exceeded"}
        media = given.get("media_ids[]", [])
        if len(media) > 1 and any(self.media[each]["type"] == "video" for each in media):
            return 422, {"error": "Cannot attach a video to a post that already contains images"}
        if any(self.media[each]["url"] is None for each in media):
            return 422, {"error": "Cannot attach files that have not finished processing. Try again in a moment!"}
        visibility = given.get("visibility", ["public"])[0]
        answers = given.get("in_reply_to_id", [""])[0]
        made = self.says(text, answers, account="1", media=media, visibility=visibility)
        if key:
            self.keys[key] = made["id"]
        return 200, made

    def _upload(self, given: dict[str, list[str]]) -> tuple[int, Any]:
        """Mastodon works a film through after it has answered, and a picture before; so it says in its documents."""
        number = str(next(self.numbers))
        is_film = given["file.type"] == ["video/mp4"]
        later = bool(self.slow_media) or (is_film and self.software == "mastodon")
        if is_film and self.limits and int(given["file"][0]) > self.limits["video_size_limit"]:
            return 422, {"error": "Validation failed: File file size must be less than 40 MB"}
        url = None if later else f"{self.address}/media/{number}"
        description = given.get("description", [None])[0]  # type: ignore[list-item]
        kind = "video" if is_film else "image"
        self.media[number] = {"id": number, "type": kind, "url": url, "description": description}
        self.files[number] = given["file.sha256"][0]
        return (202 if later else 200), self.media[number]

    def _processed(self, number: str) -> tuple[int, Any]:
        if number not in self.media:
            return 404, {"error": "Record not found"}
        if self.unusable:
            return 422, {"error": self.unusable}
        if self.slow_media:
            self.slow_media -= 1
            return 206, self.media[number]
        self.media[number]["url"] = f"{self.address}/media/{number}"
        return 200, self.media[number]

    def _ancestors(self, one: Json) -> list[Json]:
        above = self.statuses.get(one["in_reply_to_id"] or "")
        return [*self._ancestors(above), above] if above else []

    @staticmethod
    def _page(rows: list[Json], given: dict[str, list[str]]) -> list[Json]:
        """Newest first. `since_id` gives the newest of those after it, `min_id` the oldest of them."""
        limit = int(given.get("limit", ["20"])[0])
        if after := given.get("min_id", [""])[0]:
            return [row for row in rows if row["id"] > after][:limit][::-1]
        since = given.get("since_id", [""])[0]
        return [row for row in rows if row["id"] > since][::-1][:limit]


@contextmanager
def social_server(software: Software) -> Iterator[SocialServer]:
    server = SocialServer(software)

    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            body = self.rfile.read(length)
            if len(body) < length:  # whoever sent it broke off: nothing has been asked
                self.close_connection = True
                return None
            address = urlsplit(self.path)
            given = {**parse_qs(address.query), **_form(self.headers.get("Content-Type", ""), body)}
            with server.lock:
                what, server.further = self._fault(address.path), ""
                server.calls.append(f"{self.command} {address.path}")
                if what == "deaf":
                    return self._hang_up()
                if what in ("", "drop"):
                    status, said = server.answer(self.command, address.path, given, dict(self.headers))
                elif what == "html":
                    return self._say(200, b"<html>Sign in to this network</html>", "text/html")
                else:
                    status, said = int(what), {"error": "Too many requests" if what == "429" else "A fault"}
            if what == "drop":
                return self._hang_up()
            return self._say(status, json.dumps(said).encode(), "application/json")

        do_GET = do_POST = do_PUT = do_DELETE = _serve

        def _fault(self, path: str) -> str:
            for place, (where, what) in enumerate(server.faults):
                if path.endswith(where):
                    del server.faults[place]
                    return what
            return ""

        def _hang_up(self) -> None:
            self.close_connection = True
            self.connection.close()

        def _say(self, status: int, body: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            if server.further:
                self.send_header("Link", f'<{server.further}>; rel="next"')
            if status == 429:
                reset = datetime.now(UTC) + timedelta(minutes=3)
                epoch = server.software == "gotosocial"
                self.send_header("X-RateLimit-Remaining", "0")
                self.send_header("X-RateLimit-Reset", str(int(reset.timestamp())) if epoch else reset.isoformat())
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """The test says what it looks at."""

    with listener(Handler) as server.address:
        yield server


def _proves(asked: Json, given: Json) -> bool:
    """RFC 7636: who comes for the token is who asked for the code."""
    digest = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
    made = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    return made == asked["code_challenge"] if "code_challenge" in asked else "code_verifier" not in given


def _markup(text: str) -> str:
    """As Mastodon shows it: paragraphs, links with their beginning hidden, mentions as links."""
    shown = html.escape(text, quote=False)
    shown = re.sub(
        r"(https?://)(\S+)",
        r'<a href="\1\2"><span class="invisible">\1</span><span class="ellipsis">\2</span></a>',
        shown,
    )
    shown = re.sub(
        r"@(\w+)", r'<span class="h-card"><a href="/@\1" class="u-url mention">@<span>\1</span></a></span>', shown
    )
    return "<p>" + shown.replace("\n\n", "</p><p>").replace("\n", "<br />") + "</p>"


def _form(kind: str, body: bytes) -> dict[str, list[str]]:
    if not kind.startswith("multipart/"):
        return parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    message = BytesParser().parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
    fields: dict[str, list[str]] = {}
    for part in message.get_payload():  # type: ignore[union-attr]
        name = part.get_param("name", header="content-disposition")  # type: ignore[union-attr]
        content = part.get_payload(decode=True)  # type: ignore[union-attr]
        fields.setdefault(str(name), []).append(
            content.decode("utf-8", "replace") if name != "file" else str(len(content))
        )
        if name == "file":
            fields["file.type"] = [part.get_content_type()]  # type: ignore[union-attr]
            fields["file.sha256"] = [hashlib.sha256(content).hexdigest()]
    return fields
