"""Direct messages on X, as docs.x.com/x-api/direct-messages describes them, for its simulator.

Numbers rise with time; the newest thirty days are told, newest first; the same words are sent twice for two requests;
addresses come back as t.co; a group has a number where a conversation of two has both its people's.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx

Json = dict[str, Any]
Act = Callable[..., httpx.Response]
ASKED = {"dm_event.fields", "event_types", "expansions", "user.fields", "max_results", "pagination_token"}


@dataclass
class DirectMessages:
    """may_message: whether the token has the scopes; closed: who takes no messages from us."""

    told: dict[str, Json] = field(default_factory=dict)
    may_message: bool = True
    closed: set[str] = field(default_factory=set)
    people: dict[str, tuple[str, str]] = field(default_factory=dict)
    mine: str = ""

    def writes(self, text: str, *, who: str = "300", group: str = "") -> str:
        """Somebody writes to the account in private, or in a group."""
        return self._write(text, who, group or self._both(who))

    def answers(self, text: str, who: str = "300") -> str:
        """The agency's staff write back on X itself."""
        return self._write(text, self.mine, self._both(who))

    def messages(self, who: str = "300") -> list[str]:
        """What the account said to them, oldest first."""
        told = [one for one in self.told.values() if one["dm_conversation_id"] == self._both(who)]
        return [one["text"] for one in told if one["sender_id"] == self.mine]

    def _both(self, who: str) -> str:
        return "-".join(sorted((who, self.mine), key=int))

    def _write(self, text: str, author: str, conversation: str) -> str:
        number = self._number()
        self.told[number] = {
            "id": number,
            "event_type": "MessageCreate",
            "text": text,
            "sender_id": author,
            "dm_conversation_id": conversation,
            "created_at": self._time().isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        }
        return number

    def message_acts(self) -> Sequence[tuple[str, str, Act]]:
        return [
            ("GET", r"/2/dm_events", lambda request, given: self._told(request, "")),
            ("GET", r"/2/dm_events/(\d+)", self._event),
            (
                "GET",
                r"/2/dm_conversations/with/(\d+)/dm_events",
                lambda request, given, who: self._told(request, self._both(who)),
            ),
            ("POST", r"/2/dm_conversations/with/(\d+)/messages", self._send),
        ]

    def _barred(self, said: str = "Forbidden") -> httpx.Response:
        body = {"title": "Forbidden", "detail": said, "type": "about:blank", "status": 403}
        return httpx.Response(403, json=body)

    def _told(self, request: httpx.Request, conversation: str) -> httpx.Response:
        params = request.url.params
        assert set(params) <= ASKED, params
        if not self.may_message:
            return self._barred()
        oldest = self._time() - timedelta(days=30)
        rows = [one for one in self.told.values() if conversation in ("", one["dm_conversation_id"])]
        rows = [one for one in rows if one["created_at"] >= oldest.isoformat()][::-1]
        start, size = int(params.get("pagination_token", 0)), int(params["max_results"])
        page: Json = {"meta": {"result_count": len(rows[start : start + size])}}
        if rows[start : start + size]:
            page |= {"data": [_shown(one) for one in rows[start : start + size]]}
            page["includes"] = {"users": self._users(page["data"])}
        if start + size < len(rows):
            page["meta"]["next_token"] = str(start + size)
        return httpx.Response(200, json=page)

    def _users(self, rows: list[Json]) -> list[Json]:
        named = {each["sender_id"] for each in rows}
        return [{"id": each, "name": self.people[each][0], "username": self.people[each][1]} for each in named]

    def _event(self, request: httpx.Request, given: Json, number: str) -> httpx.Response:
        assert set(request.url.params) <= ASKED - {"event_types", "max_results", "pagination_token"}
        if not self.may_message:
            return self._barred()
        if number not in self.told:
            return httpx.Response(404, json={"title": "Not Found", "detail": "Could not find it.", "status": 404})
        return httpx.Response(200, json={"data": _shown(self.told[number])})

    def _send(self, request: httpx.Request, given: Json, who: str) -> httpx.Response:
        assert set(given) == {"text"}
        if not self.may_message:
            return self._barred()
        if who in self.closed:
            said = "You cannot send messages to this user."
            return self._barred(said)
        if not 0 < len(given["text"]) <= 10_000:
            return httpx.Response(400, json={"title": "Invalid Request", "detail": "text is too long.", "status": 400})
        number = self._write(given["text"], self.mine, self._both(who))
        made = {"dm_conversation_id": self._both(who), "dm_event_id": number}
        return httpx.Response(201, json={"data": made})

    def _number(self) -> str:
        raise NotImplementedError

    def _time(self) -> Any:
        raise NotImplementedError


def _shown(one: Json) -> Json:
    """With addresses as t.co, and the marks of HTML escaped."""
    links: list[Json] = []

    def short(found: re.Match[str]) -> str:
        links.append(
            {"url": f"https://t.co/d{len(links)}", "expanded_url": found.group(), "display_url": found.group()}
        )
        return str(links[-1]["url"])

    text = html.escape(re.sub(r"https?://\S+", short, one["text"]), quote=False)
    return {**one, "text": text, "entities": {"urls": links}}
