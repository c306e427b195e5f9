"""Platforms that knock for an account only once asked to are asked: after the launch, and again each day."""

from __future__ import annotations

from datetime import datetime

from django_tasks import task

from masthead.agencies.actors import Worker
from masthead.channels.port import Channel
from masthead.jobs.standing import for_each_presence
from masthead.kernel.clock import now
from masthead.presences.knocks import ask, unasked
from masthead.presences.models import Presence

EVERY = 60


def needed(at: datetime) -> bool:
    return unasked(at=at).exists()


@task()
def run() -> int:
    """How many presences were looked at; what a platform refuses is told beside them."""
    rows = unasked(at=now()).values("presence")
    return for_each_presence(_ask, among=Presence.objects.filter(pk__in=rows))


def _ask(presence: Presence, channel: Channel) -> None:
    ask(by=Worker("presences"), at=now(), presence=presence, channel=channel)
