"""Once a day the whole ledger is read again, so that damage is found while a backup still holds what was damaged."""

from __future__ import annotations

from django_tasks import task

from masthead.agencies.actors import Worker
from masthead.kernel.clock import now
from masthead.records import ledger
from masthead.records.health import look_over

EVERY = 24 * 60 * 60


@task()
def run() -> bool:
    """Walk the ledger and record what was found. Returns whether it is whole."""
    if not ledger.size():
        return True
    return look_over(by=Worker("ledger"), at=now()).ok
