"""Who has not acknowledged the policy in force is asked to by e-mail, as often as the working rule says."""

from __future__ import annotations

from datetime import datetime

from django.core.mail import get_connection
from django_tasks import task

from masthead.agencies.actors import Worker
from masthead.agencies.models import MailSettings
from masthead.employees.models import AskedVersion
from masthead.employees.remind import due, remind_all
from masthead.kernel.clock import now
from masthead.policy.in_force import rulebook

EVERY = 60 * 60


def needed(at: datetime) -> bool:
    """A version that nobody is asked about yet, or somebody to remind and a server to do it with."""
    try:
        stamp = rulebook().stamp
    except LookupError:
        return False
    if not AskedVersion.objects.filter(stamp=stamp).exists():
        return True
    return MailSettings.objects.exists() and due(at=at).exists()


@task()
def run() -> int:
    """Remind whoever is due. Returns how many e-mails left."""
    return remind_all(by=Worker("reminders"), at=now(), connection=get_connection())
