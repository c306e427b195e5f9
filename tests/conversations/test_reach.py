"""How each presence is reached, said so that a librarian knows what to do, on the page and by `masthead doctor`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from factories import client_for, person
from fakes.platform import Signet, signet
from fakes.presence import live_presence
from masthead.agencies.actors import Worker
from masthead.agencies.models import Agency, Person, the_agency
from masthead.agencies.rights import Role
from masthead.agencies.vault import seal_mapping, unseal_mapping
from masthead.channels import registry
from masthead.channels.errors import Reauth
from masthead.conversations import reach
from masthead.conversations.models import StreamCursor
from masthead.conversations.pull import METRICS, pull_presence
from masthead.kernel.clock import now
from masthead.kernel.ids import new_id
from masthead.presences import launch
from masthead.presences.connection import channel_for
from masthead.presences.models import ChannelApp, Connection, LiveProfile, Presence
from masthead.project import doctor
from presences import roads, signing_in


@pytest.fixture
def platform() -> Iterator[Signet]:
    with signet() as platform:
        yield platform


@pytest.fixture
def writer(agency: Agency) -> Person:
    return person(Role.COMMUNICATOR)


@pytest.fixture
def presence(platform: Signet, writer: Person) -> Presence:
    signing_in.registered()
    presence = signing_in.connected(writer, signing_in.approved(writer, person(Role.DIRECTOR)))
    launch.launch(by=writer, at=now(), presence=presence)
    pulled(presence)
    ChannelApp.objects.update(knocked_at=now())
    return presence


def pulled(presence: Presence) -> None:
    pull_presence(by=Worker("intake"), at=now(), presence=presence, channel=channel_for(presence))


def lines(at: datetime | None = None) -> dict[str, tuple[str, str]]:
    (found,) = reach.reaches(reach.rows(), at=at or now(), agency=the_agency())
    return {line.what: (line.state, line.says) for line in found.lines}


def test_all_is_well(presence: Presence) -> None:
    found = lines()
    assert {state for state, _ in found.values()} == {"well"}
    assert list(found) == ["Connection", "Account", "Permissions", "Credentials", "Comments", "Knocks"]
    assert "by signing in there, and reached" in found["Connection"][1]
    assert found["Permissions"][1] == "All that the desk uses: posts, comments."
    assert found["Comments"][1] == "Last read less than a minute ago."


def test_a_missing_permission_is_named_with_its_cure(presence: Presence) -> None:
    secrets = unseal_mapping(Connection.objects.get().secrets)
    Connection.objects.update(secrets=seal_mapping({**secrets, "scopes": "posts"}))
    state, says = lines()["Permissions"]
    assert state == "ill" and "did not grant: comments." in says and "choose “Connect again”" in says


def test_a_permission_that_private_messages_alone_take_is_named_and_no_alarm(presence: Presence) -> None:
    told, connected = registry._connectors["signet"]
    # Put there outright: the platform takes it away again itself.
    registry._connectors["signet"] = (replace(told, message_scopes=("comments",)), connected)
    secrets = unseal_mapping(Connection.objects.get().secrets)
    Connection.objects.update(secrets=seal_mapping({**secrets, "scopes": "posts"}))
    state, says = lines()["Permissions"]
    assert state == "note" and "Signet did not grant: comments. Private messages alone take this" in says
    assert "choose “Connect again”" in says


def test_a_permission_the_platform_asks_for_while_reading_is_named(
    presence: Presence, platform: Signet, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = channel_for(presence)

    def refuses(stream: str, cursor: str, *, at: datetime) -> None:
        raise Reauth("Signet does not let us read.", scope="comments", cure="Connect it again.")

    monkeypatch.setitem(channel.__dict__, "pull", refuses)
    pull_presence(by=Worker("intake"), at=now(), presence=presence, channel=channel)
    state, says = lines()["Comments"]
    assert state == "ill" and "The permission that is missing: comments." in says
    assert says.endswith("Until then the desk asks once a day.")


def test_credentials_that_end_and_that_ended(presence: Presence) -> None:
    for days, state, says in (
        (20, "well", "They hold until"),
        (13, "ill", "They end on"),
        (-1, "ill", "They ended on"),
    ):
        Connection.objects.update(ends_at=now() + timedelta(days=days), connected_at=now() - timedelta(days=40))
        assert lines()["Credentials"][0] == state and lines()["Credentials"][1].startswith(says)


def test_credentials_that_never_hold_longer_than_two_weeks_are_told_in_the_last_days(presence: Presence) -> None:
    for days, state in ((14, "well"), (4, "well"), (2, "ill")):
        Connection.objects.update(ends_at=now() + timedelta(days=days), connected_at=now() - timedelta(days=14 - days))
        assert lines()["Credentials"][0] == state


def test_another_handle_is_another_account(presence: Presence) -> None:
    profile = LiveProfile.objects.get()
    profile.shown = {**profile.shown, "handle": "stray"}
    profile.save()
    state, says = lines()["Account"]
    assert state == "ill" and "It answers to stray now; what was approved is mlc." in says


def test_silence_is_told(presence: Presence) -> None:
    state, says = lines(now() + timedelta(hours=3))["Comments"]
    assert (state, says) == ("ill", "Last read 3 hours ago. See whether a worker is running.")


def test_a_platform_whose_signature_does_not_fit_is_told_to_an_administrator(presence: Presence) -> None:
    ChannelApp.objects.update(refused_at=now() + timedelta(seconds=1))
    assert "its signature does not fit" in lines()["Knocks"][1]
    ChannelApp.objects.update(refused_at=None, knocked_at=None)
    assert lines()["Knocks"][0] == "note"


def test_what_is_not_connected_says_what_comes_next(agency: Agency, writer: Person) -> None:
    roads.approved(writer, person(Role.DIRECTOR))
    assert lines() == {"Connection": ("note", "Not connected. Open it and choose “Connect the account”.")}


def test_the_command_and_the_page_say_the_same(presence: Presence, writer: Person) -> None:
    Connection.objects.update(trouble="Signet does not accept the token. Connect it again.")
    sentence = "The account cannot be reached. Signet does not accept the token. Connect it again."
    said = [symptom for symptom in doctor.examine(at=now()) if symptom.what == "presence"]
    assert [(one.state, one.says.endswith(sentence)) for one in said] == [("ill", True)]
    page = client_for(writer).get("/desk/presences/doctor").content.decode()
    assert sentence in page and "1 of 1 shown needs somebody." in page


def test_many_presences_cost_no_more_questions_than_one(presence: Presence) -> None:
    def questions() -> int:
        with CaptureQueriesContext(
            database,
        ) as asked:
            reach.reaches(reach.rows(), at=now(), agency=the_agency())
        return len(asked)

    one = questions()
    for number in range(3):
        again = Presence.objects.get(pk=presence.pk)
        again.pk, again.handle, again._state.adding = new_id(), f"mlc.{'abc'[number]}", True
        again.save()
        Connection.objects.create(presence=again, connected_at=now(), connected_by="x", settings={"page": "1"})
    assert questions() == one


def test_a_presence_posted_by_hand_is_not_called_well(writer: Person) -> None:
    live_presence("hand", settings={"platform": "Nextdoor", "address": "https://nextdoor.com/agency/city-library"})
    assert lines() == {"Connection": ("by_hand", "Posted by hand: nothing to connect.")}
    page = client_for(writer).get("/desk/presences/doctor").content.decode()
    assert "All shown here are posted by hand." in page and "By hand:" in page
    assert "Well:" not in page and "are well" not in page
    (told,) = doctor._presences(now())
    assert told.state == "well" and told.says.endswith("Posted by hand: nothing to connect.")


def test_what_a_channel_counts_is_not_said_to_be_likes(presence: Presence) -> None:
    StreamCursor.objects.create(presence=presence, stream=METRICS, read_at=now())
    assert lines()["Counts"] == ("well", "What Signet counts of posts was last read less than a minute ago.")
