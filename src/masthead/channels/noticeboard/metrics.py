"""What the board counts of its posts: comments that are shown. It keeps no count of who reads it, on purpose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import Count, Q

from masthead.channels.metrics_port import Metric
from masthead.channels.noticeboard.models import NoticeboardPost
from masthead.channels.ref import Ref


def metrics(refs: Sequence[Ref]) -> Mapping[str, Sequence[Metric]]:
    """One query."""
    numbers = [UUID(ref.native_id.partition(":")[2]) for ref in refs if ref.native_id.startswith("post:")]
    rows = NoticeboardPost.objects.filter(pk__in=numbers, taken_down_at=None).order_by()
    counted = rows.values_list("pk").annotate(said=Count("comments", filter=Q(comments__state="visible")))
    return {f"post:{number}": (Metric("answers", "comments", comments),) for number, comments in counted}
