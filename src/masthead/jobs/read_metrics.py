"""What the platforms count of our posts is read: hourly of new ones, then daily, then weekly."""

from __future__ import annotations

from datetime import datetime

from django_tasks import task

from masthead.agencies.actors import Worker
from masthead.channels.port import Channel
from masthead.jobs.standing import for_each_presence
from masthead.kernel.clock import now
from masthead.presences.models import Presence
from masthead.publishing.metrics import due, read

EVERY = 5 * 60


def needed(at: datetime) -> bool:
    return due(at=at).exists()


@task()
def run() -> int:
    """How many presences were reached; what a platform refuses is told beside them."""
    waiting = due(at=now()).order_by().values("presence")
    return for_each_presence(_read, among=Presence.objects.filter(pk__in=waiting))


def _read(presence: Presence, channel: Channel) -> None:
    read(by=Worker("metrics"), at=now(), presence=presence, channel=channel)
