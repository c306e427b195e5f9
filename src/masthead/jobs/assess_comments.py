"""Each comment is read by the signals; what a person should look at becomes a case in their queue.

So does what was hidden on its channel without a decision here. When another policy comes into force, what waits in the
queue is read again under it. While the model is in memory, it is noted what the words of each case are like.
"""

from __future__ import annotations

from datetime import datetime

from django_tasks import task

from masthead.agencies.actors import Worker
from masthead.kernel.clock import now
from masthead.moderation.assess import assess_all, assessed_under_another_policy, not_yet_assessed
from masthead.moderation.hidden_there import hidden_without_a_decision, queue_hidden
from masthead.moderation.note_likeness import not_yet_noted, note_likeness
from masthead.signals.model.shipped import release

EVERY = 2


def needed(at: datetime) -> bool:
    waits = (not_yet_assessed, hidden_without_a_decision, assessed_under_another_policy, not_yet_noted)
    return any(waiting().exists() for waiting in waits)


@task()
def run() -> int:
    """Assess what is new. Returns how many comments were assessed."""
    try:
        assessed = assess_all(by=Worker("signals"), at=now())
        queue_hidden(by=Worker("signals"), at=now())
        note_likeness()
        return assessed
    finally:
        release()  # a desk at rest needs no model in its memory
