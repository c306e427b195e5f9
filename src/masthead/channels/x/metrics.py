"""What X counts of our posts (public_metrics): a hundred in a call, each of them charged for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from masthead.channels.metrics_port import Metric, What, told
from masthead.channels.ref import Ref
from masthead.channels.x.api import PAGE, Api

_COUNTED: Mapping[str, tuple[What, str]] = {
    "impression_count": ("views", "impressions"),
    "like_count": ("likes", "likes"),
    "retweet_count": ("shares", "reposts"),
    "quote_count": ("shares", "quotes"),
    "reply_count": ("answers", "replies"),
}


def metrics(api: Api, refs: Sequence[Ref]) -> Mapping[str, Sequence[Metric]]:
    numbers = [ref.native_id for ref in refs]
    found: dict[str, Sequence[Metric]] = {}
    for start in range(0, len(numbers), PAGE):
        asked = {"tweet.fields": "public_metrics", "ids": ",".join(numbers[start : start + PAGE])}
        rows = api.read("/2/tweets", asked).get("data") or ()
        found |= {str(row["id"]): told(row.get("public_metrics") or {}, _COUNTED) for row in rows}
    return found
