"""A delivery whose worker died is looked at again within a minute; one whose worker lives never is."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

import factories
from fakes.channel import FakeChannel
from masthead.agencies.actors import Worker
from masthead.kernel.refusals import Refused
from masthead.outbox import carry, claims, steps
from masthead.outbox.carriers import is_gone, this_process
from masthead.outbox.claims import AFTER_A_DEATH, DELIVERY_LEASE, Claim, claim_due, due, shorten_abandoned
from masthead.outbox.models import Delivery
from masthead.outbox.payload import thawed

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
NAMED = "from masthead.outbox.carriers import this_process; print(this_process(), flush=True); input()"


@pytest.fixture
def other() -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Another process and its name."""
    with subprocess.Popen(
        [sys.executable, "-c", NAMED], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process, process.stdout.readline().strip()
        process.kill()


def test_a_process_is_gone_once_it_was_killed_and_not_before(other) -> None:
    process, name = other
    assert name and name != this_process()
    assert not is_gone(name) and not is_gone(this_process())
    process.kill()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)  # ended, and not yet buried
    assert is_gone(name)
    process.wait()
    assert is_gone(name)


def test_a_number_given_to_another_process_is_not_the_one_that_died() -> None:
    where, _, _ = this_process().rpartition("/")
    assert is_gone(f"{where}/1")


@pytest.mark.parametrize("name", ["", "x", "a/b", "//", "another-start/pid:[1]/1/1", "/1/1"])
def test_of_a_process_that_is_not_seen_from_here_nothing_is_said(name: str) -> None:
    assert not is_gone(name)


def test_what_a_dead_worker_carried_is_due_within_a_minute(queue, other, monkeypatch) -> None:
    process, name = other
    dead, alive = queue(), queue(subject="publication:2")
    monkeypatch.setattr(claims, "this_process", lambda: name)
    assert [claim.delivery_id for claim in claim_due(at=factories.at(), limit=1)] == [dead.pk]
    monkeypatch.undo()
    assert [claim.delivery_id for claim in claim_due(at=factories.at(), limit=1)] == [alive.pk]
    assert shorten_abandoned(at=factories.at()) == 0
    process.kill()
    process.wait()
    assert shorten_abandoned(at=factories.at()) == 1
    assert due(at=factories.at()) == []
    assert due(at=factories.at() + AFTER_A_DEATH) == [dead.pk]
    assert due(at=factories.at() + DELIVERY_LEASE) == [dead.pk, alive.pk]
    assert shorten_abandoned(at=factories.at()) == 0


def test_a_lease_is_counted_from_the_claim_and_not_from_the_beginning_of_the_sweep(queue, monkeypatch) -> None:
    queue(), queue(subject="publication:2")
    ends, clock = [], iter([0.0, 0.0, 540.0, 540.0])
    monkeypatch.setattr(carry, "monotonic", lambda: next(clock))
    monkeypatch.setattr(
        carry,
        "_drive_and_let_go",
        lambda claim, by, at: ends.append(Delivery.objects.get(pk=claim.delivery_id).claimed_until),
    )
    carry.sweep(by=Worker(), at=factories.at(), limit=2)
    assert ends == [factories.at() + DELIVERY_LEASE, factories.at(9) + DELIVERY_LEASE]


@pytest.fixture
def elsewhere(monkeypatch) -> str:
    """A worker on another machine, whose process nobody here can see; it has just taken what is due."""
    name = "another-start/pid:[1]/0/7/7"
    monkeypatch.setattr(claims, "this_process", lambda: name)
    return name


def taken_by(elsewhere: str, delivery: Delivery, monkeypatch, state: str = "queued") -> Claim:
    (claim,) = claim_due(at=factories.at())
    monkeypatch.setattr(claims, "this_process", this_process)
    Delivery.objects.filter(pk=delivery.pk).update(state=state)
    return claim


def test_what_a_worker_elsewhere_carried_is_due_once_it_is_not_heard_of(queue, elsewhere, monkeypatch) -> None:
    delivery = queue()
    taken_by(elsewhere, delivery, monkeypatch)
    assert (shorten_abandoned(at=factories.at()), due(at=factories.at(1))) == (0, [])
    assert shorten_abandoned(at=factories.at(0.5), silent=[elsewhere]) == 1
    assert due(at=factories.at(0.5)) == [delivery.pk]
    assert carry.carry(delivery.pk, by=Worker(), at=factories.at(0.5)) == "delivered"


def test_a_worker_not_heard_of_that_lives_can_do_no_more_with_what_was_taken_over(
    queue, elsewhere, monkeypatch, server
) -> None:
    delivery = queue()
    old = taken_by(elsewhere, delivery, monkeypatch, "ready")
    shorten_abandoned(at=factories.at(0.5), silent=[elsewhere])
    assert carry.carry(delivery.pk, by=Worker(), at=factories.at(0.5)) == "delivered"
    with pytest.raises(Refused):
        steps.committing(by=Worker(), at=factories.at(1), claim=old.token, delivery_id=delivery.pk)
    assert server.posts() == ["The library opens at nine."]


def test_what_it_may_be_publishing_is_looked_for_and_not_sent_again_while_its_lease_would_have_held(
    queue, elsewhere, monkeypatch, server
) -> None:
    delivery = queue()
    taken_by(elsewhere, delivery, monkeypatch, "committing")
    shorten_abandoned(at=factories.at(0.5), silent=[elsewhere])
    for minutes in (0.5, 1.5, 4, 9):
        assert carry.carry(delivery.pk, by=Worker(), at=factories.at(minutes)) == "unknown"
    assert server.posts() == []
    delivery.refresh_from_db()
    assert delivery.error.startswith("It is not there yet") and delivery.cure.startswith("Nothing to do")
    assert delivery.not_before == factories.at() + DELIVERY_LEASE
    assert carry.carry(delivery.pk, by=Worker(), at=factories.at() + DELIVERY_LEASE) == "delivered"
    assert server.posts() == ["The library opens at nine."]


def test_what_it_had_published_is_found_within_the_minute(queue, elsewhere, monkeypatch, server, presence) -> None:
    delivery = queue()
    taken_by(elsewhere, delivery, monkeypatch, "committing")
    with thawed(delivery.payload) as post:
        FakeChannel(server.store).commit(FakeChannel(server.store).begin(post, delivery.key))
    shorten_abandoned(at=factories.at(0.5), silent=[elsewhere])
    assert carry.carry(delivery.pk, by=Worker(), at=factories.at(0.5)) == "delivered"
    assert server.posts() == ["The library opens at nine."]
