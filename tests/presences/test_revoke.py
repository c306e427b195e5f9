"""What a retired presence was allowed ends on its platform too, and never at another presence's cost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from factories import at
from fakes.platform import Signet, signet
from masthead.agencies.models import Person
from masthead.agencies.vault import seal_mapping
from masthead.channels.errors import Rejected, Transient
from masthead.channels.sign_in_port import Account
from masthead.jobs import end_sign_ins
from masthead.kernel.clock import now
from masthead.presences import launch, review
from masthead.presences.models import Connection, Presence
from masthead.records.models import Record
from presences import roads, signing_in


@pytest.fixture
def platform() -> Iterator[Signet]:
    with signet() as platform:
        yield platform


@pytest.fixture
def presence(platform: Signet, communicator: Person, director: Person) -> Presence:
    signing_in.registered()
    return signing_in.connected(communicator, signing_in.approved(communicator, director))


def retire(director: Person, presence: Presence, moment: object = None) -> None:
    launch.retire(by=director, at=moment or now(), presence=presence, reason="Nobody reads it.")  # type: ignore[arg-type]


def told() -> list[tuple[bool, str]]:
    rows = Record.objects.filter(kind="presence/sign_in_ended").order_by("pk")
    bodies = [json.loads(bytes(row.payload or b""))["body"] for row in rows]
    return [(body["told"], body["why"]) for body in bodies]


def test_the_platform_is_told_once_by_the_worker_and_nothing_of_it_is_kept(
    platform: Signet, presence: Presence, director: Person
) -> None:
    retire(director, presence)
    assert Connection.objects.get().secrets == "" and platform.revoked == []
    assert end_sign_ins.needed(now()) and end_sign_ins.run.func() == 1
    assert platform.revoked == ["access-1"] and told() == [(True, "")]
    assert Connection.objects.get().to_revoke == "" and not end_sign_ins.needed(now())


def test_a_presence_that_a_review_ends_is_told_of_too(platform: Signet, presence: Presence, director: Person) -> None:
    review.decide(by=director, at=now(), presence=presence, outcome="retire", reason="Nobody reads it.")
    assert end_sign_ins.run.func() == 1 and platform.revoked == ["access-1"]


def test_a_platform_that_does_not_answer_is_asked_again_for_two_days(
    platform: Signet, presence: Presence, director: Person
) -> None:
    retire(director, presence)
    platform.fault = Transient("Signet is away.")
    assert end_sign_ins.run.func() == 0 and end_sign_ins.needed(now())
    Presence.objects.update(retired_at=now() - timedelta(days=3))
    assert end_sign_ins.run.func() == 1
    assert told() == [(False, "Signet is away.")] and Connection.objects.get().to_revoke == ""


def test_a_refusal_is_written_down(platform: Signet, presence: Presence, director: Person) -> None:
    retire(director, presence)
    platform.fault = Rejected("Signet does not revoke.")
    end_sign_ins.run.func()
    assert told() == [(False, "Signet does not revoke.")]


def test_no_other_presence_loses_its_access(
    platform: Signet, presence: Presence, communicator: Person, director: Person
) -> None:
    platform.accounts_there = [Account("2", "Mississippi Library Commission", "mlc.kids", settings={"page": "2"})]
    other = roads.approved(communicator, director, channel="signet", handle="mlc.kids")
    signing_in.connected(communicator, other)
    retire(director, presence)
    end_sign_ins.run.func()
    assert platform.revoked == [] and told()[0][0] is False and "Another presence" in told()[0][1]
    retire(director, other)
    end_sign_ins.run.func()
    assert len(platform.revoked) == 1


def test_a_pasted_token_is_not_ours_to_revoke(platform: Signet, presence: Presence, director: Person) -> None:
    Connection.objects.update(signed_in=False, secrets=seal_mapping({"access_token": "pasted"}))
    retire(director, presence, at(9))
    assert not end_sign_ins.needed(now())
