"""Whoever commented on the Noticeboard is asked by e-mail to confirm; nothing they wrote is shown before."""

from __future__ import annotations

from datetime import datetime

from django_tasks import task

from masthead.agencies.actors import Worker
from masthead.agencies.models import MailSettings
from masthead.channels.noticeboard.confirmation import due_confirmations, send_due_confirmations
from masthead.kernel.clock import now

EVERY = 15


def needed(at: datetime) -> bool:
    return due_confirmations(at).exists() and MailSettings.objects.exists()


@task()
def run() -> int:
    """Send what waits. Returns how many went; what a failing mail server refused stays due."""
    return send_due_confirmations(by=Worker("noticeboard"), at=now())
