"""Links in live posts are judged anew where a list of sites, or the agency's word on one, has changed.

Nothing is fetched. A run judges batch after batch for some seconds; the next follows at once, behind what else waits.
"""

from __future__ import annotations

import time
from datetime import datetime

from django_tasks import task

from masthead.agencies.actors import Worker
from masthead.kernel.clock import now
from masthead.kernel.refusals import Refused
from masthead.links.judge_anew import Batch, judge, next_batch, tell, unjudged, were_judged
from masthead.links.models import Watch
from masthead.outbox.links_after_leaving import settle

EVERY = 5
LONGEST = 3.0
"""Seconds in which a run begins batches. The worker does nothing else meanwhile, and a post may be due."""


def needed(at: datetime) -> bool:
    return unjudged().exists()


@task()
def run() -> int:
    """How many live links were judged."""
    begun, judged = time.monotonic(), 0
    while True:
        batch = next_batch()
        again = _told(batch)
        were_judged(batch, but=again)
        judged += len(batch.watches) - len(again)
        if again or not batch.watches:  # what changed meanwhile is the timetable's
            return judged
        if time.monotonic() - begun > LONGEST:
            run.enqueue()
            return judged


def _told(batch: Batch) -> list[Watch]:
    """Tell of each link that calls for it, where something live carries it. Returns those to be judged again."""
    by, found = Worker("links"), judge(batch.watches)
    standing = {link.pk for link in settle(by=by, at=now(), links=[one.watch.link for one in found])}
    again = []
    for one in found:
        if one.watch.link_id not in standing:
            continue
        try:
            tell(by=by, at=now(), judged=one)
        except Refused:  # a look was written down meanwhile
            again.append(one.watch)
    return again
