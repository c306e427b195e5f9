"""Links somebody asked about are fetched, a few at a time, and what was found is written into their dossiers."""

from __future__ import annotations

from datetime import datetime

from django_tasks import task

from masthead.agencies.actors import Worker
from masthead.kernel.clock import now
from masthead.kernel.refusals import Refused
from masthead.links.models import Dossier
from masthead.links.research import fetcher, write_down

EVERY = 2
AT_ONCE = 10


def needed(at: datetime) -> bool:
    return Dossier.objects.filter(state="waiting").exists()


@task()
def run() -> int:
    """How many dossiers were finished. The slow part, fetching, holds no transaction."""
    reader, done = fetcher(), 0
    for dossier in Dossier.objects.filter(state="waiting").select_related("link").order_by("asked_at")[:AT_ONCE]:
        fetched = reader.fetch(dossier.link.url)
        try:
            write_down(by=Worker(), at=now(), dossier=dossier, fetched=fetched)
        except Refused:  # another worker was faster
            continue
        done += 1
    return done
