"""Some channels tell nobody when a comment is deleted or hidden: the newest are looked at again."""

from __future__ import annotations

from django_tasks import task

from masthead.agencies.actors import Worker
from masthead.channels.port import Channel
from masthead.conversations.pull import look_again
from masthead.jobs.standing import for_each_presence
from masthead.kernel.clock import now
from masthead.presences.models import Presence

EVERY = 15 * 60


@task()
def run() -> int:
    """Look again at every presence. Returns how many were looked at."""
    return for_each_presence(_look)


def _look(presence: Presence, channel: Channel) -> None:
    look_again(by=Worker("intake"), at=now(), presence=presence, channel=channel)
