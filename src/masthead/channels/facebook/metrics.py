"""What Facebook counts of our posts: fifty in a call, by the permissions the desk has anyway."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from masthead.channels.facebook.page import Page
from masthead.channels.graph import Json
from masthead.channels.metrics_port import Metric, What, told
from masthead.channels.ref import Ref

FIELDS = "id,reactions.limit(0).summary(total_count),comments.limit(0).filter(stream).summary(total_count),shares"
_COUNTED: Mapping[str, tuple[What, str]] = {
    "reactions": ("likes", "reactions"),
    "shares": ("shares", "shares"),
    "comments": ("answers", "comments"),
}


def metrics(page: Page, refs: Sequence[Ref]) -> Mapping[str, Sequence[Metric]]:
    """Shares are left out by Facebook where there are none, or where it does not say."""
    there = page.several([ref.native_id for ref in refs if page.is_post(ref.native_id)], FIELDS)
    return {name: told(_counts(row), _COUNTED) for name, row in there.items()}


def _counts(row: Json) -> dict[str, object]:
    summed = {
        name: ((row.get(name) or {}).get("summary") or {}).get("total_count") for name in ("reactions", "comments")
    }
    return {**summed, "shares": (row.get("shares") or {}).get("count")}
