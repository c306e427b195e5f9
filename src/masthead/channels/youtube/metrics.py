"""What YouTube counts of our videos, a unit of its quota for fifty of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from masthead.channels.metrics_port import Metric, What, told
from masthead.channels.ref import Ref
from masthead.channels.youtube.api import Api

AT_ONCE = 50
_COUNTED: Mapping[str, tuple[What, str]] = {
    "viewCount": ("views", "views"),
    "likeCount": ("likes", "likes"),
    "commentCount": ("answers", "comments"),
}


def metrics(api: Api, refs: Sequence[Ref]) -> Mapping[str, Sequence[Metric]]:
    """Likes and comments are left out by YouTube where the channel hides or forbids them."""
    numbers = [ref.native_id.partition(":")[2] for ref in refs if ref.native_id.startswith("video:")]
    found: dict[str, Sequence[Metric]] = {}
    for start in range(0, len(numbers), AT_ONCE):
        rows = api.read("videos", part="statistics", id=",".join(numbers[start : start + AT_ONCE]), maxResults=AT_ONCE)
        found |= {f"video:{row['id']}": told(row.get("statistics") or {}, _COUNTED) for row in rows.get("items", [])}
    return found
