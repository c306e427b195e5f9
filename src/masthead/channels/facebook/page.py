"""What the desk asks of a Page: its own newest posts, one thing by its id, and what was said of ours before.

By https://developers.facebook.com/docs/graph-api/reference/page and …/reference/comment. A post of a Page is called
by the Page's number and its own, a comment by the post's and its own.
"""

from __future__ import annotations

from collections.abc import Sequence

from masthead.channels.graph import Gone, Graph, Json
from masthead.channels.ref import Ref
from masthead.channels.wording import version_of

VERSION = "v24.0"
ADDRESS = f"https://graph.facebook.com/{VERSION}"
THING = "id,message,created_time,permalink_url,is_hidden,from"
COMMENT = "id,message,created_time,permalink_url,is_hidden,can_hide,from,parent{id},attachment{type,target{id}}"
NEWEST, AT_ONCE = 25, 50


class Page:
    """A Page, by its own token."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._id = ""

    @property
    def id(self) -> str:
        """The Page's number: a token made for a Page answers for it."""
        if not self._id:
            self._id = str(self.graph.read("/me", "id")["id"])
        return self._id

    def is_post(self, native_id: str) -> bool:
        return native_id.startswith(f"{self.id}_")

    def thing(self, native_id: str) -> Json | None:
        return self.graph.find(f"/{native_id}", THING)

    def comment(self, native_id: str) -> Json | None:
        return self.graph.find(f"/{native_id}", COMMENT)

    def comments(self, native_ids: Sequence[str]) -> dict[str, Json]:
        """Comments by id, many at a time."""
        return self.several(native_ids, COMMENT)

    def several(self, native_ids: Sequence[str], fields: str) -> dict[str, Json]:
        """Things by id, many at a time. One that is gone spoils the answer for all, so then half are asked for."""
        if not native_ids:
            return {}
        if len(native_ids) > AT_ONCE:
            return self.several(native_ids[:AT_ONCE], fields) | self.several(native_ids[AT_ONCE:], fields)
        if len(native_ids) == 1:
            one = self.graph.find(f"/{native_ids[0]}", fields)
            return {native_ids[0]: one} if one else {}
        try:
            return self.graph.read("/", fields, ids=",".join(native_ids))
        except Gone:
            half = len(native_ids) // 2
            return self.several(native_ids[:half], fields) | self.several(native_ids[half:], fields)

    def ours_under(self, place: str) -> list[Json]:
        """What the Page said there, newest first: its posts (`place` is ""), or its answers under a comment or post."""
        if not place:
            return list(self.graph.rows(f"/{self.id}/published_posts", THING, most=NEWEST))
        rows = self.graph.rows(f"/{place}/comments", THING, most=NEWEST, filter="stream", order="reverse_chronological")
        return [row for row in rows if self.is_ours(row)]

    def is_ours(self, row: Json) -> bool:
        return str((row.get("from") or {}).get("id", "")) == self.id


def ref_of(row: Json) -> Ref:
    attachment = row.get("attachment") or {}
    shown = str((attachment.get("target") or {}).get("id", "")) or str(attachment.get("type", ""))
    version = version_of(str(row.get("message", "")), shown)
    return Ref(str(row["id"]), version, str(row.get("permalink_url") or f"https://www.facebook.com/{row['id']}"))
