"""What the site counts of our posts: approved comments. Readers are counted by no part of WordPress itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from masthead.channels.metrics_port import Metric
from masthead.channels.ref import Ref
from masthead.channels.wordpress.comments import BATCH, ROUTE
from masthead.channels.wordpress.rest import Rest


def metrics(rest: Rest, refs: Sequence[Ref]) -> Mapping[str, Sequence[Metric]]:
    """Two calls where the posts have few comments together; where they have many, one more for each post."""
    numbers = [int(ref.native_id.partition(":")[2]) for ref in refs if ref.native_id.startswith("post:")]
    if not numbers:
        return {}
    there = {int(row["id"]) for row in rest.read("/wp/v2/posts", include=numbers, per_page=len(numbers), _fields="id")}
    rows, total = rest.counted(ROUTE, post=sorted(there), per_page=BATCH, _fields="post") if there else ([], 0)
    if total <= len(rows):
        counts = Counter(int(row["post"]) for row in rows)
    else:
        counts = Counter({each: rest.counted(ROUTE, post=[each], per_page=1, _fields="post")[1] for each in there})
    return {f"post:{each}": (Metric("answers", "comments", counts[each]),) for each in sorted(there)}
