"""Presences whose review day has come are put before the Executive Director."""

from __future__ import annotations

from datetime import datetime

from django_tasks import task

from masthead.agencies.actors import Worker
from masthead.agencies.models import the_agency
from masthead.kernel.clock import now
from masthead.kernel.refusals import Refused
from masthead.presences.review import due_for_review, fall_due

EVERY = 60 * 60


def needed(at: datetime) -> bool:
    agency = the_agency()
    return agency is not None and agency.set_up_at is not None and bool(due_for_review(at=at))


@task()
def run() -> int:
    """How many fell due."""
    at, done = now(), 0
    for presence in due_for_review(at=at):
        try:
            fall_due(by=Worker("reviews"), at=at, presence=presence)
        except Refused:  # somebody paused or renewed it meanwhile
            continue
        done += 1
    return done
