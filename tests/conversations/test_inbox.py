"""The inbox lists every conversation once, the latest first, and tells what happened to it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import factories
from masthead.agencies.actors import Worker
from masthead.channels.errors import Transient
from masthead.conversations.assign import assign
from masthead.conversations.inbox import inbox
from masthead.conversations.models import Conversation, StreamCursor
from masthead.conversations.pull import pull_presence
from masthead.conversations.take_in import take_in
from masthead.kernel.refusals import Invalid
from masthead.presences.connection import channel_for


@pytest.fixture
def five(presence, event) -> None:
    for number in range(5):
        told = [
            event(f"c{number}", root=f"post:{number}"),
            event(f"d{number}", text="More", root=f"post:{number}", minutes=1),
        ]
        take_in(by=Worker(), at=factories.at(number // 2), presence=presence, events=told)


def test_pages_hold_every_conversation_once_latest_first(five) -> None:
    seen, after = [], ""
    while True:
        page = inbox(size=2, after=after)
        seen += [row.conversation for row in page.rows]
        after = page.after
        if not after:
            break
    assert len(seen) == len({one.pk for one in seen}) == 5
    moments = [one.last_event_at for one in seen]
    assert moments == sorted(moments, reverse=True)
    assert (page.rows[0].comments, page.rows[0].last_words) == (2, "More")
    with pytest.raises(Invalid):
        inbox(after="x|y")


def test_a_page_is_one_query(five) -> None:
    with CaptureQueriesContext(connection) as captured:
        inbox()
    assert len(captured) == 1


def test_what_is_mine_is_found(five, author) -> None:
    mine = Conversation.objects.first()
    assign(by=author, at=factories.at(9), conversation=mine, to=author)
    assert [row.conversation for row in inbox(assigned_to=author).rows] == [mine]
    assert len(inbox(unassigned=True).rows) == 4
    assert inbox(state="answered").rows == ()


def test_a_channel_in_trouble_is_seen_and_a_quiet_one_writes_nothing(presence) -> None:
    channel = channel_for(presence)

    def pull(minutes: float) -> None:
        pull_presence(by=Worker(), at=factories.at(minutes), presence=presence, channel=channel)

    pull(0)
    pull(1)
    assert StreamCursor.objects.get().read_at == factories.at(0)

    def down(*_: object, **__: object):
        raise Transient("The board does not answer.", cure="Wait.")

    works, channel.pull = channel.pull, down
    pull(2)
    pull(3)
    place = StreamCursor.objects.get()
    assert (place.trouble, place.trouble_since) == ("The board does not answer. Wait.", factories.at(2))
    channel.pull = works
    pull(4)
    assert StreamCursor.objects.get().trouble == ""
