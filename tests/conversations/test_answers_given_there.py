"""What the agency's own account answers on the platform itself: part of the exchange, and forwarded with it."""

from __future__ import annotations

import httpx
import pytest

import factories
from channels.conformance import post, published
from fakes.presence import live_presence
from masthead.agencies.actors import Worker
from masthead.agencies.models import Agency
from masthead.channels.discourse.channel import Discourse
from masthead.channels.discourse.forum import Forum
from masthead.conversations.exchange import exchange_of
from masthead.conversations.forward import queue_all
from masthead.conversations.models import Comment, Conversation
from masthead.conversations.pull import pull_presence
from masthead.presences.models import LiveProfile, Presence
from masthead.presences.profile import as_kept
from peers.discourse import ADDRESS, CATEGORY, KEY, USER, ForumServer

pytestmark = pytest.mark.django_db


@pytest.fixture
def server() -> ForumServer:
    return ForumServer()


@pytest.fixture
def channel(server: ForumServer) -> Discourse:
    return Discourse(Forum(ADDRESS, USER, KEY, transport=httpx.MockTransport(server)), str(CATEGORY))


@pytest.fixture
def presence(agency: Agency, channel: Discourse) -> Presence:
    presence = live_presence("discourse", handle="library@forum.example")
    shown = as_kept(channel.profile())
    LiveProfile.objects.create(presence=presence, shown=shown, confirmed=shown, read_at=factories.at())
    return presence


def test_it_is_taken_in_as_ours_answers_the_question_and_is_forwarded(
    server: ForumServer, channel: Discourse, presence: Presence
) -> None:
    ref, _ = published(channel, post("Elm Street is closed today"))
    topic = server.posts[int(ref.native_id)]["topic_id"]
    asked = server.says(topic, "When does it reopen?")
    pull_presence(by=Worker(), at=factories.at(), presence=presence, channel=channel)
    conversation = Conversation.objects.get()
    assert (conversation.state, queue_all(by=Worker(), at=factories.at(1))) == ("open", 0)
    server.says(topic, "On Monday.", USER, asked["post_number"])
    pull_presence(by=Worker(), at=factories.at(2), presence=presence, channel=channel)
    conversation.refresh_from_db()
    assert conversation.state == "answered"
    assert list(Comment.objects.order_by("native_id").values_list("from_us", flat=True)) == [False, True]
    assert [(one.side, one.text) for one in exchange_of(conversation).said] == [
        ("public", "When does it reopen?"),
        ("agency", "On Monday."),
    ]
    assert queue_all(by=Worker(), at=factories.at(3)) == 1
