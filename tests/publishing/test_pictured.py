"""Somebody takes their permission back: nothing new leaves with their picture, and what is public is found at once."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

import asked
from asked import listed, picture
from factories import at, person
from fakes.channel import FakeServer, install
from fakes.presence import live_presence
from masthead.agencies.actors import Worker
from masthead.agencies.models import Agency, Commitment, Person
from masthead.agencies.rights import Role
from masthead.kernel.refusals import Invalid, NotPermitted, Refused
from masthead.media.models import Asset
from masthead.outbox.carry import sweep
from masthead.outbox.models import Delivery
from masthead.presences.models import Presence
from masthead.publishing.check import findings_for
from masthead.publishing.facts import load
from masthead.publishing.models import Draft, Takedown
from masthead.publishing.pictured import counted, no_longer_agreed, showing
from masthead.publishing.take_down import take_down_pictures
from masthead.records.models import Record
from pictured_posts import publish, write

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = at().date()


@pytest.fixture
def writer(agency: Agency, settings: object, tmp_path: Path) -> Person:
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]
    return person(Role.COMMUNICATOR)


@pytest.fixture
def presences(writer: Person, tmp_path: Path) -> list[Presence]:
    install()
    store = {"store": str(FakeServer(tmp_path / "fake.sqlite3").store)}
    return [live_presence("noticeboard"), live_presence("fake", handle="library", settings=store)]


def agreed(writer: Person, color: str = "teal", **changes: object) -> tuple[Asset, object, str]:
    """A picture with somebody on it who has agreed, the permission, and the secret to take it back."""
    asset = picture(writer, color)
    row, token = asked.asked(writer, listed(writer, asset), **changes)
    return asset, row, asked.given(row, token)


def codes(written: Draft, minutes: float = 30) -> set[str]:
    found = findings_for(load(written.pk), at=at(minutes))
    return {one.finding.code for one in found if one.open}


def test_what_was_signed_on_a_screen_lets_a_post_leave_and_taken_back_holds_it(
    writer: Person, presences: list[Presence]
) -> None:
    asset, row, own = agreed(writer)
    publication = publish(writer, presences, asset)
    asked.taken_back(row, own, minutes=30)  # type: ignore[arg-type]
    sweep(by=Worker(), at=at(hours=3))
    rows = Delivery.objects.filter(subject=publication.subject)
    assert {delivery.state for delivery in rows} == {"held"}
    assert all("withdrawn" in delivery.error for delivery in rows)
    assert "permission_revoked" in codes(write(writer, presences, asset, title="Again"), 40)


def test_every_publication_on_every_presence_is_found_and_goes_with_one_act(
    writer: Person, presences: list[Presence]
) -> None:
    asset, row, own = agreed(writer)
    other = picture(writer, "red")
    listed(writer, other, "crowd", "")
    first = publish(writer, presences, asset, title="Two places")
    second = publish(writer, presences[:1], other, asset, title="One place")
    innocent = publish(writer, presences[:1], other, title="Another picture")
    sweep(by=Worker(), at=at(hours=3))
    sweep(by=Worker(), at=at(hours=3, minutes=1))
    assert no_longer_agreed(TODAY) == []
    asked.taken_back(row, own, minutes=300)  # type: ignore[arg-type]
    found = no_longer_agreed(TODAY)
    assert [(one.asset, one.why) for one in found] == [(asset, "revoked")]
    assert counted(found[0].showing) == (2, 2)
    assert {one.publication.pk for one in found[0].showing} == {first.pk, second.pk}
    assert [len(one.deliveries) for one in found[0].showing if one.publication == first] == [2]
    for by in (person(Role.MODERATOR), person(Role.RECORDS_OFFICER), person(Role.EMPLOYEE), Worker()):
        with pytest.raises(NotPermitted):
            take_down_pictures(by=by, at=at(301), assets=[asset.pk], why="Taken back.")  # type: ignore[arg-type]
    with pytest.raises(Invalid, match="Say why"):
        take_down_pictures(by=writer, at=at(301), assets=[asset.pk], why=" ")
    assert not Takedown.objects.exists(), "all of it, or none"
    taken = take_down_pictures(by=writer, at=at(301), assets=[asset.pk], why="Taken back.")
    assert {one.publication_id for one in taken} == {first.pk, second.pk}
    assert Record.objects.filter(kind="publication/taken_down").count() == 2
    assert no_longer_agreed(TODAY) == [] and showing([asset.pk]) == []
    assert {one.publication for one in showing([other.pk])} == {innocent}
    with pytest.raises(Refused, match="public any more"):
        take_down_pictures(by=writer, at=at(302), assets=[asset.pk], why="Once more.")
    sweep(by=Worker(), at=at(hours=6))
    assert Delivery.objects.filter(purpose="takedown", state="delivered").count() == 3


def test_one_that_ended_blocks_new_posts_and_is_found_where_it_is_public(
    writer: Person, presences: list[Presence]
) -> None:
    asset, _, _ = agreed(writer, until=TODAY + timedelta(days=10))
    publish(writer, presences, asset)
    sweep(by=Worker(), at=at(hours=3))
    after: date = TODAY + timedelta(days=11)
    assert [one.why for one in no_longer_agreed(after)] == ["expired"]
    assert no_longer_agreed(TODAY + timedelta(days=10)) == []
    written = write(writer, presences, asset, title="Again")
    assert "permission_expired" not in codes(written)
    assert "permission_expired" in codes(written, 11 * 24 * 60)


def test_a_picture_agreed_for_some_channels_blocks_only_the_others(writer: Person, presences: list[Presence]) -> None:
    asset, _, _ = agreed(writer, channels=["noticeboard"])
    written = write(writer, presences, asset)
    found = [
        one for one in findings_for(load(written.pk), at=at(30)) if one.finding.code == "permission_for_another_use"
    ]
    assert [[presence.channel for presence in one.presences] for one in found] == [["fake"]]
    assert "permission_for_another_use" not in codes(write(writer, presences[:1], asset, title="One place"))


def test_a_picture_agreed_for_one_program_blocks_posts_for_another(writer: Person, presences: list[Presence]) -> None:
    summer = Commitment.objects.create(name="Summer")
    asset, _, _ = agreed(writer, commitment=summer)
    written = write(writer, presences, asset)
    assert "permission_for_another_use" in codes(written)
    Draft.objects.filter(pk=written.pk).update(commitment=summer)
    assert "permission_for_another_use" not in codes(written)


def test_a_new_signature_for_the_picture_ends_the_alarm(writer: Person, presences: list[Presence]) -> None:
    asset, row, own = agreed(writer)
    publish(writer, presences, asset)
    sweep(by=Worker(), at=at(hours=3))
    asked.taken_back(row, own, minutes=300)  # type: ignore[arg-type]
    again, token = asked.asked(writer, asset.depictions.get())
    asked.given(again, token, minutes=400)
    assert no_longer_agreed(TODAY) == []


def test_it_takes_a_fixed_number_of_queries(
    writer: Person, presences: list[Presence], django_assert_num_queries: object
) -> None:
    for color in ("teal", "red"):
        asset, row, own = agreed(writer, color)
        publish(writer, presences[:1], asset, title=f"The {color} table")
        sweep(by=Worker(), at=at(hours=3))
        asked.taken_back(row, own, minutes=300)  # type: ignore[arg-type]
        with django_assert_num_queries(7):  # type: ignore[operator]
            assert no_longer_agreed(TODAY)
