"""A person looked where no machine can tell: what they say is recorded under their name, and means what they saw."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction

import factories
from fakes.channel import FakeServer
from masthead.agencies.actors import Worker
from masthead.agencies.models import Person
from masthead.agencies.rights import Role
from masthead.kernel.refusals import Invalid
from masthead.outbox import clearance
from masthead.outbox.carry import carry
from masthead.outbox.enqueue import enqueue
from masthead.outbox.models import Delivery
from masthead.outbox.payload import freeze
from masthead.outbox.settle import settle
from masthead.presences.models import Presence

WORDS = "The library opens at nine."
Queue = Callable[..., Delivery]


@pytest.fixture
def looker(queue: Queue) -> Person:
    return factories.person(Role.COMMUNICATOR)


@pytest.fixture
def post(queue: Queue, server: FakeServer) -> Delivery:
    return carried(queue(), 0)


@pytest.fixture
def takedown(post: Delivery, server: FakeServer, presence: Presence, monkeypatch: pytest.MonkeyPatch) -> Delivery:
    """Of `post`, cut off before anything was asked of the channel, which cannot be reached to look either."""
    monkeypatch.setitem(clearance._clearances, "takedown", lambda delivery, at: None)
    with transaction.atomic():
        down = enqueue(
            by=Worker(),
            at=factories.at(2),
            purpose="takedown",
            subject="takedown:1",
            presence=presence,
            payload=freeze(text="", created_at=factories.at(2)),
            way="take_down",
            upon=post,
        )
    Delivery.objects.filter(pk=down.pk).update(state="committing")
    server.plan("read_back", "unreachable", times=2)
    return carried(down, 3)


def carried(delivery: Delivery, minutes: float) -> Delivery:
    carry(delivery.pk, by=Worker(), at=factories.at(minutes))
    delivery.refresh_from_db()
    return delivery


def test_a_takedown_that_nobody_can_see_asks_whether_the_post_is_gone(takedown: Delivery) -> None:
    assert takedown.state == "unknown"
    assert takedown.cure == "Look at the presence yourself and say whether the post is gone."


def test_a_post_that_is_still_there_is_taken_down_again(
    takedown: Delivery, post: Delivery, server: FakeServer, looker: Person
) -> None:
    settle(by=looker, at=factories.at(4), delivery_id=takedown.pk, found=True)
    takedown.refresh_from_db()
    post.refresh_from_db()
    assert (takedown.state, takedown.said_by, post.gone_at, server.posts()) == ("queued", "", None, [WORDS])
    server.forget_plans()
    assert carried(takedown, 4).state == "delivered"
    post.refresh_from_db()
    assert (server.posts(), post.gone_at) == ([], factories.at(4))


def test_a_post_that_is_gone_counts_as_taken_down_on_that_persons_word(
    takedown: Delivery, post: Delivery, looker: Person
) -> None:
    settle(by=looker, at=factories.at(4), delivery_id=takedown.pk, found=False)
    takedown.refresh_from_db()
    post.refresh_from_db()
    assert (takedown.state, takedown.said_by, takedown.permalink) == ("said", looker.name, "")
    assert post.gone_at == factories.at(4)


def test_the_address_of_another_post_or_of_the_account_is_not_taken_for_this_one(
    queue: Queue, server: FakeServer, post: Delivery, looker: Person, presence: Presence
) -> None:
    Presence.objects.filter(pk=presence.pk).update(profile_url="https://fake.invalid/library")
    server.plan("commit", "drop", moment="after")
    server.plan("probe", "cannot_tell", times=9)
    lost = carried(queue("It closes at six.", subject="publication:2"), 1)
    for wrong, sentence in ((post.permalink, "Another post"), ("https://fake.invalid/library/", "of the account")):
        with pytest.raises(Invalid, match=sentence):
            settle(by=looker, at=factories.at(2), delivery_id=lost.pk, found=True, permalink=wrong)
    lost.refresh_from_db()
    assert (lost.state, lost.permalink) == ("unknown", "")
    settle(by=looker, at=factories.at(3), delivery_id=lost.pk, found=True, permalink="https://fake.invalid/2")


def test_a_correction_in_place_keeps_the_address_of_what_it_corrects_and_of_earlier_corrections(
    queue: Queue, server: FakeServer, post: Delivery, looker: Person
) -> None:
    carried(queue("It opens at ten.", subject="publication:2", way="edit", upon=post), 1)
    lost = queue("It opens at eleven.", subject="publication:3", way="edit", upon=post)
    Delivery.objects.filter(pk=lost.pk).update(state="unknown")
    settle(by=looker, at=factories.at(2), delivery_id=lost.pk, found=True, permalink=post.permalink)
    lost.refresh_from_db()
    assert (lost.state, lost.permalink) == ("said", post.permalink)
