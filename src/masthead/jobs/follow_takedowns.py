"""What arrives although its publication was taken down meanwhile is taken down as soon as that is seen."""

from __future__ import annotations

from datetime import datetime

from django_tasks import task

from masthead.agencies.actors import Worker
from masthead.kernel.clock import now
from masthead.kernel.refusals import Refused
from masthead.publishing.take_down import follow_up, to_follow_up

EVERY = 10


def needed(at: datetime) -> bool:
    return bool(to_follow_up())


@task(priority=45)
def run() -> int:
    """How many takedowns had something more to take down."""
    done = 0
    for takedown in to_follow_up():
        try:
            follow_up(by=Worker("outbox"), at=now(), takedown=takedown)
        except Refused:
            continue  # another worker was faster
        done += 1
    return done
