"""A Page that keeps the contract of developers.facebook.com/docs/pages-api and …/graph-api/reference/comment.

It takes the same post twice, unless its words are those of the very last one; threads are two deep; a hidden comment is
still there for its author.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import httpx

from peers.facebook_films import Films
from peers.graph import Act, Json, Subscriptions, listed, missing, picked, refused, shown, success
from peers.graph_messages import Messaging

PAGE = "1001"
ME = {
    "id": PAGE,
    "name": "City Library",
    "username": "citylibrary",
    "about": "We lend.",
    "link": "https://www.facebook.com/citylibrary",
    "website": "https://library.example",
    "category": "Library",
    "verification_status": "not_verified",
    "picture": {"data": {"url": "https://scontent.example/v/t39/picture_1.jpg?oh=signed"}},
}
_BOTH = ["id", "message", "created_time", "permalink_url", "is_hidden", "from"]
_POST = [*_BOTH, "updated_time", "is_published", "comments", "attachments", "reactions", "shares"]
_COMMENT = [*_BOTH, "can_hide", "can_remove", "parent", "attachment"]


@dataclass
class PageServer(Messaging):
    kind: ClassVar[str] = "messenger"
    permission: ClassVar[str] = "pages_messaging"
    thread: ClassVar[str] = "t_"
    account: ClassVar[str] = PAGE
    signature: ClassVar[Json] = {"id": PAGE, "name": ME["name"]}
    version: str = "/v24.0"
    subscriptions: Subscriptions = field(default_factory=Subscriptions)
    photos: dict[str, Json] = field(default_factory=dict)
    person_token: bool = False

    def __post_init__(self) -> None:
        self.films = Films(PAGE, lambda: str(next(self.numbers)), lambda words: self._posted(words)["id"])

    def posts(self) -> list[str]:
        return [one["message"] for one in self.things.values() if "_" in one["id"] and not one["place"]]

    def says(self, place: str, message: str, *, who: str = "2002", name: str = "A reader") -> Json:
        under = self.things[place]
        root = under["place"] or place
        number = f"{root.partition('_')[2]}_{next(self.numbers)}"
        one = {
            "id": number,
            "message": message,
            "created_time": self.moment(),
            "permalink_url": f"https://www.facebook.com/{root}?comment_id={number}",
            "is_hidden": False,
            "can_hide": who != PAGE,
            "from": {"id": who, "name": name},
            "parent": {"id": place} if under["place"] else None,
            "place": root,
        }
        self.things[number] = one
        return one

    def acts(self) -> Sequence[tuple[str, str, Act]]:
        return [
            *self.subscriptions.acts(PAGE),
            *self.films.acts(),
            ("GET", r"/me", self._me),
            ("GET", r"/", self._several),
            ("GET", rf"/{PAGE}/published_posts", self._published),
            ("POST", rf"/{PAGE}/photos", self._photo),
            ("POST", rf"/{PAGE}/feed", self._feed),
            *self.message_acts(),
            ("GET", r"/([\d_]+)/comments", self._comments),
            ("POST", r"/([\d_]+)/comments", self._answer_to),
            ("GET", r"/([\d_]+)", lambda given, name: self._shown(name, given)),
            ("POST", r"/([\d_]+)", self._change),
            ("DELETE", r"/([\d_]+)", self._delete),
        ]

    def _me(self, given: dict[str, str]) -> httpx.Response:
        return shown(ME, given, ["id", "name"] if self.person_token else list(ME))

    def _shown(self, name: str, given: dict[str, str]) -> httpx.Response:
        return shown(*self._as_shown(name, given))

    def _as_shown(self, name: str, given: dict[str, str]) -> tuple[Json | None, dict[str, str], list[str]]:
        """(what is there, what is asked of it, the fields that things of its kind have)."""
        one = self.things.get(name)
        if one is None or one["place"]:
            return one, given, _COMMENT
        under = sum(each["place"] == name for each in self.things.values())
        counts = {
            name: {"data": [], "summary": {"total_count": n}} for name, n in (("comments", under), ("reactions", 0))
        }
        return {**counts, **one}, given, _POST

    def _several(self, given: dict[str, str]) -> httpx.Response:
        found = {}
        for name in given["ids"].split(","):
            one, asked, known = self._as_shown(name, given)
            if one is None:
                return missing()
            found[name] = picked(one, asked, known)
        return httpx.Response(200, json=found)

    def _published(self, given: dict[str, str]) -> httpx.Response:
        rows = []
        for one in reversed([one for one in self.things.values() if not one["place"]]):
            under = [each for each in self.things.values() if each["place"] == one["id"]]
            rows.append({**one, "comments": {"data": [], "summary": {"total_count": len(under)}}})
        return listed(rows, given, _POST)

    def _send(self, given: dict[str, str]) -> httpx.Response:
        assert given["messaging_type"] == "RESPONSE"
        return super()._send(given)

    def _photo(self, given: dict[str, str]) -> httpx.Response:
        assert given["published"] == "false", "a picture of its own would be public"
        number = str(next(self.numbers))
        self.photos[number] = {"bytes": given["source"].encode("latin-1"), "alt": given.get("alt_text_custom", "")}
        return httpx.Response(200, json={"id": number})

    def _feed(self, given: dict[str, str]) -> httpx.Response:
        if self.posts() and self.posts()[-1] == given.get("message"):
            return refused(506, 0, "(#506) Duplicate status message")
        attached = [json.loads(value)["media_fbid"] for name, value in given.items() if "attached_media" in name]
        made = self._posted(given.get("message", ""), attached=attached, link=given.get("link", ""))
        return httpx.Response(200, json={"id": made["id"]})

    def _posted(self, message: str, *, attached: Sequence[str] = (), link: str = "") -> Json:
        number = f"{PAGE}_{next(self.numbers)}"
        moment = self.moment()
        self.things[number] = {
            "id": number,
            "message": message,
            "created_time": moment,
            "updated_time": moment,
            "permalink_url": f"https://www.facebook.com/citylibrary/posts/{number.partition('_')[2]}",
            "is_hidden": False,
            "is_published": True,
            "from": {"id": PAGE, "name": ME["name"]},
            "attached": attached,
            "link": link,
            "place": "",
        }
        return self.things[number]

    def _comments(self, given: dict[str, str], place: str) -> httpx.Response:
        if place not in self.things:
            return missing()
        whole = given.get("filter") == "stream"
        rows = [one for one in self.things.values() if self._is_under(one, place) and (whole or not one["parent"])]
        return listed(rows[::-1] if given.get("order") == "reverse_chronological" else rows, given, _COMMENT)

    @staticmethod
    def _is_under(one: Json, place: str) -> bool:
        return bool(one["place"]) and (one["place"] == place or (one["parent"] or {}).get("id") == place)

    def _answer_to(self, given: dict[str, str], place: str) -> httpx.Response:
        under = self.things.get(place)
        if under is None:
            return missing()
        if under["place"] and under["parent"]:
            place = under["parent"]["id"]
        return httpx.Response(200, json={"id": self.says(place, given["message"], who=PAGE)["id"]})

    def _change(self, given: dict[str, str], name: str) -> httpx.Response:
        one = self.things.get(name)
        if one is None:
            return missing()
        if "is_hidden" in given:
            if given["is_hidden"] == "true" and not one["can_hide"]:
                return refused(100, 1446036, "(#100) This comment cannot be hidden")
            one["is_hidden"] = given["is_hidden"] == "true"
        if "message" in given:
            one["message"] = given["message"]
        return success()

    def _delete(self, given: dict[str, str], name: str) -> httpx.Response:
        if name not in self.things:
            return missing()
        gone = [one["id"] for one in self.things.values() if name in (one["id"], one["place"])]
        for each in gone:
            del self.things[each]
        return success()
