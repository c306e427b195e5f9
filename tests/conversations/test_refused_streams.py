"""Where a permission is missing, the desk learns it: it asks again once a day, and at once after a new connection."""

from __future__ import annotations

from dataclasses import replace

import pytest

import factories
from masthead.agencies.actors import Worker
from masthead.channels.errors import ChannelError, NoPlan, RateLimited, Reauth, Transient
from masthead.channels.events import Page
from masthead.channels.registry import describe
from masthead.conversations import pull
from masthead.conversations.models import StreamCursor
from masthead.conversations.pull import MESSAGES, asked_to_wait, is_due, pull_presence
from masthead.presences.models import Connection, Presence

DAY = 24 * 60


class Guarded:
    """A channel whose private messages are refused with `trouble`, and whose comments are always there."""

    def __init__(self, trouble: ChannelError | None, *, apart: str = "", every: int = 60) -> None:
        kinds = {apart: True} if apart else {}
        told = replace(describe("noticeboard"), pull_every=every, streams=("comments", MESSAGES))
        self.description = replace(told, **kinds)
        self.trouble = trouble
        self.asked: list[str] = []

    def describe(self):
        return self.description

    def pull(self, stream, cursor, *, at):
        self.asked.append(stream)
        if self.trouble and stream == MESSAGES:
            raise self.trouble
        return Page((), "read")


def lacking() -> Reauth:
    return Reauth("The platform does not let us read.", scope="messages.read", cure="Connect it again.")


def turns(presence: Presence, channel: Guarded, *minutes: float) -> None:
    """The desk looks at these moments, as the job does."""
    for each in minutes:
        if is_due(presence, at=factories.at(each)):
            pull_presence(by=Worker(), at=factories.at(each), presence=presence, channel=channel)


def listened(monkeypatch: pytest.MonkeyPatch, apart: str) -> str:
    told = Guarded(None, apart=apart).description
    monkeypatch.setattr(pull, "describe", lambda channel: told)
    return apart


@pytest.fixture(params=["", "streams_apart", "messages_apart"])
def apart(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    return listened(monkeypatch, request.param)


@pytest.mark.parametrize("trouble", [lacking(), NoPlan("The plan does not include this.")], ids=["scope", "plan"])
def test_a_refused_stream_is_asked_once_a_day_and_the_other_goes_on(
    presence: Presence, apart: str, trouble: ChannelError
) -> None:
    channel = Guarded(trouble, apart=apart)
    turns(presence, channel, *range(60))
    assert channel.asked.count(MESSAGES) == 1 and channel.asked.count("comments") == 60
    assert not asked_to_wait(presence, at=factories.at(59.5)), "knocks and counts are not held up by it"
    turns(presence, channel, DAY - 1, DAY, DAY + 1)
    assert channel.asked.count(MESSAGES) == 2 and channel.asked.count("comments") == 63


def test_the_others_pause_holds_while_one_is_refused(presence: Presence, apart: str) -> None:
    channel = Guarded(lacking(), apart=apart)
    turns(presence, channel, 0, 1 / 3, 2 / 3, 1, 4 / 3)
    assert channel.asked == ["comments", MESSAGES, "comments"]


def test_whoever_connects_again_ends_the_wait(presence: Presence, apart: str) -> None:
    channel = Guarded(lacking(), apart=apart)
    turns(presence, channel, 0, 1)
    Connection.objects.filter(presence=presence).update(connected_at=factories.at(2))
    channel.trouble = None
    turns(presence, channel, 3, 4)
    assert channel.asked.count(MESSAGES) == 3
    place = StreamCursor.objects.get(presence=presence, stream=MESSAGES)
    assert (place.trouble, place.refused_at, place.cursor) == ("", None, "read")


def test_a_new_connection_without_the_permission_is_asked_once_and_then_rests(presence: Presence, apart: str) -> None:
    channel = Guarded(lacking(), apart=apart)
    turns(presence, channel, 0, 1)
    Connection.objects.filter(presence=presence).update(connected_at=factories.at(2))
    turns(presence, channel, *range(3, 30))
    assert channel.asked.count(MESSAGES) == 2
    assert StreamCursor.objects.get(presence=presence, stream=MESSAGES).trouble_since == factories.at(0)


def test_what_may_pass_by_itself_is_asked_for_at_every_turn(presence: Presence, apart: str) -> None:
    for trouble in (Transient("It did not get through."), Reauth("The token is dead.")):
        channel = Guarded(trouble, apart=apart)
        StreamCursor.objects.all().delete()
        turns(presence, channel, 0, 1, 2)
        assert channel.asked.count(MESSAGES) == 3


def test_a_wait_asked_for_at_messages_holds_up_nothing_else_where_they_are_counted_apart(
    presence: Presence, monkeypatch: pytest.MonkeyPatch
) -> None:
    apart = listened(monkeypatch, "messages_apart")
    channel = Guarded(RateLimited("Too much.", until=factories.at(15)), apart=apart)
    turns(presence, channel, *range(10))
    assert channel.asked.count(MESSAGES) == 1 and channel.asked.count("comments") == 10
    assert not asked_to_wait(presence, at=factories.at(9))
    channel.trouble = None
    turns(presence, channel, 14, 15)
    assert channel.asked.count(MESSAGES) == 2


def test_elsewhere_the_wait_holds_for_the_whole_account(presence: Presence, monkeypatch: pytest.MonkeyPatch) -> None:
    channel = Guarded(RateLimited("Too much.", until=factories.at(15)), apart=listened(monkeypatch, ""))
    turns(presence, channel, *range(16))
    assert channel.asked == ["comments", MESSAGES, "comments", MESSAGES]
    assert asked_to_wait(presence, at=factories.at(14))
