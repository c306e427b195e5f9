"""What the desk asks of an Instagram account: its posts, the comments under them, and its own answers.

By https://developers.facebook.com/docs/instagram-platform: instagram-api-with-instagram-login,
reference/instagram-media and reference/ig-comment. Posts and comments are both numbers there, so here they are
`media:…` and `comment:…`.
"""

from __future__ import annotations

from masthead.channels.graph import Graph, Json
from masthead.channels.ref import Ref
from masthead.channels.wording import version_of

ADDRESS = "https://graph.instagram.com/v24.0"
MEDIA = "id,caption,permalink,timestamp,comments_count"
SAID = "id,text,username,timestamp,hidden,parent_id,from{id,username}"
COMMENT = f"{SAID},media{{id,permalink}}"
NEWEST = 25


class Account:
    """One professional account, by its own token."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._me: Json = {}

    @property
    def me(self) -> Json:
        if not self._me:
            self._me = self.graph.read("/me", "user_id,username,name,account_type,profile_picture_url")
        return self._me

    @property
    def id(self) -> str:
        return str(self.me["user_id"])

    def newest(self) -> list[Json]:
        """Our posts, the newest first."""
        return list(self.graph.rows(f"/{self.id}/media", MEDIA, most=NEWEST))

    def media(self, ref: Ref) -> Json | None:
        return self.graph.find(f"/{number(ref)}", MEDIA)

    def comment(self, ref: Ref) -> Json | None:
        return self.graph.find(f"/{number(ref)}", COMMENT)

    def under(self, place: str) -> list[Json]:
        """Our own answers at `place` (the path of a list), the newest first."""
        rows = [row for row in self.graph.rows(place, SAID, most=NEWEST * 4) if self.is_ours(row)]
        return sorted(rows, key=lambda row: str(row.get("timestamp", "")), reverse=True)

    def is_ours(self, row: Json) -> bool:
        author = row.get("from") or {}
        return (
            str(author.get("id", "")) == self.id or author.get("username", row.get("username")) == self.me["username"]
        )


def number(ref: Ref) -> str:
    return ref.native_id.partition(":")[2]


def is_comment(ref: Ref) -> bool:
    return ref.native_id.startswith("comment:")


def ref_of_media(row: Json) -> Ref:
    return Ref(f"media:{row['id']}", version_of(str(row.get("caption", ""))), str(row.get("permalink", "")))


def ref_of_comment(row: Json) -> Ref:
    """A comment has no page of its own: the post it stands under is where people read it."""
    url = str((row.get("media") or {}).get("permalink", ""))
    return Ref(f"comment:{row['id']}", version_of(str(row.get("text", ""))), url)
