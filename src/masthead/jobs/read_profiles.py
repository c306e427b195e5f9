"""Every official account that a program can read is read once a day, and once more shortly before a post leaves."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django_tasks import task

from masthead.agencies.actors import Worker
from masthead.channels.registry import descriptions
from masthead.kernel.clock import now
from masthead.outbox.models import Delivery
from masthead.presences.models import Presence
from masthead.presences.states import OFFICIAL
from masthead.presences.watch import DAILY, RECENT, read, readable

EVERY = 60
AT_ONCE = 25
SOON = timedelta(minutes=15)
"""So long before a post leaves, its presence is looked at."""


def needed(at: datetime) -> bool:
    return _due(at).exists()


@task()
def run() -> int:
    """How many accounts were reached. One that cannot be reached says so on its presence, and keeps nobody waiting."""
    at, reader = now(), Worker("profiles")
    rows = list(_due(at).select_related("connection").order_by("connection__checked_at", "id")[:AT_ONCE])
    return sum(not read(by=reader, at=at, presence=presence) for presence in rows)


def _due(at: datetime) -> QuerySet[Presence]:
    leaving = Delivery.objects.filter(presence=OuterRef("pk"), state="queued", not_before__lte=at + SOON)
    looked = Q(connection__checked_at__isnull=True)
    daily = looked | Q(connection__checked_at__lt=at - DAILY)
    recently = looked | Q(connection__checked_at__lt=at - RECENT)
    read_by_people = [channel for channel in descriptions() if not readable(channel)]
    rows = Presence.objects.filter(state__in=OFFICIAL, connection__isnull=False).exclude(channel__in=read_by_people)
    return rows.filter(daily | (Exists(leaving) & recently))
