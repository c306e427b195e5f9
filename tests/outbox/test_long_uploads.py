"""An upload that outlasts the lease stays one worker's; who lost the delivery sends no further piece."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest

import factories
from fakes.channel import FakeChannel, FakeServer
from masthead.agencies.actors import Worker
from masthead.agencies.rights import Role
from masthead.channels.post import Pending, Post
from masthead.channels.upload_port import UploadsInPieces, begin
from masthead.kernel.refusals import Refused
from masthead.outbox import carry as carrying
from masthead.outbox import claims, ways
from masthead.outbox.cancel import cancel
from masthead.outbox.carry import carry
from masthead.outbox.claims import DELIVERY_LEASE, claim_due, due, let_go, renewed
from masthead.outbox.models import Delivery
from masthead.records.models import Record

Queue = Callable[..., Delivery]


class Clock:
    """The machine's stopwatch and the time of day, moved by hand together."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def monotonic(self) -> float:
        return self.seconds

    def now(self):
        return factories.at(self.seconds / 60)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(claims, "time", SimpleNamespace(monotonic=clock.monotonic))
    return clock


class Slow(FakeChannel):
    """Eight pieces, each of five minutes; `between` looks at the desk after each."""

    def __init__(self, server: FakeServer, clock: Clock, between: Callable[[int], None]) -> None:
        super().__init__(server.store)
        self.clock, self.between, self.pieces = clock, between, 0

    def begin_in_pieces(self, post: Post, key: str, sent: Callable[[], None]) -> Pending:
        for number in range(8):
            self.clock.seconds += 300
            self.pieces += 1
            self.between(number)
            sent()
        return self.begin(post, key)


@pytest.fixture
def slow(server: FakeServer, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[int], None]], Slow]:
    def slow(between: Callable[[int], None]) -> Slow:
        channel = Slow(server, clock, between)
        assert isinstance(channel, UploadsInPieces)
        monkeypatch.setattr(carrying, "channel_for", lambda presence: channel)
        return channel

    return slow


def test_nobody_else_begins_an_upload_that_outlasts_the_lease(queue: Queue, server, clock, slow) -> None:
    delivery = queue()
    channel = slow(lambda number: None if due(at=clock.now()) == [] else pytest.fail("it was free meanwhile"))
    assert carry(delivery.pk, by=Worker(), at=factories.at()) == "delivered"
    assert (channel.pieces, server.calls("begin"), server.posts()) == (8, 1, ["The library opens at nine."])
    begun = Record.objects.get(kind="delivery/begun")
    assert begun.at == factories.at(40), "what follows bears the time at which it happened"
    delivery.refresh_from_db()
    assert delivery.claim is None


def test_who_lost_it_to_another_worker_sends_no_further_piece(queue: Queue, server, clock, slow) -> None:
    def taken_over(number: int) -> None:
        if number == 2:
            Delivery.objects.update(claimed_until=clock.now())
            assert len(claim_due(at=clock.now())) == 1

    delivery = queue()
    channel = slow(taken_over)
    assert carry(delivery.pk, by=Worker(), at=factories.at()) == "queued"
    assert channel.pieces == 3 and server.posts() == []
    delivery.refresh_from_db()
    assert delivery.claimed_until == factories.at(15) + DELIVERY_LEASE, "it is the other's, and stays so"


def test_what_a_person_takes_back_meanwhile_is_uploaded_no_further(queue: Queue, server, clock, slow) -> None:
    delivery, writer = queue(), factories.person(Role.APPROVER)

    def taken_back(number: int) -> None:
        if number == 1:
            cancel(by=writer, at=clock.now(), delivery_id=delivery.pk)

    channel = slow(taken_back)
    assert carry(delivery.pk, by=Worker(), at=factories.at()) == "cancelled"
    assert channel.pieces == 2 and server.posts() == []


def test_a_lease_is_renewed_once_a_minute_and_never_somebody_else_s(queue: Queue, clock: Clock) -> None:
    delivery = queue()
    (claim,) = claim_due(at=factories.at())
    clock.seconds = 59
    assert renewed(claim) is claim
    clock.seconds = 9 * 60
    claim = renewed(claim)
    delivery.refresh_from_db()
    assert claim.is_fresh() and delivery.claimed_until == factories.at(9) + DELIVERY_LEASE
    assert due(at=factories.at(18)) == []
    let_go(claim)
    clock.seconds = 11 * 60
    with pytest.raises(Refused):
        renewed(claim)


@pytest.mark.parametrize(
    ("way", "pieces"), [("take_down", 0), ("edit", 0), ("by_hand", 0), ("replace", 8), ("post", 8)]
)
def test_what_needs_no_upload_makes_none(queue: Queue, server, clock, way: str, pieces: int) -> None:
    delivery = queue()
    delivery.way = way
    channel = Slow(server, clock, lambda number: None)
    said: list[int] = []
    post = Post("The library opens at nine.", created_at=factories.at())
    pending = begin(ways.acting(channel, delivery), post, "key", sent=lambda: said.append(1))
    assert (channel.pieces, len(said)) == (pieces, pieces) and pending.key == "key"
