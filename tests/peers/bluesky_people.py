"""Two people on Bluesky's own servers: the agency through its connector, and a citizen who answers it."""

from __future__ import annotations

from typing import cast

from masthead.channels.bluesky.app_password import AppPassword
from masthead.channels.bluesky.channel import Bluesky
from masthead.channels.bluesky.xrpc import Access, Xrpc
from masthead.channels.ref import Ref
from masthead.kernel.clock import now, stamp
from peers.bluesky_chat import ChatServer, WithChat
from peers.bluesky_network import BlueskyNetwork

POST = "app.bsky.feed.post"


class BlueskyPeer:
    """The agency's connector, and a citizen on the same network.

    What is written goes to the account's own server, what is read comes from the AppView, which takes in the first
    after the second was answered. So whatever the citizen does here is settled when it returns; what the agency did
    is settled by `settled`.
    """

    def __init__(self, network: BlueskyNetwork, access: Access | None = None) -> None:
        self.network, self.chat = network, ChatServer()
        own = access or AppPassword(network.pds, network.agency, network.password)
        # The network has no chat service: what is meant for it goes to one that keeps the published contract.
        self.xrpc = Xrpc(cast(Access, WithChat(own, self.chat)))
        self.channel = Bluesky(self.xrpc)
        self.citizen = Xrpc(AppPassword(network.pds, network.citizen, network.password))

    def settled(self) -> None:
        """Wait until everything written so far is read everywhere, counted, and told to whom it concerns."""
        self.network.settle()

    def says(self, post: Ref, text: str) -> Ref:
        # The AppView tells nobody of an answer that it meets before the post it answers.
        self.settled()
        strong = {"uri": post.native_id, "cid": post.version}
        record = {"$type": POST, "text": text, "createdAt": stamp(now()), "reply": {"root": strong, "parent": strong}}
        made = self.citizen.procedure(
            "com.atproto.repo.createRecord", {"repo": self.citizen.did, "collection": POST, "record": record}
        )
        self.settled()
        assert self._shown(made["uri"]) == made["cid"], "the AppView does not show what the citizen said"
        assert made["uri"] in self._notified(), "the AppView did not tell the agency what the citizen said"
        return Ref(made["uri"], made["cid"])

    def writes(self, text: str) -> Ref:
        return Ref(f"chat:{self.chat.writes(text)}")

    def rewords(self, comment: Ref, text: str) -> None:
        place = self._place(comment)
        value = self.citizen.query("com.atproto.repo.getRecord", **place)["value"]
        put = self.citizen.procedure("com.atproto.repo.putRecord", {**place, "record": {**value, "text": text}})
        self.settled()
        assert self._shown(comment.native_id) == put["cid"], "the AppView still shows the first wording"

    def removes(self, comment: Ref) -> None:
        self.citizen.procedure("com.atproto.repo.deleteRecord", self._place(comment))
        self.settled()
        assert self._shown(comment.native_id) == "", "the AppView still shows what was removed"

    def _place(self, comment: Ref) -> dict[str, str]:
        rkey = comment.native_id.rpartition("/")[2]
        return {"repo": self.citizen.did, "collection": POST, "rkey": rkey}

    def _shown(self, uri: str) -> str:
        """The version of a post that anybody sees; empty when nobody sees it."""
        views = self.citizen.query("app.bsky.feed.getPosts", uris=[uri])["posts"]
        return str(views[0]["cid"]) if views else ""

    def _notified(self) -> set[str]:
        """Addresses of everything the agency was told of."""
        told: set[str] = set()
        cursor: str | None = None
        while True:
            page = self.xrpc.query("app.bsky.notification.listNotifications", limit=100, cursor=cursor)
            told |= {view["uri"] for view in page["notifications"]}
            cursor = page.get("cursor")
            if not cursor or not page["notifications"]:
                return told
