"""Links somebody asked about are fetched, several hosts at once, and what was found is written into their dossiers.

Where a run leaves some that wait, the next follows at once, behind what else waits for the worker. A post that is due
goes before: the run begins no more pages, and the timetable calls the next.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import OperationalError
from django_tasks import task

from masthead.agencies.actors import Worker
from masthead.jobs import carry_deliveries
from masthead.kernel.clock import now
from masthead.kernel.refusals import Refused
from masthead.links.fetch import Fetched
from masthead.links.fetch_in_turns import NOT_WRITTEN, fetch_together
from masthead.links.models import Dossier
from masthead.links.pauses import pauses
from masthead.links.research import Found, answered_since, fetcher, waiting, write_down_all

_log = logging.getLogger(__name__)
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
        done += _write(by, at, [Found(one.dossier, fetched, at) for one, fetched in some])
    return done


def _write(by: Worker, at: datetime, found: Sequence[Found]) -> int:
    """How many were written: together, and where that fails each alone, so that one answer does not hold the others.

    An answer that cannot be written down is written as not read; else it would be fetched again and again. The database
    not answering at all is no matter of one link: that passes.
    """
    try:
        return len(write_down_all(by=by, at=at, found=found))
    except OperationalError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it was, the others are not to wait for it
        if len(found) > 1:
            return sum(_write(by, at, [one]) for one in found)
        return _write_as_unread(by, at, found[0], error)


def _write_as_unread(by: Worker, at: datetime, found: Found, error: Exception) -> int:
    unread = replace(found, fetched=Fetched("blocked", trouble=NOT_WRITTEN))
    try:
        written = len(write_down_all(by=by, at=at, found=[unread]))
    except OperationalError:
        raise
    except Refused:  # another worker was faster
        return 0
    except Exception:  # noqa: BLE001 - as above
        _log.warning("Research %s cannot be written down.", found.dossier, exc_info=True)
        return 0
    _log.warning("What was found for research %s could not be written down.", found.dossier, exc_info=error)
    return written
