"""A live presence, and events as a channel would tell them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import factories
from comment_events import a_presence, an_event
from masthead.agencies.actors import Citizen, Worker
from masthead.agencies.models import Agency, Person
from masthead.channels.events import CommentEvent
from masthead.channels.noticeboard.comments import confirm_comment, submit_comment
from masthead.channels.noticeboard.models import NoticeboardPost
from masthead.conversations.models import Comment
from masthead.conversations.pull import pull_presence
from masthead.presences.connection import channel_for
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


@pytest.fixture
def comment(presence: Presence) -> Comment:
    """A reader's question under a post on the Noticeboard, taken in."""
    post = NoticeboardPost.objects.create(
        key="k", handle=presence.handle, text="Story hour on Monday", put_up_at=factories.at(-30)
    )
    told = {"author_shown": "Reader", "email": "reader@home.invalid", "text": "When do you open?"}
    sent = submit_comment(by=Citizen("reader"), at=factories.at(-20), post_id=post.pk, **told)
    confirm_comment(by=Citizen("reader"), at=factories.at(-19), comment_id=sent.pk)
    pull_presence(by=Worker(), at=factories.at(), presence=presence, channel=channel_for(presence))
    return Comment.objects.get()
