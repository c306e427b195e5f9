"""The newest checkpoint is mailed out of the house: a ledger rewritten later, keys and all, could not match it.

To the records address, which keeps it where whoever runs this machine cannot change it. `masthead restore
--checkpoint` reads the attachment as it came.
"""

from __future__ import annotations

from datetime import datetime

from django.core.mail import EmailMessage
from django_tasks import task

from masthead.agencies.models import MailSettings, the_agency
from masthead.jobs.models import MailedCheckpoint
from masthead.kernel.clock import now
from masthead.records.models import Checkpoint

# A mail server that refuses fails the task, and it is tried again after this many seconds.
EVERY = 60 * 60


def needed(at: datetime) -> bool:
    return MailSettings.objects.exists() and _unmailed() is not None


@task()
def run() -> int:
    """Mail the newest checkpoint if it has not left yet. Returns its size, or 0 when there was none to mail."""
    newest, agency = _unmailed(), the_agency()
    if newest is None or agency is None:
        return 0
    message = EmailMessage(
        subject=f"{agency.short_name}: checkpoint over {newest.size} records",
        body=(
            f"This signs the records of {agency.name} as they stood with {newest.size} of them. Keep this message:\n"
            "a ledger that does not extend it has been changed.\n"
        ),
        to=[agency.records_address],
        headers={"Auto-Submitted": "auto-generated"},
    )
    message.attach(f"checkpoint-{newest.size}.txt", newest.note.encode(), "application/octet-stream")
    message.send()
    MailedCheckpoint.objects.get_or_create(size=newest.size, defaults={"mailed_at": now()})
    return newest.size


def _unmailed() -> Checkpoint | None:
    newest = Checkpoint.objects.order_by("-size").first()
    if newest is None or MailedCheckpoint.objects.filter(size__gte=newest.size).exists():
        return None
    return newest
