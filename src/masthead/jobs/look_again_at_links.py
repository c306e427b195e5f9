"""The signed links of what leaves soon are fetched once more, a few at a time, and what changed is written down."""

from __future__ import annotations

from datetime import datetime

from django_tasks import task

from masthead.agencies.actors import Worker
from masthead.kernel.clock import now
from masthead.links.look_again import note
from masthead.links.research import fetcher
from masthead.outbox.links_before_leaving import to_look_at

# Seconds. What is published as soon as possible leaves two minutes later: its links are looked at well before that.
EVERY = 15
AT_ONCE = 10


def needed(at: datetime) -> bool:
    return bool(to_look_at(at=at, limit=1))


@task()
def run() -> int:
    """How many links were looked at. The slow part, fetching, holds no transaction."""
    reader, dossiers = fetcher(), to_look_at(at=now(), limit=AT_ONCE)
    for dossier in dossiers:
        fetched = reader.fetch(dossier.link.url)
        note(by=Worker(), at=now(), dossier=dossier, fetched=fetched)
    return len(dossiers)
