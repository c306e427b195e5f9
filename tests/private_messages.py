"""An agency with an account on the misbehaving fake, to which somebody writes in private, in one line each."""

from __future__ import annotations

from pathlib import Path

import factories
from fakes.channel import FakeServer, install
from fakes.presence import live_presence
from masthead.agencies.actors import Worker
from masthead.conversations.models import Conversation
from masthead.conversations.pull import pull_presence
from masthead.presences.connection import channel_for
from masthead.presences.models import Presence

WORKER = Worker()
QUESTION = "Which books are still on my card?"


def written_to(folder: Path, text: str = QUESTION) -> tuple[FakeServer, Presence, Conversation]:
    """The platform, the presence on it, and the private exchange that `text` began there."""
    install()
    server = FakeServer(folder / "fake.sqlite3")
    presence = live_presence("fake", handle="library", settings={"store": str(server.store)})
    server.writes(text)
    pull(presence)
    return server, presence, Conversation.objects.get(private=True)


def pull(presence: Presence, *, minutes: float = 0) -> None:
    pull_presence(by=WORKER, at=factories.at(minutes), presence=presence, channel=channel_for(presence))
