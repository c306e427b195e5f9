"""What is due leaves, what a crash left half done is looked for, and finished publications are closed."""

from __future__ import annotations

from django_tasks import task

from masthead.agencies.actors import Worker
from masthead.kernel.clock import now
from masthead.outbox.carry import sweep
from masthead.publishing.deliver import close, ready_to_close

EVERY = 1


@task()
def run() -> int:
    """How many deliveries were carried on."""
    by = Worker()
    carried = sweep(by=by, at=now())
    for publication in ready_to_close():
        close(by=by, at=now(), publication=publication)
    return carried
