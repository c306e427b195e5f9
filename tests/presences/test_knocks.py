"""A platform that knocks only once asked to is asked after the launch and each day, and told to end it at the end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from fakes.platform import Signet, signet
from masthead.agencies.actors import Worker
from masthead.agencies.models import Person, the_agency
from masthead.agencies.vault import seal_mapping
from masthead.channels.errors import Reauth, Transient
from masthead.conversations import reach
from masthead.jobs import ask_for_knocks, end_sign_ins
from masthead.kernel.clock import now
from masthead.presences import knocks, launch
from masthead.presences.connection import channel_for
from masthead.presences.models import ChannelApp, Connection, Presence
from masthead.records.models import Record
from presences import signing_in


@pytest.fixture
def platform() -> Iterator[Signet]:
    with signet() as platform:
        yield platform


@pytest.fixture
def presence(platform: Signet, communicator: Person, director: Person) -> Presence:
    signing_in.registered()
    presence = signing_in.connected(communicator, signing_in.approved(communicator, director))
    assert not ask_for_knocks.needed(now()), "what is not launched speaks for nobody yet"
    return launch.launch(by=communicator, at=now(), presence=presence)


def asked(presence: Presence, moment: datetime) -> None:
    knocks.ask(by=Worker("presences"), at=moment, presence=presence, channel=channel_for(presence))


def records(kind: str) -> list[dict[str, object]]:
    rows = Record.objects.filter(kind=f"presence/{kind}").order_by("pk")
    return [json.loads(bytes(row.payload or b""))["body"] for row in rows]


def line() -> tuple[str, str]:
    (found,) = reach.reaches(reach.rows(), at=now(), agency=the_agency())
    return next((line.state, line.says) for line in found.lines if line.what == "Knocks")


def test_it_is_asked_once_launched_and_again_a_day_later(platform: Signet, presence: Presence) -> None:
    start = now()
    assert ask_for_knocks.needed(start) and ask_for_knocks.run.func() == 1
    assert platform.knocking == {"1"} and not ask_for_knocks.needed(now())
    assert records("knocks_begun") == [{"channel": "signet"}]
    platform.knocking.clear()  # somebody looked through the platform's settings
    later = now() + timedelta(hours=24)
    assert not ask_for_knocks.needed(start + timedelta(hours=23)) and ask_for_knocks.needed(later)
    asked(presence, later)
    assert platform.knocking == {"1"} and len(records("knocks_begun")) == 1


def test_where_no_knock_could_be_believed_none_is_asked_for(platform: Signet, presence: Presence) -> None:
    ChannelApp.objects.all().delete()
    assert not ask_for_knocks.needed(now())


def test_a_refusal_is_told_with_its_cure_and_tried_again_in_an_hour(platform: Signet, presence: Presence) -> None:
    platform.deaf = Reauth("Signet does not allow it.", scope="hooks", cure="Connect it again.")
    moment = now()
    asked(presence, moment)
    state, says = line()
    assert state == "note" and records("knocks_begun") == []
    assert "Signet does not tell the desk at once. Signet does not allow it." in says
    assert "The permission that is missing: hooks. Connect it again." in says
    assert not ask_for_knocks.needed(moment + timedelta(minutes=59))
    assert ask_for_knocks.needed(moment + timedelta(minutes=60))
    platform.deaf = None
    asked(presence, moment + timedelta(minutes=60))
    assert "Signet has never told the desk" in line()[1] and len(records("knocks_begun")) == 1


def test_a_new_token_is_asked_with_at_once(platform: Signet, presence: Presence, communicator: Person) -> None:
    ask_for_knocks.run.func()
    assert not ask_for_knocks.needed(now())
    signing_in.connected(communicator, presence)
    assert ask_for_knocks.needed(now())


def test_at_the_end_it_is_told_before_the_sign_in_ends(platform: Signet, presence: Presence, director: Person) -> None:
    ask_for_knocks.run.func()
    launch.retire(by=director, at=now(), presence=presence, reason="Nobody reads it.")
    assert not ask_for_knocks.needed(now() + timedelta(days=9))
    platform.deaf = Transient("Signet is away.")
    assert end_sign_ins.run.func() == 0 and platform.knocking == {"1"}
    platform.deaf = None
    assert end_sign_ins.run.func() == 1 and platform.knocking == set() and platform.revoked
    assert records("knocks_ended") == [{"channel": "signet", "told": True, "why": ""}]
    assert Connection.objects.get().to_revoke == "" and Connection.objects.get().knocks_since is None


def test_a_pasted_token_ends_the_knocks_and_is_not_revoked(
    platform: Signet, presence: Presence, director: Person
) -> None:
    Connection.objects.update(signed_in=False, secrets=seal_mapping({"access_token": "access-1"}))
    presence.refresh_from_db()
    asked(presence, now())
    launch.retire(by=director, at=now(), presence=presence, reason="Nobody reads it.")
    end_sign_ins.run.func()
    assert platform.knocking == set() and platform.revoked == [] and records("sign_in_ended") == []
    assert Connection.objects.get().to_revoke == "" and not end_sign_ins.needed(now())


def test_a_platform_that_stays_away_is_given_up_after_two_days(
    platform: Signet, presence: Presence, director: Person
) -> None:
    ask_for_knocks.run.func()
    launch.retire(by=director, at=now(), presence=presence, reason="Nobody reads it.")
    platform.deaf = Transient("Signet is away.")
    Presence.objects.update(retired_at=now() - timedelta(days=3))
    assert end_sign_ins.run.func() == 1
    assert records("knocks_ended") == [{"channel": "signet", "told": False, "why": "Signet is away."}]
