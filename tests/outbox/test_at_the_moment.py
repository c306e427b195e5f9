"""What changes while files are uploaded holds a post at the moment of commit; what is in flight comes to an end."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import factories
from fakes.channel import FakeChannel, FakeServer
from masthead.agencies.actors import Worker
from masthead.agencies.rights import Role
from masthead.outbox import stop
from masthead.outbox.carry import sweep
from masthead.outbox.models import Delivery
from masthead.presences.models import Presence
from masthead.records.models import Record

pytestmark = pytest.mark.django_db
Queue = Callable[..., Delivery]


def pull_the_stop() -> None:
    stop.stop(by=factories.person(Role.APPROVER), at=factories.at(), why="A storm")


def pause_the_presence() -> None:
    Presence.objects.update(state="paused")


def change_the_words() -> None:
    delivery = Delivery.objects.get()
    Delivery.objects.update(payload={**delivery.payload, "text": "Something else"})


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Callable[[], object]], None]:
    """Let something happen in the middle of a call to the channel, once it has done what was asked."""

    def meanwhile(call: str, happens: Callable[[], object]) -> None:
        plainly = getattr(FakeChannel, call)

        def and_then(self: FakeChannel, *given: object) -> object:
            done = plainly(self, *given)
            happens()
            return done

        monkeypatch.setattr(FakeChannel, call, and_then)

    return meanwhile


STANDS_IN_THE_WAY = pytest.mark.parametrize(
    ("happens", "said"),
    [
        (pull_the_stop, "stopped everything: A storm."),
        (pause_the_presence, "is paused"),
        (change_the_words, "are not the ones that were queued"),
    ],
)


@STANDS_IN_THE_WAY
def test_what_stands_in_the_way_when_it_falls_due_keeps_words_and_pictures_here(
    queue: Queue, server: FakeServer, happens: Callable[[], None], said: str
) -> None:
    delivery = queue()
    happens()
    sweep(by=Worker(), at=factories.at())
    delivery.refresh_from_db()
    assert (delivery.state, server.calls("begin"), server.calls("advance")) == ("held", 0, 0)
    assert said in delivery.error


def test_a_permission_revoked_before_the_upload_keeps_the_picture_here(
    queue: Queue, server: FakeServer, objections: list[str]
) -> None:
    delivery = queue()
    objections.append("A permission was revoked.")
    sweep(by=Worker(), at=factories.at())
    delivery.refresh_from_db()
    assert (delivery.state, delivery.error, server.calls("begin")) == ("held", "A permission was revoked.", 0)


@pytest.mark.parametrize("happens", [pull_the_stop, pause_the_presence])
def test_an_upload_that_was_under_way_is_not_gone_on_with_after_a_stop(
    queue: Queue, server: FakeServer, happens: Callable[[], None]
) -> None:
    delivery = queue()
    server.plan("advance", "timeout")
    sweep(by=Worker(), at=factories.at())
    delivery.refresh_from_db()
    assert (delivery.state, server.calls("advance")) == ("begun", 1)
    happens()
    sweep(by=Worker(), at=factories.at(1))
    delivery.refresh_from_db()
    assert (delivery.state, server.calls("advance")) == ("held", 1)


@STANDS_IN_THE_WAY
@pytest.mark.parametrize("call", ["begin", "advance"])
def test_what_changes_after_the_upload_began_holds_it_before_anything_is_public(
    queue: Queue, server: FakeServer, meanwhile, call: str, happens: Callable[[], None], said: str
) -> None:
    delivery = queue()
    meanwhile(call, happens)
    sweep(by=Worker(), at=factories.at())
    delivery.refresh_from_db()
    assert (delivery.state, server.calls("commit"), server.posts()) == ("held", 0, [])
    assert said in delivery.error
    assert delivery.cure == "Release it when that is settled, or take it back."
    assert not Record.objects.filter(kind="delivery/committing").exists()


@pytest.mark.parametrize("call", ["begin", "advance"])
def test_an_approval_that_ends_after_the_upload_began_holds_it(
    queue: Queue, server: FakeServer, objections: list[str], meanwhile, call: str
) -> None:
    delivery = queue()
    meanwhile(call, lambda: objections.append("Something changed after it was approved."))
    sweep(by=Worker(), at=factories.at())
    delivery.refresh_from_db()
    assert (delivery.state, delivery.error) == ("held", "Something changed after it was approved.")
    assert server.calls("commit") == 0


@pytest.mark.parametrize("happens", [pull_the_stop, pause_the_presence])
def test_a_delivery_in_flight_when_everything_stops_is_read_back(
    queue: Queue, server: FakeServer, meanwhile, happens: Callable[[], None]
) -> None:
    delivery = queue()
    meanwhile("commit", happens)
    sweep(by=Worker(), at=factories.at())
    delivery.refresh_from_db()
    assert (delivery.state, server.posts()) == ("delivered", ["The library opens at nine."])


@pytest.mark.parametrize("happens", [pull_the_stop, pause_the_presence])
def test_one_whose_answer_was_lost_is_looked_for_though_everything_is_stopped(
    queue: Queue, server: FakeServer, happens: Callable[[], None]
) -> None:
    delivery = queue()
    server.plan("commit", "drop", moment="after")
    sweep(by=Worker(), at=factories.at())
    happens()
    sweep(by=Worker(), at=factories.at(1))
    delivery.refresh_from_db()
    assert (delivery.state, server.calls("commit")) == ("delivered", 1)


def test_one_that_never_arrived_is_held_and_not_sent_while_everything_is_stopped(
    queue: Queue, server: FakeServer
) -> None:
    delivery = queue()
    server.plan("commit", "drop")
    sweep(by=Worker(), at=factories.at())
    pull_the_stop()
    sweep(by=Worker(), at=factories.at(1))
    delivery.refresh_from_db()
    assert (delivery.state, server.calls("commit"), server.posts()) == ("held", 1, [])
