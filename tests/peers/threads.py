"""A profile that keeps the contract of developers.facebook.com/docs/threads.

Hiding a reply hides all that stands under it, and only a reply to the post itself can be hidden. A container that was
just made may not be known yet to the machine that publishes (`newborn`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import httpx
import regex

from peers.graph import Act, GraphServer, Json, listed, missing, refused, shown, success

ME = {
    "id": "7001",
    "username": "citylibrary",
    "name": "City Library",
    "threads_profile_picture_url": "https://scontent.example/v/picture_1.jpg?oh=signed",
    "threads_biography": "We lend.",
    "is_verified": True,
}
_POST = ["id", "text", "permalink", "timestamp", "username", "media_type"]
_REPLY = [*_POST, "root_post", "replied_to", "hide_status", "is_reply_owned_by_me"]


@dataclass
class ProfileServer(GraphServer):
    version: str = "/v1.0"
    containers: dict[str, Json] = field(default_factory=dict)
    slow: int = 0
    """How often a container is asked for before it is filled."""
    newborn: int = 0
    """How often a container is not known to the machine that publishes."""
    host: str = "https://desk.example/"

    def posts(self) -> list[str]:
        return [one["text"] for one in self.things.values() if not one["root_post"]]

    def day_passes(self) -> None:
        for one in self.containers.values():
            if one["status"] != "PUBLISHED":
                one["status"] = "EXPIRED"

    def says(self, text: str, to: str = "", *, who: str = "reader", kind: str = "TEXT_POST") -> Json:
        number = str(next(self.numbers))
        above = self.things.get(to)
        root = (above["root_post"] or {"id": to})["id"] if above else ""
        self.things[number] = {
            "id": number,
            "text": text,
            "permalink": f"https://www.threads.com/@{who}/post/{number}",
            "timestamp": self.moment(),
            "username": who,
            "media_type": kind,
            "root_post": {"id": root} if root else None,
            "replied_to": {"id": to} if root else None,
            "hide_status": "NOT_HUSHED" if root else None,
            "is_reply_owned_by_me": who == ME["username"] if root else None,
        }
        return self.things[number]

    def acts(self) -> Sequence[tuple[str, str, Act]]:
        return [
            ("GET", r"/me", lambda given: shown(ME, given, list(ME))),
            ("GET", r"/me/threads", lambda given: listed(self._ours(answers=False), given, _POST)),
            ("GET", r"/me/replies", lambda given: listed(self._ours(answers=True), given, _REPLY)),
            ("POST", r"/me/threads", self._contain),
            ("POST", r"/me/threads_publish", self._publish),
            ("GET", r"/(\d+)/conversation", self._conversation),
            ("POST", r"/(\d+)/manage_reply", self._manage),
            ("GET", r"/(\d+)", self._one),
            ("DELETE", r"/(\d+)", self._delete),
        ]

    def _ours(self, *, answers: bool) -> list[Json]:
        mine = [one for one in self.things.values() if one["username"] == ME["username"]]
        return [one for one in reversed(mine) if bool(one["root_post"]) == answers]

    def _contain(self, given: dict[str, str]) -> httpx.Response:
        kind = given["media_type"]
        if kind not in ("TEXT", "IMAGE", "VIDEO", "CAROUSEL"):
            return refused(100, 0, "Param media_type must be one of {TEXT, IMAGE, VIDEO, CAROUSEL}")
        if kind in ("IMAGE", "VIDEO") and not given[f"{kind.lower()}_url"].startswith(self.host):
            return refused(1, 2207052, "The media could not be fetched from this URI")
        if kind == "CAROUSEL" and not 2 <= len(given["children"].split(",")) <= 20:
            return refused(100, 0, "A carousel has 2 to 20 children")
        if _length(given.get("text", "")) > 500:
            return refused(100, 0, "Param text must be at most 500 characters long")
        if given.get("reply_to_id") and given["reply_to_id"] not in self.things:
            return missing()
        number = str(next(self.numbers))
        filling = {"status": "IN_PROGRESS", "left": self.slow} if self.slow else {"status": "FINISHED"}
        self.containers[number] = {"id": number, "unknown": self.newborn, **filling, **given}
        return httpx.Response(200, json={"id": number})

    def _publish(self, given: dict[str, str]) -> httpx.Response:
        container = self.containers.get(given["creation_id"])
        if container is None or container["status"] != "FINISHED":
            return refused(24, 4279009, "The requested resource does not exist")
        if container["unknown"]:
            container["unknown"] -= 1
            return refused(24, 4279009, "The requested resource does not exist")
        container["status"] = "PUBLISHED"
        said = self.says(container.get("text", ""), container.get("reply_to_id", ""), who=ME["username"])
        said["container"] = container
        return httpx.Response(200, json={"id": said["id"]})

    def _conversation(self, given: dict[str, str], root: str) -> httpx.Response:
        if root not in self.things:
            return missing()
        rows = [one for one in self.things.values() if (one["root_post"] or {}).get("id") == root]
        return listed(rows[::-1] if given.get("reverse", "true") == "true" else rows, given, _REPLY)

    def _manage(self, given: dict[str, str], name: str) -> httpx.Response:
        one = self.things.get(name)
        if one is None:
            return missing()
        if one["replied_to"] != one["root_post"]:
            return refused(100, 0, "Only a top-level reply can be hidden")
        status = "HIDDEN" if given["hide"] == "true" else "UNHUSHED"
        for each in [one, *self._below(name)]:
            each["hide_status"] = status
        return success()

    def _below(self, name: str) -> list[Json]:
        direct = [one for one in self.things.values() if (one["replied_to"] or {}).get("id") == name]
        return [*direct, *(further for one in direct for further in self._below(one["id"]))]

    def _one(self, given: dict[str, str], name: str) -> httpx.Response:
        if name in self.containers:
            container = self.containers[name]
            if container["status"] == "IN_PROGRESS":
                container["left"] -= 1
                if container["left"] < 0:
                    container["status"] = "FINISHED"
            return shown(container, given, ["id", "status", "error_message"])
        return shown(self.things.get(name), given, _REPLY)

    def _delete(self, given: dict[str, str], name: str) -> httpx.Response:
        if self.things.pop(name, None) is None:
            return missing()
        return httpx.Response(200, json={"success": True, "deleted_id": name})


def _length(text: str) -> int:
    """As the platform counts: an emoji by its bytes in UTF-8."""
    emoji = regex.compile(r"[\U0001F000-\U0001FAFF\u2600-\u27BF\uFE0F]")
    return sum(len(each.encode()) if emoji.search(each) else len(each) for each in regex.findall(r"\X", text))
