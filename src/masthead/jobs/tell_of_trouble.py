"""A post that is late, held or refused is told by e-mail to whoever wrote and scheduled it, with link and cure.

So is a link in a live post that is no longer as it was signed.
"""

from __future__ import annotations

from datetime import datetime

from django.core.mail import get_connection
from django_tasks import task

from masthead.agencies.actors import Worker
from masthead.agencies.models import MailSettings
from masthead.kernel.clock import now
from masthead.publishing.alarm import cut_off, due, raise_alarms, send_due, untold
from masthead.publishing.link_alarm import raise_link_alarms, waiting

EVERY = 20


def needed(at: datetime) -> bool:
    """Nobody is told by mail where no server is set up; Today tells them all the same."""
    if not MailSettings.objects.exists():
        return False
    return untold(at=at).exists() or waiting(at=at) or due(at=at).exists() or cut_off(at=at).exists()


# Before the routine work: what stays behind unnoticed is what this desk exists to prevent.
@task(priority=40)
def run() -> int:
    """Raise what is new and mail what is due. Returns how many e-mails left."""
    by = Worker("outbox")
    raise_alarms(by=by, at=now())
    raise_link_alarms(by=by, at=now())
    return send_due(by=by, at=now(), connection=get_connection())
