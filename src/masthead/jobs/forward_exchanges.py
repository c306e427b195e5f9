"""Every exchange with the public reaches the agency's records mailbox, whole, and again whole when it continues."""

from __future__ import annotations

from django.core.mail import get_connection
from django_tasks import task

from masthead.administration.records_mailbox import stored_mailbox
from masthead.agencies.actors import Worker
from masthead.agencies.models import MailSettings
from masthead.conversations.forward import queue_all, reconcile, send_due
from masthead.conversations.mailbox import ImapMailbox
from masthead.kernel.clock import now

EVERY = 10


@task()
def run() -> int:
    """Queue what changed, send what is due, look for what is unconfirmed. Returns how many were tried."""
    clerk = Worker("records-mail")
    queue_all(by=clerk, at=now())
    tried = 0
    if MailSettings.objects.exists():
        tried = sum(send_due(by=clerk, at=now(), connection=get_connection()).values())
    reconcile(by=clerk, at=now(), mailbox=_mailbox())
    return tried


def _mailbox() -> ImapMailbox | None:
    stored = stored_mailbox()
    if stored is None:
        return None
    return ImapMailbox(stored.host, stored.port, stored.username, stored.password, tls=stored.tls)
