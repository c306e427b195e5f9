"""What Instagram counts of our newest posts, as their list tells it: one call for a hundred."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from masthead.channels.instagram.account import Account
from masthead.channels.metrics_port import Metric, What, told
from masthead.channels.ref import Ref

NEWEST = 100
_COUNTED: Mapping[str, tuple[What, str]] = {
    "like_count": ("likes", "likes"),
    "comments_count": ("answers", "comments"),
}


def metrics(account: Account, refs: Sequence[Ref]) -> Mapping[str, Sequence[Metric]]:
    """Likes are left out by Instagram where the account hides them."""
    wanted = {ref.native_id for ref in refs}
    rows = account.graph.rows(f"/{account.id}/media", f"id,{','.join(_COUNTED)}", most=NEWEST)
    return {name: told(row, _COUNTED) for row in rows if (name := f"media:{row['id']}") in wanted}
