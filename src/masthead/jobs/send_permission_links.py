"""Whoever is asked for a permission by e-mail is sent their link, and whoever signed the link to take it back."""

from __future__ import annotations

from datetime import datetime

from django.core.mail import get_connection
from django_tasks import task

from masthead.agencies.actors import Worker
from masthead.agencies.models import MailSettings
from masthead.kernel.clock import now
from masthead.media.mail_links import due_mails, send_due_links

EVERY = 15


def needed(at: datetime) -> bool:
    return due_mails(at).exists() and MailSettings.objects.exists()


@task()
def run() -> int:
    """Send what waits. Returns how many went; what a failing mail server refused stays due."""
    return send_due_links(by=Worker("permissions"), at=now(), connection=get_connection())
