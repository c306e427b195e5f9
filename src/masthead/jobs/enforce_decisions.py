"""What moderators decided is carried out on the channels, and tried again while a channel does not answer."""

from __future__ import annotations

from datetime import datetime

from django_tasks import task

from masthead.agencies.actors import Worker
from masthead.kernel.clock import now
from masthead.moderation.enforce import enforce_due
from masthead.moderation.models import Enforcement

EVERY = 2


def needed(at: datetime) -> bool:
    return Enforcement.objects.filter(state__in=("due", "carrying")).exists()


@task(priority=40)
def run() -> int:
    """Carry out what is due. Returns how many enforcements were tried."""
    return sum(enforce_due(by=Worker("enforcement"), at=now()).values())
