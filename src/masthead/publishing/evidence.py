"""What publishing can tell a review: what the platform counts of the posts of the time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Sum

from masthead.channels.registry import describe
from masthead.presences.evidence import Figure, register
from masthead.presences.models import Presence
from masthead.publishing.models import Metric


def counted(presence: Presence, since: datetime, until: datetime) -> Iterator[Figure]:
    """The platform's own numbers, added up under its own names. Two queries; silent where nothing was told."""
    rows = Metric.objects.filter(
        delivery__presence=presence, delivery__delivered_at__gt=since, delivery__delivered_at__lte=until
    ).order_by()
    named = rows.values_list("name").annotate(together=Sum("number")).order_by("-together", "name")
    said = ", ".join(f"{name}: {together:,}" for name, together in named)
    if said:
        posts = rows.aggregate(posts=Count("delivery", distinct=True))["posts"]
        of = f"{posts:,} post{'' if posts == 1 else 's'}"
        yield Figure(f"As {describe(presence.channel).name} counts", f"{said} (of {of}, as last read).")


register("3 publishing", counted)
