"""Every exchange with the public reaches the agency's records mailbox, whole, and again whole when it continues."""

from __future__ import annotations

from django.core.mail import get_connection
from django_tasks import task

from masthead.agencies.actors import Worker
from masthead.agencies.models import MailSettings
from masthead.conversations.forward import queue_all, reconcile, send_due
from masthead.kernel.clock import now

EVERY = 30


@task()
def run() -> int:
    """Queue what changed and send what is due. Returns how many were tried."""
    clerk = Worker("records-mail")
    queue_all(by=clerk, at=now())
    reconcile(by=clerk, at=now())
    if not MailSettings.objects.exists():
        return 0
    return sum(send_due(by=clerk, at=now(), connection=get_connection()).values())
