"""Two people on Bluesky's own servers: the agency through its connector, and a citizen who answers it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import cast

from masthead.channels.bluesky.app_password import AppPassword
from masthead.channels.bluesky.channel import Bluesky
from masthead.channels.bluesky.xrpc import Access, Xrpc
from masthead.channels.port import Ref
from peers.bluesky_chat import ChatServer, WithChat
from peers.bluesky_network import BlueskyNetwork

POST = "app.bsky.feed.post"


class BlueskyPeer:
    """The agency's connector, and a citizen on the same network."""

    def __init__(self, network: BlueskyNetwork, access: Access | None = None) -> None:
        self.chat = ChatServer()
        own = access or AppPassword(network.pds, network.agency, network.password)
        # The network has no chat service: what is meant for it goes to one that keeps the published contract.
        self.xrpc = Xrpc(cast(Access, WithChat(own, self.chat)))
        self.channel = Bluesky(self.xrpc)
        self.citizen = Xrpc(AppPassword(network.pds, network.citizen, network.password))

    def says(self, post: Ref, text: str) -> Ref:
        self._wait(lambda: self._shown(post.native_id) is not None)
        # The AppView loses the notification of a reply that follows its parent within milliseconds.
        time.sleep(0.5)
        strong = {"uri": post.native_id, "cid": post.version}
        record = {"$type": POST, "text": text, "createdAt": "2026-11-23T15:00:00.000Z"}
        made = self.citizen.procedure(
            "com.atproto.repo.createRecord",
            {
                "repo": self.citizen.did,
                "collection": POST,
                "record": {**record, "reply": {"root": strong, "parent": strong}},
            },
        )
        self._wait(lambda: self._shown(made["uri"]) is not None and made["uri"] in self._notified())
        return Ref(made["uri"], made["cid"])

    def writes(self, text: str) -> Ref:
        return Ref(f"chat:{self.chat.writes(text)}")

    def rewords(self, comment: Ref, text: str) -> None:
        place = {"repo": self.citizen.did, "collection": POST, "rkey": comment.native_id.rpartition("/")[2]}
        value = self.citizen.query("com.atproto.repo.getRecord", **place)["value"]
        put = self.citizen.procedure("com.atproto.repo.putRecord", {**place, "record": {**value, "text": text}})
        self._wait(lambda: (self._shown(comment.native_id) or {}).get("cid") == put["cid"])

    def removes(self, comment: Ref) -> None:
        place = {"repo": self.citizen.did, "collection": POST, "rkey": comment.native_id.rpartition("/")[2]}
        self.citizen.procedure("com.atproto.repo.deleteRecord", place)
        self._wait(lambda: self._shown(comment.native_id) is None)

    def _shown(self, uri: str) -> dict[str, object] | None:
        return next(iter(self.citizen.query("app.bsky.feed.getPosts", uris=[uri])["posts"]), None)

    def _notified(self) -> set[str]:
        page = self.xrpc.query("app.bsky.notification.listNotifications", limit=50)
        return {view["uri"] for view in page["notifications"]}

    @staticmethod
    def _wait(ready: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 60
        while not ready():
            assert time.monotonic() < deadline, "the AppView did not show it within a minute"
            time.sleep(0.1)
