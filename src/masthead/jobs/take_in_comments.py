"""What the public wrote on every official presence is taken in, and becomes a record before anybody acts on it."""

from __future__ import annotations

from django_tasks import task

from masthead.agencies.actors import Worker
from masthead.channels.port import Channel
from masthead.conversations.pull import is_due, pull_presence
from masthead.jobs.standing import for_each_presence
from masthead.kernel.clock import now
from masthead.presences.models import Presence

EVERY = 20


@task()
def run() -> int:
    """Pull every presence. Returns how many were reached; a channel's own trouble is kept where staff see it."""
    return for_each_presence(_pull)


def _pull(presence: Presence, channel: Channel) -> None:
    at = now()
    if is_due(presence, at=at):
        pull_presence(by=Worker("intake"), at=at, presence=presence, channel=channel)
