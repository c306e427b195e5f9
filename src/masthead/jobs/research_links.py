"""Links somebody asked about are fetched, several hosts at once, and what was found is written into their dossiers."""

from __future__ import annotations

from datetime import datetime, timedelta

from django_tasks import task

from masthead.agencies.actors import Worker
from masthead.kernel.clock import now
from masthead.kernel.refusals import Refused
from masthead.links.fetch_in_turns import fetch_in_turns
from masthead.links.models import Dossier
from masthead.links.pauses import pauses
from masthead.links.research import answered_since, fetcher, write_down

EVERY = 2
AT_ONCE = 100
BETWEEN = 0.5
"""Seconds between two pages of one host, also from one run to the next. Somebody waits for them: it is less than when
nobody does."""
LONGEST = 5.0
"""Seconds in which a run begins pages. What was not reached is the next run's."""


def needed(at: datetime) -> bool:
    return Dossier.objects.filter(state="waiting").exists()


@task()
def run() -> int:
    """How many dossiers were finished. The slow part, fetching, holds no transaction."""
    waiting = Dossier.objects.filter(state="waiting").select_related("link").order_by("asked_at")[:AT_ONCE]
    at = now()
    found = fetch_in_turns(
        waiting,
        url=lambda dossier: dossier.link.url,
        fetch=fetcher().fetch,
        between=BETWEEN,
        longest=LONGEST,
        waits=pauses(answered_since(at - timedelta(seconds=BETWEEN)), at=at, between=BETWEEN),
    )
    done = 0
    for dossier, fetched in found:
        try:
            write_down(by=Worker(), at=now(), dossier=dossier, fetched=fetched)
        except Refused:  # another worker was faster
            continue
        done += 1
    return done
