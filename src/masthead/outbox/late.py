"""What has not arrived though its time is over, and what cannot go on alone: neither may pass unnoticed.

A delivery's time is when it was last meant to leave (`due_at`): what it has waited for since does not move it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from masthead.outbox.models import Delivery
from masthead.outbox.states import MOVING

FAILED = frozenset({"held", "rejected"})
"""It goes no further before a person has done something."""

UNSETTLED = MOVING | {"by_hand"}
"""It may yet arrive, by machine or by hand."""


def late(*, at: datetime, after: timedelta) -> QuerySet[Delivery]:
    """Not settled, though `after` has passed since its time."""
    return Delivery.objects.filter(_late(at, after))


def in_trouble(*, at: datetime, after: timedelta, settled_for: timedelta, since: datetime) -> QuerySet[Delivery]:
    """What is late, and what has failed for at least `settled_for`; none whose trouble began before `since`."""
    failed = Q(state__in=FAILED, updated_at__lte=at - settled_for, updated_at__gte=since)
    return Delivery.objects.filter(failed | (_late(at, after) & Q(due_at__gte=since)))


def _late(at: datetime, after: timedelta) -> Q:
    return Q(state__in=UNSETTLED, due_at__lte=at - after)


def began(delivery: Delivery) -> datetime | None:
    """When the trouble began in which `delivery` would be if it were late; None once it has come to a good end."""
    if delivery.state in FAILED:
        return delivery.updated_at
    return delivery.due_at if delivery.state in UNSETTLED else None
