"""What the outbox can tell a review: how much was said through a presence, and when last."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Max, Q

from masthead.agencies.days import local_day
from masthead.kernel.clock import said_day
from masthead.outbox.models import Delivery
from masthead.outbox.states import ARRIVED
from masthead.presences.evidence import Figure, register
from masthead.presences.models import Presence


def said(presence: Presence, since: datetime, until: datetime) -> Iterator[Figure]:
    """Posts and answers that arrived in the period, and the last of them. Two queries."""
    rows = Delivery.objects.filter(
        presence=presence, state__in=ARRIVED, delivered_at__gt=since, delivered_at__lte=until
    )
    counted = rows.aggregate(
        posts=Count("pk", filter=Q(purpose="publication") & ~Q(way="edit")),
        replies=Count("pk", filter=Q(purpose="reply")),
        last=Max("delivered_at"),
    )
    yield Figure("Posts", str(counted["posts"]), asks=not counted["posts"])
    yield Figure("Answers given", str(counted["replies"]))
    last = local_day(counted["last"]) if counted["last"] else None
    yield Figure("Last used", said_day(last) if last else "Not once.", asks=last is None)
    stuck = Delivery.objects.filter(presence=presence, state__in=("unknown", "held", "rejected")).count()
    if stuck:
        yield Figure("Posts that wait for a person", str(stuck), asks=True)


register("1 outbox", said)
