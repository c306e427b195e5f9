"""What the desk asks of a Threads profile: its posts and answers, and one reply by its id.

By https://developers.facebook.com/docs/threads: retrieve-and-discover-posts and retrieve-and-manage-replies. A reply of
somebody else is called by the post it stands under and its own number, `post.reply`: it is surely read only there.
"""

from __future__ import annotations

from collections.abc import Iterator

from masthead.channels.graph import Graph, Json
from masthead.channels.ref import Ref
from masthead.channels.wording import version_of

ADDRESS = "https://graph.threads.net/v1.0"
ME = "id,username,name,threads_profile_picture_url,threads_biography,is_verified"
POST = "id,text,permalink,timestamp,username,media_type"
REPLY = f"{POST},root_post,replied_to,hide_status,is_reply_owned_by_me"
NEWEST, MOST = 25, 500
HIDDEN = frozenset({"HIDDEN", "BLOCKED", "RESTRICTED"})


class Account:
    """One profile, by its own token."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._me: Json = {}

    @property
    def me(self) -> Json:
        if not self._me:
            self._me = self.graph.read("/me", ME)
        return self._me

    def newest(self, *, answers: bool = False) -> list[Json]:
        """What we said, the newest first: posts, or answers. What we only passed on is not ours."""
        rows = self.graph.rows("/me/replies" if answers else "/me/threads", POST, most=NEWEST)
        return [row for row in rows if row.get("media_type") != "REPOST_FACADE"]

    def one(self, ref: Ref, fields: str = POST) -> Json | None:
        return self.graph.find(f"/{number(ref)}", fields)

    def reply(self, ref: Ref) -> Json | None:
        """A reply, found in its thread, or by itself where the thread is too long to be read whole."""
        if not (root := root_of(ref)):
            return self.one(ref)
        there = next((row for row in self.under(root) if str(row["id"]) == number(ref)), None)
        return there or self.one(ref, REPLY)

    def under(self, root: str) -> Iterator[Json]:
        """All replies at any depth under a post, the newest first; none where the post is gone."""
        if self.graph.find(f"/{root}", "id") is not None:
            yield from self.graph.rows(f"/{root}/conversation", REPLY, most=MOST, reverse="true")


def number(ref: Ref) -> str:
    return ref.native_id.rpartition(".")[2]


def root_of(ref: Ref) -> str:
    """The post somebody's reply stands under; "" for what is ours."""
    return ref.native_id.rpartition(".")[0]


def ref_of(row: Json, root: str = "") -> Ref:
    name = f"{root}.{row['id']}" if root else str(row["id"])
    return Ref(name, version_of(str(row.get("text", ""))), str(row.get("permalink", "")))


def id_in(row: Json, field: str) -> str:
    return str((row.get(field) or {}).get("id", ""))
