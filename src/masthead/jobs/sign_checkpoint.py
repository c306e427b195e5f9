"""Once a day the ledger is signed as it stands, so that later changes to it can be shown."""

from __future__ import annotations

from django_tasks import task

from masthead.agencies.actors import Worker
from masthead.agencies.models import the_agency
from masthead.kernel.clock import now
from masthead.records import ledger
from masthead.records.checkpoint import make_checkpoint
from masthead.records.models import Checkpoint

EVERY = 24 * 60 * 60


@task()
def run() -> int:
    """Sign the ledger if it grew since the last checkpoint. Returns the size signed, 0 when there was nothing new."""
    agency = the_agency()
    if agency is None or agency.set_up_at is None:
        return 0
    size = ledger.size()
    last = Checkpoint.objects.order_by("-size").values_list("size", flat=True).first() or 0
    if size <= last:
        return 0
    return int(make_checkpoint(by=Worker("checkpoint"), at=now()).size)
