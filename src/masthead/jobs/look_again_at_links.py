"""The signed links of what leaves soon are fetched once more, several hosts at once, and changes are written down."""

from __future__ import annotations

from datetime import datetime

from django_tasks import task

from masthead.agencies.actors import Worker
from masthead.kernel.clock import now
from masthead.links.fetch_in_turns import fetch_in_turns
from masthead.links.look_again import note
from masthead.links.research import fetcher
from masthead.outbox.links_before_leaving import to_look_at

# Seconds. What is published as soon as possible leaves two minutes later: its links are looked at well before that.
EVERY = 15
AT_ONCE = 100
BETWEEN = 0.5
"""Seconds between two pages of one host in a run: a post waits for them."""
LONGEST = 5.0
"""Seconds in which a run begins pages. What was not reached is the next run's."""


def needed(at: datetime) -> bool:
    return bool(to_look_at(at=at, limit=1))


@task()
def run() -> int:
    """How many links were looked at. The slow part, fetching, holds no transaction."""
    found = fetch_in_turns(
        to_look_at(at=now(), limit=AT_ONCE),
        url=lambda dossier: dossier.link.url,
        fetch=fetcher().fetch,
        between=BETWEEN,
        longest=LONGEST,
    )
    looked = 0
    for dossier, fetched in found:
        note(by=Worker(), at=now(), dossier=dossier, fetched=fetched)
        looked += 1
    return looked
