"""The presences that speak for the agency now, one at a time, each with its channel."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import QuerySet

from masthead.channels.port import Channel
from masthead.presences.connection import channel_for
from masthead.presences.models import Presence
from masthead.presences.states import OFFICIAL


def for_each_presence(work: Callable[[Presence, Channel], None], *, among: QuerySet[Presence] | None = None) -> int:
    """Do `work` for every official presence that is connected, or those `among` them; return how many went well.

    One that fails does not keep the others waiting. What failed is raised together at the end (ExceptionGroup), so
    that the task is seen to have failed, and why.
    """
    done, failed = 0, []
    rows = Presence.objects.all() if among is None else among
    for presence in rows.filter(state__in=OFFICIAL, connection__isnull=False):
        try:
            work(presence, channel_for(presence))
        except Exception as error:  # noqa: BLE001  raised below with the others
            error.add_note(f"presence {presence.pk} on {presence.channel}")
            failed.append(error)
        else:
            done += 1
    if failed:
        raise ExceptionGroup("some presences could not be tended", failed)
    return done
