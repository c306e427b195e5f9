"""Bluesky's chat service, by the lexicons chat.bsky.convo.*, as it is reached through the account's own server.

Everything in the log has a name that rises; a conversation of two is always the same one; a stranger's is a request
until it is taken up; the same words are sent twice for two requests; whoever deletes a message deletes it for
themselves. `plan(what, call)` spends one fault on the next such call: a status, `deaf` (nothing is done), `drop` (done,
answer lost), `html` (a stranger answers), `away` (no connection).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

Json = dict[str, Any]
SERVICE, DEFS = "did:web:api.bsky.chat#bsky_chat", "chat.bsky.convo.defs"
BORN = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
CITIZEN, NEIGHBOR = "did:plc:citizen", "did:plc:neighbor"


@dataclass
class ChatServer:
    """mine: the agency's permanent name, once it is known. refuses: the answer to a token that was not given for it."""

    mine: str = "did:plc:agency"
    people: dict[str, str] = field(default_factory=lambda: {CITIZEN: "The citizen", NEIGHBOR: "The neighbor"})
    convos: dict[str, Json] = field(default_factory=dict)
    log: list[Json] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    refuses: tuple[int, str, str] | None = None
    closed: set[str] = field(default_factory=set)
    page: int = 50
    ticks: int = 0

    def plan(self, what: str, call: str) -> None:
        self.faults.append((call, what))

    def writes(self, text: str, *, who: str = CITIZEN, others: tuple[str, ...] = ()) -> str:
        """Somebody writes to the agency in private, or in a group with others. Returns `conversation/message`."""
        return self._write(self._convo(who, others), text, who)

    def answers(self, text: str, who: str = CITIZEN) -> str:
        """The agency's staff write back in the Bluesky app."""
        return self._write(self._convo(who, ()), text, self.mine)

    def deletes(self, name: str) -> None:
        """The agency's staff delete a message in the app: for themselves alone."""
        convo, _, number = name.partition("/")
        message = next(each for each in self.convos[convo]["said"] if each["id"] == number)
        message["$type"] = f"{DEFS}#deletedMessageView"
        self._note("logDeleteMessage", convo, message=message)

    def messages(self, who: str = CITIZEN) -> list[str]:
        """What the agency said to them, oldest first."""
        said = self.convos[f"with-{who.rpartition(':')[2]}"]["said"]
        return [each["text"] for each in said if each["sender"]["did"] == self.mine]

    def _convo(self, who: str, others: tuple[str, ...]) -> str:
        name = f"with-{who.rpartition(':')[2]}" if not others else "group-1"
        if name not in self.convos:
            self.convos[name] = {"members": (who, *others), "said": [], "status": "request"}
            self._note("logBeginConvo", name)
        return name

    def _write(self, name: str, text: str, who: str, **more: Any) -> str:
        self.ticks += 1
        message = {
            "$type": f"{DEFS}#messageView",
            "id": f"3m{self.ticks:011}",
            "rev": f"2222{self.ticks:09}",
            "text": text,
            "sender": {"did": who},
            "sentAt": f"{BORN + timedelta(seconds=self.ticks):%Y-%m-%dT%H:%M:%S}.000Z",
            **more,
        }
        self.convos[name]["said"].append(message)
        self._note("logCreateMessage", name, message=message)
        return f"{name}/{message['id']}"

    def _note(self, kind: str, name: str, **more: Any) -> None:
        entry = {"$type": f"{DEFS}#{kind}", "rev": f"2222{len(self.log) + 1:09}", "convoId": name, **more}
        self.log.append(entry)

    # ------------------------------------------------------------------------------------------------ the interface

    def __call__(self, request: httpx.Request) -> httpx.Response:
        assert request.headers["atproto-proxy"] == SERVICE
        assert request.headers["Authorization"].split()[0] in ("Bearer", "DPoP")
        call = request.url.path.removeprefix("/xrpc/chat.bsky.convo.")
        self.asked.append(call)
        what = next((planned for where, planned in self.faults if where == call), "")
        if what:
            self.faults.remove((call, what))
        if what == "away":
            raise httpx.ConnectError("no route", request=request)
        if what == "deaf":
            raise httpx.ReadTimeout("nothing came", request=request)
        if what == "html":
            return httpx.Response(200, html="<h1>Sign in to this network</h1>")
        if what.isdecimal():
            return _no(int(what), "UpstreamFailure" if int(what) >= 500 else "InvalidRequest")
        if self.refuses:
            return _no(*self.refuses)
        answer = self._answer(request, call)
        if what == "drop":
            raise httpx.ReadError("cut off", request=request)
        return answer

    def _answer(self, request: httpx.Request, call: str) -> httpx.Response:
        params, given = request.url.params, json.loads(request.content) if request.content else {}
        acts = {
            ("GET", "getLog"): lambda: self._log(params.get("cursor", "")),
            ("GET", "listConvos"): lambda: self._list(params),
            ("GET", "getConvo"): lambda: self._one(params["convoId"]),
            ("GET", "getMessages"): lambda: self._messages(params),
            ("POST", "acceptConvo"): lambda: self._accept(given["convoId"]),
            ("POST", "sendMessage"): lambda: self._send(given),
        }
        act = acts.get((request.method, call))
        return act() if act else _no(404, "MethodNotImplemented")

    def _log(self, cursor: str) -> httpx.Response:
        """What came after `cursor`, a page of it; without one, the end."""
        rows = [entry for entry in self.log if entry["rev"] > cursor][: self.page] if cursor else []
        last = rows[-1]["rev"] if rows else cursor or (self.log[-1]["rev"] if self.log else "2222")
        return httpx.Response(200, json={"cursor": last, "logs": rows})

    def _list(self, params: httpx.QueryParams) -> httpx.Response:
        names = sorted(self.convos, key=lambda name: self.convos[name]["said"][-1]["sentAt"], reverse=True)
        start, size = int(params.get("cursor", 0)), int(params["limit"])
        body: Json = {"convos": [self._view(name) for name in names[start : start + size]]}
        if start + size < len(names):
            body["cursor"] = str(start + size)
        return httpx.Response(200, json=body)

    def _one(self, name: str) -> httpx.Response:
        if name not in self.convos:
            return _no(400, "InvalidConvo")
        return httpx.Response(200, json={"convo": self._view(name)})

    def _view(self, name: str) -> Json:
        convo = self.convos[name]
        members = [
            {"did": each, "handle": f"{each.rpartition(':')[2]}.test"} for each in (self.mine, *convo["members"])
        ]
        for each in members:
            each |= {"displayName": self.people[each["did"]]} if each["did"] in self.people else {}
        kind = "groupConvo" if len(members) > 2 else "directConvo"
        return {
            "id": name,
            "rev": convo["said"][-1]["rev"],
            "members": members,
            "muted": False,
            "unreadCount": 0,
            "status": convo["status"],
            "kind": {"$type": f"{DEFS}#{kind}"},
            "lastMessage": convo["said"][-1],
        }

    def _messages(self, params: httpx.QueryParams) -> httpx.Response:
        """Newest first."""
        if params["convoId"] not in self.convos:
            return _no(400, "InvalidConvo")
        rows = self.convos[params["convoId"]]["said"][::-1]
        start, size = int(params.get("cursor", 0)), int(params["limit"])
        assert 1 <= size <= 100
        body: Json = {"messages": rows[start : start + size]}
        if start + size < len(rows):
            body["cursor"] = str(start + size)
        return httpx.Response(200, json=body)

    def _accept(self, name: str) -> httpx.Response:
        if name not in self.convos:
            return _no(400, "InvalidConvo")
        self.convos[name]["status"] = "accepted"
        self._note("logAcceptConvo", name)
        return httpx.Response(200, json={"rev": self.log[-1]["rev"]})

    def _send(self, given: Json) -> httpx.Response:
        name, message = given["convoId"], given["message"]
        assert set(message) <= {"text", "facets", "embed"}
        if name not in self.convos or self.convos[name]["status"] != "accepted":
            return _no(400, "InvalidConvo")
        if set(self.convos[name]["members"]) & self.closed:
            return _no(400, "MessagesDisabled", "recipient has disabled incoming messages")
        if len(message["text"].encode()) > 10_000:
            return _no(400, "InvalidRequest", "Input/message/text must not be longer than 10000 characters")
        self._write(name, message["text"], self.mine, facets=message.get("facets", []))
        return httpx.Response(200, json=self.convos[name]["said"][-1])


def _no(status: int, code: str, said: str = "") -> httpx.Response:
    headers = {"ratelimit-reset": "1795449600"} if status == 429 else {}
    return httpx.Response(status, json={"error": code, "message": said or code}, headers=headers)


class WithChat:
    """The account's access to its own server, which has a chat service behind it that it can ask."""

    def __init__(self, access: Any, chat: ChatServer) -> None:
        self._access, self.chat = access, chat

    def __getattr__(self, name: str) -> Any:
        return getattr(self._access, name)

    def send(self, request: httpx.Request) -> httpx.Response:
        if "atproto-proxy" not in request.headers:
            answer: httpx.Response = self._access.send(request)
            return answer
        self.chat.mine = self._access.did
        request.headers["Authorization"] = "Bearer token"
        answer = self.chat(request)
        answer.request = request
        return answer
