"""Whom each presence follows is read back every day, held against the registers, and what changed becomes an alert."""

from __future__ import annotations

from datetime import datetime, timedelta

from django_tasks import task

from masthead.agencies.actors import Worker
from masthead.channels.errors import ChannelError
from masthead.channels.follow_port import FollowsAccounts, can
from masthead.channels.port import Channel
from masthead.channels.registry import describe
from masthead.following import read_back
from masthead.following.models import Follow, Preview
from masthead.following.watch import watch
from masthead.jobs.standing import for_each_presence
from masthead.kernel.clock import now
from masthead.presences.models import Presence

EVERY = 24 * 60 * 60
_FORGOTTEN_AFTER = timedelta(days=1)
_WORKER = Worker("following")


def needed(at: datetime) -> bool:
    """Where a presence could follow, or does: a desk of noticeboards has nothing to read."""
    others = Presence.objects.filter(connection__isnull=False).values_list("channel", flat=True).distinct()
    return Follow.objects.filter(state__in=("requested", "following")).exists() or any(
        can(describe(channel), "follow") for channel in others
    )


@task()
def run() -> int:
    """How many presences were reached. What the registers learned is told also where no channel answers."""
    Preview.objects.filter(made_at__lt=now() - _FORGOTTEN_AFTER).delete()
    try:
        return for_each_presence(_read)
    finally:
        watch(by=_WORKER, at=now())


def _read(presence: Presence, channel: Channel) -> None:
    description = channel.describe()
    if not can(description, "follow") or not isinstance(channel, FollowsAccounts):
        return
    try:
        reading = read_back.read(channel, description, asked_for=read_back.asked_for(presence))
    except ChannelError as trouble:
        read_back.note_trouble(by=_WORKER, at=now(), presence=presence, trouble=trouble)
        return
    read_back.compare(by=_WORKER, at=now(), presence=presence, reading=reading)
