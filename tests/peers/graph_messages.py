"""Private messages as Facebook's and Instagram's interface has them, for the simulators of both.

By developers.facebook.com/docs: messenger-platform/conversations, reference/send-api and
instagram-platform/instagram-api-with-instagram-login (conversations-api, messaging-api). Of a conversation the newest
twenty are told; nobody is written to who did not write before; the same words are sent twice for two requests.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import httpx

from peers.graph import Act, GraphServer, Json, listed, refused, shown

_MESSAGE = ["id", "created_time", "from", "to", "message", "attachments"]
_BOTH = ["id", "messages", "updated_time", "participants"]
_LISTED = re.compile(r"\.limit\((\d+)\)\{(.*)\}")


@dataclass
class Messaging(GraphServer):
    """A server with messages. `may_message`: whether the token has the permission; too_late: the hours are over."""

    written: dict[str, Json] = field(default_factory=dict)
    too_late: bool = False
    may_message: bool = True

    # What a platform's own simulator says of itself.
    kind: ClassVar[str] = ""
    permission: ClassVar[str] = ""
    thread: ClassVar[str] = ""
    account: ClassVar[str] = ""
    signature: ClassVar[Json] = {}
    longest: ClassVar[int] = 2000

    def named(self, who: str, name: str) -> Json:
        return {"id": who, "name": name}

    def weigh(self, text: str) -> int:
        return len(text)

    def writes(self, message: str, *, who: str = "3003", name: str = "A patron") -> Json:
        """Somebody writes to the account in private: `who` is the person of the conversation."""
        return self._write(message, who, self.named(who, name))

    def answers(self, message: str, who: str = "3003") -> Json:
        """The agency's staff write back on the platform itself."""
        return self._write(message, who, self.signature)

    def messages(self, who: str = "3003") -> list[str]:
        """What the account said to them, oldest first."""
        mine = self.signature["id"]
        return [one["message"] for one in self.written.values() if one["who"] == who and one["from"]["id"] == mine]

    def _write(self, message: str, who: str, author: Json) -> Json:
        number = f"m_{next(self.numbers)}"
        self.written[number] = {
            "id": number,
            "message": message,
            "created_time": self.moment(),
            "from": author,
            "to": {"data": [{"id": who if author["id"] == self.signature["id"] else self.signature["id"]}]},
            "who": who,
        }
        return self.written[number]

    def message_acts(self) -> list[tuple[str, str, Act]]:
        return [
            ("GET", rf"/{self.account}/conversations", self._conversations),
            ("POST", rf"/{self.account}/messages", self._send),
            ("GET", rf"/{self.thread}(\d+)", self._conversation),
            ("GET", r"/(m_\d+)", self._message),
        ]

    def _refused(self) -> httpx.Response:
        return refused(200, 0, f"(#200) Requires {self.permission} permission to manage the object")

    def _conversations(self, given: dict[str, str]) -> httpx.Response:
        assert given["platform"] == self.kind
        if not self.may_message:
            return self._refused()
        newest: dict[str, str] = {}
        for one in self.written.values():
            newest.pop(one["who"], None)
            newest[one["who"]] = one["created_time"]
        rows = [{"id": f"{self.thread}{who}", "updated_time": moment} for who, moment in reversed(newest.items())]
        if who := given.get("user_id"):
            rows = [row for row in rows if row["id"] == f"{self.thread}{who}"]
        return listed(rows, given, ["id", "updated_time"])

    def _conversation(self, given: dict[str, str], who: str) -> httpx.Response:
        """With its messages, when they are asked for by number and by field."""
        found = _LISTED.fullmatch(given["fields"].removeprefix("messages"))
        assert found, given["fields"]
        answer = listed(self._newest(who), {"fields": found[2], "limit": found[1]}, _MESSAGE)
        return (
            answer if answer.is_error else shown({"id": f"{self.thread}{who}", "messages": answer.json()}, given, _BOTH)
        )

    def _newest(self, who: str) -> Sequence[Json]:
        """Newest first. Of the others nothing is told."""
        return [one for one in self.written.values() if one["who"] == who][::-1][:20]

    def _message(self, given: dict[str, str], name: str) -> httpx.Response:
        if not self.may_message:
            return self._refused()
        one = self.written.get(name)
        return shown(one if one and one in self._newest(one["who"]) else None, given, _MESSAGE)

    def _send(self, given: dict[str, str]) -> httpx.Response:
        who, text = json.loads(given["recipient"])["id"], json.loads(given["message"])["text"]
        if not self.may_message:
            return self._refused()
        if self.too_late:
            return refused(10, 2018278, "(#10) This message is sent outside of allowed window.")
        if self.weigh(text) > self.longest:
            return refused(100, 2018320, f"(#100) Length of param message[text] must be at most {self.longest}")
        if all(one["who"] != who for one in self.written.values()):
            return refused(100, 2018001, "(#100) No matching user found")
        made = self._write(text, who, self.signature)
        return httpx.Response(200, json={"recipient_id": who, "message_id": made["id"]})
