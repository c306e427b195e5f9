"""The two nights of 2027 on which the clocks of America/Chicago change, from the form to the moment a post leaves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

import factories
from fakes.presence import live_presence
from masthead.agencies.actors import Worker
from masthead.agencies.models import Agency, Commitment, Person
from masthead.agencies.rights import Role
from masthead.channels.noticeboard.models import NoticeboardPost
from masthead.desk.views import drafts
from masthead.outbox.carry import sweep
from masthead.publishing import approve, draft
from masthead.publishing.models import Draft, Publication

pytestmark = pytest.mark.django_db(transaction=True)
SPRING, AUTUMN = "2027-03-14", "2027-11-07"


@pytest.fixture
def writer(agency: Agency) -> Person:
    assert agency.time_zone == "America/Chicago"
    return factories.who_acknowledged(factories.person(Role.COMMUNICATOR))


@pytest.fixture
def client(writer: Person, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(drafts, "now", lambda: factories.at(3))
    return factories.client_for(writer)


@pytest.fixture
def approved(writer: Person) -> Draft:
    words = draft.Wording(
        title="Clocks",
        text="The library opens at nine, by the new time.",
        audience="Everyone",
        commitment=Commitment.objects.create(name="Open doors"),
        presences=[live_presence("noticeboard")],
    )
    written = draft.start(by=writer, at=factories.at(), wording=words)
    asked = approve.ask(by=writer, at=factories.at(1), draft=written)
    approver = factories.person(Role.APPROVER)
    approve.approve(by=approver, at=factories.at(2), approval=asked, content_hash=asked.content_hash)
    return written


def told(client: Client, made: Draft, day: str, hour: str, **more: str) -> str:
    """What the page says after asking for that day and hour."""
    asked = {"day": day, "hour": hour, **more}
    return client.post(f"/desk/drafts/{made.pk}/schedule", asked, follow=True).content.decode()


def test_an_hour_the_clocks_skip_is_refused_with_the_reason_and_nothing_waits(client: Client, approved: Draft) -> None:
    for hour in ("02:00", "02:30", "02:59"):
        page = told(client, approved, SPRING, hour)
        said = datetime.strptime(hour, "%H:%M").strftime("%-I:%M %p")
        assert f"March 14 has no {said} in America/Chicago: the clocks go forward. Choose another time." in page
        assert f'value="{hour}"' in page, "to be mended rather than typed again"
    assert not Publication.objects.exists()


def test_an_hour_that_comes_twice_is_asked_about_and_nothing_waits_before_the_answer(
    client: Client, approved: Draft
) -> None:
    for hour in ("01:00", "01:30", "01:59"):
        page = told(client, approved, AUTUMN, hour)
        assert "The clocks go back over this hour, so it comes twice. Choose which of the two you mean." in page
        assert "The first, before the clocks go back" in page and "The second, an hour later" in page
    assert not Publication.objects.exists()


@pytest.mark.parametrize(
    ("day", "hour", "second", "leaves", "shown"),
    [
        (SPRING, "01:59", "", "2027-03-14T07:59", "1:59 a.m. CST"),
        (SPRING, "03:00", "", "2027-03-14T08:00", "3:00 a.m. CDT"),
        (AUTUMN, "00:59", "", "2027-11-07T05:59", "12:59 a.m. CDT"),
        (AUTUMN, "01:30", "no", "2027-11-07T06:30", "1:30 a.m. CDT"),
        (AUTUMN, "01:30", "yes", "2027-11-07T07:30", "1:30 a.m. CST"),
        (AUTUMN, "02:00", "", "2027-11-07T08:00", "2:00 a.m. CST"),
        # Written in winter for a morning in summer time, and the other way round: nine in the morning is nine.
        ("2027-03-15", "09:00", "", "2027-03-15T14:00", "9:00 a.m. CDT"),
        ("2027-11-08", "09:00", "", "2027-11-08T15:00", "9:00 a.m. CST"),
    ],
)
def test_a_post_leaves_once_at_the_very_hour_that_was_meant(
    client: Client, approved: Draft, day: str, hour: str, second: str, leaves: str, shown: str
) -> None:
    page = told(client, approved, day, hour, **({"second": second} if second else {}))
    assert shown in page
    moment = datetime.fromisoformat(leaves).replace(tzinfo=UTC)
    assert Publication.objects.get().leaves_at == moment
    sweep(by=Worker(), at=moment - timedelta(seconds=1))
    assert not NoticeboardPost.objects.exists()
    for minutes in (0, 60, 61):  # the same wall clock may come round again
        sweep(by=Worker(), at=moment + timedelta(minutes=minutes))
        assert NoticeboardPost.objects.count() == 1
