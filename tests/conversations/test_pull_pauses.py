"""A platform that counts calls is asked no oftener than its connector says; the others whenever the desk looks."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

import factories
from masthead.agencies.actors import Worker
from masthead.channels.errors import ChannelError, RateLimited
from masthead.channels.events import Page
from masthead.channels.registry import describe
from masthead.conversations.pull import is_due, pull_presence
from masthead.jobs import take_in_comments


class Counting:
    """A channel that only tells how often it was asked."""

    def __init__(self, every: int) -> None:
        self.description = replace(describe("noticeboard"), pull_every=every)
        self.asked: list[str] = []

    def describe(self):
        return self.description

    def pull(self, stream, cursor, *, at):
        self.asked.append(cursor)
        return Page((), str(len(self.asked)))


@pytest.mark.parametrize(("every", "asked"), [(0, ["", "1", "2"]), (60, ["", "1"])])
def test_time_passes_between_two_turns_where_the_connector_asks_for_it(
    presence, monkeypatch, every: int, asked: list[str]
) -> None:
    channel = Counting(every)
    for seconds in (0, 20, 60):
        monkeypatch.setattr(take_in_comments, "now", partial(factories.at, seconds / 60))
        take_in_comments._pull(presence, channel)
    assert channel.asked == asked


def test_who_has_a_reason_to_ask_now_is_not_held_back(presence) -> None:
    channel = Counting(60)
    for seconds in (0, 5):
        pull_presence(by=Worker(), at=factories.at(seconds / 60), presence=presence, channel=channel)
    assert channel.asked == ["", "1"]
    assert not is_due(presence, at=factories.at(0.5))


def test_a_stream_that_stays_quiet_is_left_alone_as_long(presence) -> None:
    """Nothing new moves no cursor: the pause must not hang on what the last turn brought."""
    channel = Quiet(60)
    for seconds in (0, 20, 60, 80, 100, 120):
        if is_due(presence, at=factories.at(seconds / 60)):
            pull_presence(by=Worker(), at=factories.at(seconds / 60), presence=presence, channel=channel)
    assert len(channel.asked) == 3


def test_a_platform_that_asks_us_to_wait_is_left_alone_until_it_said(presence) -> None:
    channel = Quiet(0, trouble=RateLimited("Too much.", until=factories.at(15)))
    pull_presence(by=Worker(), at=factories.at(), presence=presence, channel=channel)
    assert not is_due(presence, at=factories.at(14)) and is_due(presence, at=factories.at(15))
    channel.trouble = None
    pull_presence(by=Worker(), at=factories.at(15), presence=presence, channel=channel)
    assert is_due(presence, at=factories.at(15.5))


class Quiet(Counting):
    """Nothing is ever new there; it may be in trouble."""

    def __init__(self, every: int, trouble: ChannelError | None = None) -> None:
        super().__init__(every)
        self.trouble = trouble

    def pull(self, stream, cursor, *, at):
        self.asked.append(cursor)
        if self.trouble:
            raise self.trouble
        return Page((), "the same")
