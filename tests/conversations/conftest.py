"""A live presence, and events as a channel would tell them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import factories
from comment_events import an_event
from masthead.agencies.models import Agency, Person
from masthead.channels.port import CommentEvent
from masthead.presences.models import Connection, Presence

Event = Callable[..., CommentEvent]


@pytest.fixture
def author(agency: Agency) -> Person:
    return factories.person("communicator", "moderator")


@pytest.fixture
def presence(author: Person) -> Presence:
    """The agency's Noticeboard, live."""
    made = Presence.objects.create(
        channel="noticeboard",
        name="MLC Noticeboard",
        handle="mlc-noticeboard",
        purpose="News",
        audience="The public",
        why_channel="It is ours",
        state="live",
        run_by=author,
        proposed_by=author,
        proposed_at=factories.at(days=-20),
        launched_at=factories.at(days=-10),
    )
    Connection.objects.create(
        presence=made,
        settings={"handle": "mlc-noticeboard"},
        connected_at=factories.at(days=-10),
        connected_by="worker:test",
    )
    return made


@pytest.fixture
def event() -> Event:
    return an_event
