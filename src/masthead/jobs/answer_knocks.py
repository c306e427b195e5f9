"""A platform that knocked is answered at once by taking in what the public wrote on that presence."""

from __future__ import annotations

from datetime import datetime

from django_tasks import task

from masthead.agencies.actors import Worker
from masthead.conversations.knock import take_up, waiting
from masthead.conversations.pull import asked_to_wait, pull_presence
from masthead.kernel.clock import now
from masthead.presences.connection import channel_for

EVERY = 1
AT_ONCE = 20


def needed(at: datetime) -> bool:
    return waiting(at).exists()


@task()
def run() -> int:
    """How many presences were pulled. One that fails does not keep the others waiting; it is raised at the end."""
    pulled, failed = 0, []
    for connection in list(waiting(now()).select_related("presence").order_by("knocked_at")[:AT_ONCE]):
        if not take_up(connection, now()):
            continue
        presence = connection.presence
        if asked_to_wait(presence, at=now()):
            continue  # what was said comes in when the wait ends
        try:
            pull_presence(by=Worker("intake"), at=now(), presence=presence, channel=channel_for(presence))
        except Exception as error:  # noqa: BLE001  raised below with the others
            error.add_note(f"presence {presence.pk} on {presence.channel}")
            failed.append(error)
        else:
            pulled += 1
    if failed:
        raise ExceptionGroup("some knocks could not be answered", failed)
    return pulled
