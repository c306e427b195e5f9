"""Links somebody asked about are fetched, several hosts at once, and what was found is written into their dossiers.

Where a run leaves some that wait, the next follows at once, behind what else waits for the worker. A post that is due
goes before: the run begins no more pages, and the timetable calls the next.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django_tasks import task

from masthead.agencies.actors import Worker
from masthead.jobs import carry_deliveries
from masthead.kernel.clock import now
from masthead.kernel.refusals import Refused
from masthead.links.fetch_in_turns import fetch_together
from masthead.links.models import Dossier
from masthead.links.pauses import pauses
from masthead.links.research import Found, answered_since, fetcher, waiting, write_down_all

EVERY = 2
AT_ONCE = 1000
BETWEEN = 0.5
"""Seconds between two pages of one host, also from one run to the next. Somebody waits for them: it is less than when
nobody does."""
LONGEST = 7.5
"""Seconds in which a run begins pages. The worker does nothing else meanwhile, and a post may be due: what was not
reached is the next run's."""


def needed(at: datetime) -> bool:
    return Dossier.objects.filter(state="waiting").exists()


@task()
def run() -> int:
    """How many dossiers were finished. The slow part, fetching, holds no transaction."""
    done = _research(Worker())
    if done and needed(now()) and not carry_deliveries.needed(now()):
        run.enqueue()
    return done


def _research(by: Worker) -> int:
    at = now()
    together = fetch_together(
        waiting(AT_ONCE),
        url=lambda one: one.url,
        fetch=fetcher(parts=True).fetch,
        between=BETWEEN,
        longest=LONGEST,
        waits=pauses(answered_since(at - timedelta(seconds=BETWEEN)), at=at, between=BETWEEN),
        enough=lambda: carry_deliveries.needed(now()),
    )
    done = 0
    for some in together:
        at = now()
        try:
            done += len(write_down_all(by=by, at=at, found=[Found(one.dossier, fetched, at) for one, fetched in some]))
        except Refused:  # another worker was faster
            continue
    return done
