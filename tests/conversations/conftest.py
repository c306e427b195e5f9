"""A live presence, and events as a channel would tell them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import factories
from comment_events import a_presence, an_event
from masthead.agencies.models import Agency, Person
from masthead.channels.port import CommentEvent
from masthead.presences.models import Presence

Event = Callable[..., CommentEvent]


@pytest.fixture
def author(agency: Agency) -> Person:
    return factories.person("communicator", "moderator")


@pytest.fixture
def presence(author: Person) -> Presence:
    return a_presence(author)


@pytest.fixture
def event() -> Event:
    return an_event
