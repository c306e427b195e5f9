"""Posts that show somebody who took their permission back are proposed for takedown, and those responsible are told."""

from __future__ import annotations

from datetime import datetime

from django.core.mail import get_connection
from django_tasks import task

from masthead.agencies.actors import Worker
from masthead.agencies.models import MailSettings
from masthead.kernel.clock import now
from masthead.publishing.propose_takedown import cut_off, propose_takedowns, tell, to_tell, unproposed

EVERY = 20


def needed(at: datetime) -> bool:
    """Without a mail server they are proposed all the same, and stand on Today."""
    if unproposed(at=at):
        return True
    return MailSettings.objects.exists() and (to_tell(at=at).exists() or cut_off(at=at).exists())


# With the alarms, before the routine work: whoever took it back was told that staff hear of it at once.
@task(priority=40)
def run() -> int:
    """Returns how many e-mails left."""
    by = Worker("outbox")
    propose_takedowns(by=by, at=now())
    return tell(by=by, at=now(), connection=get_connection()) if MailSettings.objects.exists() else 0
