"""A post reaches the public once, or a person reads why not. Every way a channel can fail, tried on the fake."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest

import factories
from fakes.channel import RESET, FakeServer
from masthead.agencies.actors import Worker
from masthead.agencies.rights import Role
from masthead.kernel.refusals import Invalid, NotPermitted, Refused
from masthead.outbox import stop
from masthead.outbox.cancel import cancel, cancel_all
from masthead.outbox.carry import MOST_ATTEMPTS, carry, sweep
from masthead.outbox.claims import DELIVERY_LEASE, claim_due, claim_one, due
from masthead.outbox.models import Delivery
from masthead.outbox.settle import release, settle
from masthead.presences.models import Presence
from masthead.records.models import Record

WORDS = "The library opens at nine."
Queue = Callable[..., Delivery]


def kinds(delivery: Delivery) -> list[str]:
    rows = Record.objects.filter(subject=delivery.record_subject).order_by("number")
    return [kind.removeprefix("delivery/") for kind in rows.values_list("kind", flat=True)]


def carried(delivery: Delivery, minutes: float = 0) -> Delivery:
    carry(delivery.pk, by=Worker(), at=factories.at(minutes))
    delivery.refresh_from_db()
    return delivery


def test_a_post_goes_out_once_is_read_back_and_every_step_is_on_record(queue: Queue, server: FakeServer) -> None:
    delivery = carried(queue())
    assert server.posts() == [WORDS]
    assert (delivery.state, delivery.permalink) == ("delivered", "https://fake.invalid/1")
    assert kinds(delivery) == ["queued", "begun", "ready", "committing", "delivered"]
    assert delivery.claim is None


def test_carrying_what_is_delivered_does_nothing(queue: Queue, server: FakeServer) -> None:
    delivery = carried(queue())
    before = kinds(delivery)
    assert carried(delivery, 60).state == "delivered"
    assert sweep(by=Worker(), at=factories.at(60)) == 0
    assert (server.calls("commit"), kinds(delivery)) == (1, before)


def test_nothing_goes_out_before_its_time(queue: Queue, server: FakeServer) -> None:
    delivery = queue(not_before=factories.at(30))
    assert carried(delivery, 29).state == "queued"
    assert server.calls("begin") == 0
    assert carried(delivery, 30).state == "delivered"


@pytest.mark.parametrize("what", ["drop", "500", "timeout", "crash"])
def test_a_lost_answer_is_looked_for_and_never_sent_again(queue: Queue, server: FakeServer, what: str) -> None:
    server.plan("commit", what, moment="after")  # type: ignore[arg-type]
    delivery = carried(queue())
    assert delivery.state == "unknown"
    assert delivery.error
    assert delivery.cure
    assert carried(delivery, 1).state == "delivered"
    assert (server.posts(), server.calls("commit")) == ([WORDS], 1)


def test_a_lost_request_is_proved_absent_and_then_sent_again(queue: Queue, server: FakeServer) -> None:
    server.plan("commit", "timeout", moment="before")
    delivery = carried(queue())
    assert delivery.state == "unknown"
    assert carried(delivery, 1).state == "delivered"
    assert (server.posts(), server.calls("commit")) == ([WORDS], 2)
    assert "absent" in kinds(delivery)


def test_while_nobody_can_tell_it_is_not_sent_and_a_person_may_settle_it(queue: Queue, server: FakeServer) -> None:
    server.plan("commit", "drop", moment="after")
    server.plan("probe", "cannot_tell", times=3)
    delivery = carried(queue())
    for minutes in (1, 10, 60):
        assert carried(delivery, minutes).state == "unknown"
    assert server.calls("commit") == 1
    by = factories.person(Role.COMMUNICATOR)
    with pytest.raises(Invalid, match="https://"):
        settle(by=by, at=factories.at(90), delivery_id=delivery.pk, found=True, permalink="on the page")
    settle(by=by, at=factories.at(90), delivery_id=delivery.pk, found=True, permalink="https://fake.invalid/1")
    delivery.refresh_from_db()
    assert (delivery.state, delivery.permalink) == ("said", "https://fake.invalid/1")
    assert delivery.said_by == by.name
    assert carried(delivery, 300).state == "said"
    assert server.posts() == [WORDS]


def test_a_person_who_finds_nothing_lets_it_be_sent_again(queue: Queue, server: FakeServer) -> None:
    server.plan("commit", "drop", moment="before")
    server.plan("probe", "cannot_tell")
    delivery = carried(carried(queue()), 1)
    by = factories.person(Role.COMMUNICATOR)
    settle(by=by, at=factories.at(2), delivery_id=delivery.pk, found=False)
    assert carried(delivery, 3).state == "delivered"
    assert server.posts() == [WORDS]


def test_it_is_not_called_published_unread(queue: Queue, server: FakeServer) -> None:
    server.plan("read_back", "timeout")
    delivery = carried(queue())
    assert delivery.state == "unknown"
    assert carried(delivery, 1).state == "delivered"
    assert server.posts() == [WORDS]


@pytest.mark.parametrize("call", ["begin", "commit"])
def test_a_rate_limit_is_waited_out_to_the_minute(queue: Queue, server: FakeServer, call: str) -> None:
    server.plan(call, "429")
    delivery = carried(queue())
    assert delivery.not_before == RESET
    assert carried(delivery, 59).state != "delivered"
    assert carried(delivery, 60).state == "delivered"
    assert server.posts() == [WORDS]


@pytest.mark.parametrize("call", ["begin", "advance"])
def test_a_time_out_before_commit_is_tried_again_by_itself(queue: Queue, server: FakeServer, call: str) -> None:
    server.plan(call, "timeout")
    delivery = carried(queue())
    assert delivery.error == "It timed out."
    assert carried(delivery, 1).state == "delivered"


def test_a_time_out_that_never_ends_is_given_to_a_person(queue: Queue, server: FakeServer) -> None:
    server.plan("begin", "timeout", times=MOST_ATTEMPTS)
    delivery = queue()
    for attempt in range(MOST_ATTEMPTS):
        assert delivery.state == "queued"
        carried(delivery, 61 * attempt)
    assert delivery.state == "held"


@pytest.mark.parametrize(
    ("what", "state"), [("401", "held"), ("402", "rejected"), ("422", "rejected"), ("crash", "held")]
)
@pytest.mark.parametrize("call", ["begin", "commit"])
def test_what_only_a_person_can_cure_ends_in_a_sentence_and_a_cure(
    queue: Queue, server: FakeServer, what: str, state: str, call: str
) -> None:
    if (what, call) == ("crash", "commit"):
        state = "unknown"  # whatever broke may have broken after the post was public
    server.plan(call, what)  # type: ignore[arg-type]
    delivery = carried(queue())
    assert delivery.state == state
    assert delivery.error.endswith(".")
    assert delivery.cure.endswith(".")
    assert server.posts() == []


def test_a_held_delivery_is_released_by_hand_and_asked_everything_again(
    queue: Queue, server: FakeServer, objections: list[str]
) -> None:
    objections.append("The permission of a person in the picture was revoked.")
    delivery = carried(queue())
    assert (delivery.state, delivery.error) == ("held", objections[0])
    approver = factories.person(Role.APPROVER)
    with pytest.raises(Refused, match="was revoked"):
        release(by=approver, at=factories.at(1), delivery_id=delivery.pk)
    delivery.refresh_from_db()
    assert delivery.state == "held"
    said, objections[:] = list(objections), []
    release(by=approver, at=factories.at(1), delivery_id=delivery.pk)
    objections[:] = said
    assert carried(delivery, 1).state == "held", "it is asked again before it goes out, too"
    objections.clear()
    release(by=factories.person(Role.APPROVER), at=factories.at(2), delivery_id=delivery.pk)
    assert carried(delivery, 2).state == "delivered"


def test_a_purpose_nobody_answers_for_does_not_go_out(
    queue: Queue, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from masthead.outbox import clearance

    monkeypatch.delitem(clearance._clearances, "publication")
    assert carried(queue()).state == "held"
    assert server.calls("commit") == 0


def test_a_clearance_that_crashes_does_not_let_it_out(
    queue: Queue, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from masthead.outbox import clearance

    monkeypatch.setitem(clearance._clearances, "publication", lambda delivery, at: 1 // 0)
    assert carried(queue()).state == "held"
    assert server.calls("commit") == 0


def test_a_presence_that_was_paused_meanwhile_says_nothing(
    queue: Queue, server: FakeServer, presence: Presence
) -> None:
    delivery = queue()
    Presence.objects.update(state="paused")
    assert "is paused" in carried(delivery).error
    assert delivery.state == "held"
    assert server.calls("commit") == 0


def test_nothing_can_be_queued_for_a_presence_that_is_not_live(queue: Queue, presence: Presence) -> None:
    Presence.objects.update(state="approved")
    with pytest.raises(Refused, match="not launched"):
        queue()


def test_words_changed_behind_our_back_do_not_go_out(queue: Queue, server: FakeServer) -> None:
    delivery = queue()
    Delivery.objects.update(payload={**delivery.payload, "text": "Something else"})
    assert carried(delivery).state == "held"
    assert server.posts() == []


@pytest.mark.holds("nothing_is_stopped")
def test_the_stop_switch_holds_what_falls_due_and_resuming_lets_nothing_go_by_itself(
    queue: Queue, server: FakeServer
) -> None:
    approver = factories.person(Role.APPROVER)
    delivery = queue()
    stop.stop(by=approver, at=factories.at(), why="A storm")
    with pytest.raises(Refused, match="stopped already"):
        stop.stop(by=approver, at=factories.at(), why="A storm")
    assert carried(delivery, 1).state == "held"
    assert "A storm." in delivery.error
    stop.resume(by=approver, at=factories.at(10))
    assert sweep(by=Worker(), at=factories.at(11)) == 0
    release(by=approver, at=factories.at(12), delivery_id=delivery.pk)
    assert carried(delivery, 12).state == "delivered"
    with pytest.raises(Refused, match="Nothing is stopped"):
        stop.resume(by=approver, at=factories.at(13))


def test_one_subject_goes_to_one_presence_once(queue: Queue) -> None:
    delivery = queue()
    with pytest.raises(Refused, match="on its way"):
        queue("Other words")
    cancel(by=factories.person(Role.COMMUNICATOR), at=factories.at(), delivery_id=delivery.pk)
    assert queue("Other words").state == "queued"


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.RECORDS_OFFICER, Role.ADMINISTRATOR, Role.EMPLOYEE])
def test_a_post_is_taken_back_by_those_who_publish_alone(queue: Queue, role: Role) -> None:
    delivery = queue()
    with pytest.raises(NotPermitted):
        cancel(by=factories.person(role), at=factories.at(), delivery_id=delivery.pk)
    delivery.refresh_from_db()
    assert delivery.state == "queued"


def test_all_of_a_subject_is_taken_back_or_none(queue: Queue) -> None:
    delivery = carried(queue())
    by = factories.person(Role.COMMUNICATOR)
    with pytest.raises(Refused, match="already left"):
        cancel_all(by=by, at=factories.at(), subject="publication:1")
    with pytest.raises(Refused, match="cannot"):
        cancel(by=by, at=factories.at(), delivery_id=delivery.pk)
    other = queue(subject="publication:2")
    assert cancel_all(by=by, at=factories.at(), subject="publication:2") == 1
    assert carried(other).state == "cancelled"


def test_a_delivery_one_worker_carries_is_not_given_to_another(queue: Queue) -> None:
    delivery = queue()
    claims = claim_due(at=factories.at())
    assert [claim.delivery_id for claim in claims] == [delivery.pk]
    assert claim_one(delivery.pk, at=factories.at(1)) is None
    assert due(at=factories.at(1)) == []
    assert due(at=factories.at() + DELIVERY_LEASE) == [delivery.pk]


def test_a_worker_that_lost_its_claim_changes_nothing(queue: Queue, server: FakeServer) -> None:
    from masthead.outbox import steps

    delivery = queue()
    (stale,) = claim_due(at=factories.at())
    claim_due(at=factories.at() + DELIVERY_LEASE)
    with pytest.raises(Refused, match="being sent at this moment"):
        steps.held(by=Worker(), at=factories.at(), claim=stale.token, delivery_id=delivery.pk, why="", cure="")


def test_a_worker_that_slept_through_its_lease_does_not_publish(
    queue: Queue, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopwatch = iter([0.0, 1.0, 9_999.0])
    monkeypatch.setattr("masthead.outbox.claims.time", SimpleNamespace(monotonic=stopwatch.__next__))
    delivery = carried(queue())
    assert server.calls("commit") == 0
    monkeypatch.undo()
    assert delivery.state == "begun"


def test_a_crash_while_publishing_is_found_by_the_next_sweep(queue: Queue, server: FakeServer) -> None:
    server.plan("commit", "drop", moment="after")
    delivery = carried(queue())
    # The row as a killed worker leaves it: marked before the call, never unmarked.
    Delivery.objects.update(
        state="committing", claimed_until=factories.at() + timedelta(minutes=5), not_before=factories.at()
    )
    assert sweep(by=Worker(), at=factories.at(4)) == 0
    assert sweep(by=Worker(), at=factories.at(6)) == 1
    delivery.refresh_from_db()
    assert delivery.state == "delivered"
    assert server.posts() == [WORDS]
