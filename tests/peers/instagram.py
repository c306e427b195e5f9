"""A professional account that keeps the contract of developers.facebook.com/docs/instagram-platform.

Pictures and films come from an address, never as bytes. A film of its own is a reel, without alternative text. A
container is filled, published at most once, and forgotten after a day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import httpx

from peers.graph import Act, Json, Subscriptions, listed, missing, refused, shown, success
from peers.graph_messages import Messaging

ACCOUNT = "17841400000000001"
ME = {
    "id": "9001",
    "user_id": ACCOUNT,
    "username": "citylibrary",
    "name": "City Library",
    "account_type": "BUSINESS",
    "profile_picture_url": "https://scontent.example/v/picture_1.jpg?oh=signed",
}
_MEDIA = [
    "id",
    "caption",
    "permalink",
    "timestamp",
    "comments_count",
    "like_count",
    "media_type",
    "media_url",
    "username",
]
_COMMENT = ["id", "text", "username", "timestamp", "hidden", "parent_id", "from", "media", "replies", "like_count"]
_CONTAINER = ["id", "status_code", "status"]


@dataclass
class AccountServer(Messaging):
    kind: ClassVar[str] = "instagram"
    permission: ClassVar[str] = "instagram_business_manage_messages"
    thread: ClassVar[str] = "aWdf"
    account: ClassVar[str] = ACCOUNT
    # In its messages the account bears its own number, or the app's for it: the name tells.
    signature: ClassVar[Json] = {"id": "9001", "username": ME["username"]}
    longest: ClassVar[int] = 1000
    version: str = "/v24.0"
    subscriptions: Subscriptions = field(default_factory=Subscriptions)
    containers: dict[str, Json] = field(default_factory=dict)
    slow: int = 0
    """How often a container is asked for before it is filled."""
    host: str = "https://desk.example/"
    caught_as_spam: bool = False

    def posts(self) -> list[str]:
        return [one["caption"] for one in self.things.values() if "caption" in one]

    def day_passes(self) -> None:
        for one in self.containers.values():
            if one["status_code"] != "PUBLISHED":
                one["status_code"] = "EXPIRED"

    def says(self, media: str, text: str, *, to: str = "", who: str = "5005", name: str = "reader") -> Json:
        number = str(next(self.numbers))
        self.things[number] = {
            "id": number,
            "text": text,
            "username": name,
            "timestamp": self.moment(),
            "hidden": False,
            "parent_id": to or None,
            "from": {"id": who, "username": name},
            "media": {"id": media, "permalink": self.things[media]["permalink"]},
        }
        return self.things[number]

    def acts(self) -> Sequence[tuple[str, str, Act]]:
        return [
            *self.subscriptions.acts(ACCOUNT),
            *self.message_acts(),
            ("GET", r"/me", lambda given: shown(ME, given, list(ME))),
            ("GET", rf"/{ACCOUNT}/media", self._list),
            ("POST", rf"/{ACCOUNT}/media", self._contain),
            ("POST", rf"/{ACCOUNT}/media_publish", self._publish),
            ("GET", r"/(\d+)/comments", self._comments),
            ("POST", r"/(\d+)/comments", lambda given, media: self._answer_to(given, media, "")),
            ("GET", r"/(\d+)/replies", self._replies),
            ("POST", r"/(\d+)/replies", self._reply),
            ("GET", r"/(\d+)", self._one),
            ("POST", r"/(\d+)", self._hide),
            ("DELETE", r"/(\d+)", self._delete),
        ]

    def named(self, who: str, name: str) -> Json:
        return {"id": who, "username": name}

    def weigh(self, text: str) -> int:
        return len(text.encode())

    def _contain(self, given: dict[str, str]) -> httpx.Response:
        if given.get("media_type") == "CAROUSEL":
            children = given["children"].split(",")
            if any(self.containers[each]["status_code"] != "FINISHED" for each in children):
                return refused(9007, 2207027, "The media is not ready")
        elif not given.get("video_url" if given.get("media_type") == "REELS" else "image_url", "").startswith(
            self.host
        ):
            return refused(9004, 2207052, "Only photo or video can be accepted as media type")
        elif given.get("media_type") == "REELS" and ("alt_text" in given or "is_carousel_item" in given):
            return refused(100, 2207023, "A reel has no alternative text, and is no part of a carousel")
        if len(given.get("caption", "")) > 2200 or len(given.get("alt_text", "")) > 1000:
            return refused(100, 2207010, "The caption is too long")
        number = str(next(self.numbers))
        self.containers[number] = {"id": number, "status_code": "FINISHED", "status": "Finished", **given}
        if self.slow and not given.get("is_carousel_item"):
            self.containers[number] |= {"status_code": "IN_PROGRESS", "left": self.slow}
        return httpx.Response(200, json={"id": number})

    def _publish(self, given: dict[str, str]) -> httpx.Response:
        container = self.containers.get(given["creation_id"])
        if container is None or container["status_code"] in ("EXPIRED", "ERROR"):
            return refused(24, 2207006, "The media could not be found")
        if container["status_code"] == "IN_PROGRESS":
            return refused(9007, 2207027, "The media is not ready for publishing")
        if container["status_code"] == "PUBLISHED":
            return refused(100, 2207032, "The container was published already")
        number = str(next(self.numbers))
        self.things[number] = {
            "id": number,
            "caption": container.get("caption", ""),
            "permalink": f"https://www.instagram.com/p/{number}/",
            "timestamp": self.moment(),
            "container": container,
        }
        container["status_code"] = "PUBLISHED"
        if self.caught_as_spam:
            return refused(4, 2207051, "We restrict certain activity to protect our community")
        return httpx.Response(200, json={"id": number})

    def _list(self, given: dict[str, str]) -> httpx.Response:
        rows = []
        for one in reversed([one for one in self.things.values() if "caption" in one]):
            rows.append({"like_count": 0, **one, "comments_count": len(self._under(one["id"]))})
        return listed(rows, given, _MEDIA)

    def _under(self, media: str) -> list[Json]:
        return [one for one in self.things.values() if one.get("media", {}).get("id") == media]

    def _comments(self, given: dict[str, str], media: str) -> httpx.Response:
        if media not in self.things:
            return missing()
        rows = [
            {**one, "replies": {"data": [each for each in self._under(media) if each["parent_id"] == one["id"]]}}
            for one in self._under(media)
            if not one["parent_id"]
        ]
        return listed(rows[::-1], {**given, "limit": str(min(50, int(given.get("limit", 25))))}, _COMMENT)

    def _replies(self, given: dict[str, str], name: str) -> httpx.Response:
        one = self.things.get(name)
        if one is None or one["parent_id"]:
            return missing()
        return listed([each for each in self._under(one["media"]["id"]) if each["parent_id"] == name], given, _COMMENT)

    def _reply(self, given: dict[str, str], name: str) -> httpx.Response:
        one = self.things.get(name)
        if one is None or one["hidden"]:
            return missing()
        return self._answer_to(given, one["media"]["id"], one["parent_id"] or name)

    def _answer_to(self, given: dict[str, str], media: str, to: str) -> httpx.Response:
        if len(given["message"]) > 300:
            return refused(100, 0, "The comment is too long")
        said = self.says(media, given["message"], to=to, who=ACCOUNT, name=ME["username"])
        return httpx.Response(200, json={"id": said["id"]})

    def _one(self, given: dict[str, str], name: str) -> httpx.Response:
        if name in self.containers:
            container = self.containers[name]
            if container["status_code"] == "IN_PROGRESS":
                container["left"] -= 1
                if container["left"] < 0:
                    container["status_code"] = "FINISHED"
            return shown(container, given, _CONTAINER)
        one = self.things.get(name)
        return shown(one, given, _MEDIA if one and "caption" in one else _COMMENT)

    def _hide(self, given: dict[str, str], name: str) -> httpx.Response:
        one = self.things.get(name)
        if one is None:
            return missing()
        one["hidden"] = given["hide"] == "true"
        return success()

    def _delete(self, given: dict[str, str], name: str) -> httpx.Response:
        one = self.things.get(name)
        if one is None:
            return missing()
        if "caption" in one:
            return refused(10, 0, "(#10) Application does not have permission for this action")
        del self.things[name]
        return success()
