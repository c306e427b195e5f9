"""Whoever's comment was removed or restored is told why, by which clause, and how to appeal."""

from __future__ import annotations

from datetime import datetime

from django.core.mail import get_connection
from django_tasks import task

from masthead.agencies.actors import Worker
from masthead.agencies.models import MailSettings
from masthead.kernel.clock import now
from masthead.moderation.notify import (
    due,
    interrupted,
    queue_notices,
    send_due_notices,
    untold_removals,
    untold_restorals,
)

EVERY = 10


def needed(at: datetime) -> bool:
    """What waits for a mail server is no reason: it is looked at again when one is set up."""
    if untold_removals().exists() or untold_restorals().exists():
        return True
    return MailSettings.objects.exists() and (due(at).exists() or interrupted(at).exists())


@task()
def run() -> int:
    """Make notices due, and send those that can go by mail. Returns how many were tried."""
    teller = Worker("notices")
    queue_notices(by=teller, at=now())
    if not MailSettings.objects.exists():
        # They wait, and the desk shows them waiting; trying without a server would only count up failures.
        return 0
    return sum(send_due_notices(by=teller, at=now(), connection=get_connection()).values())
