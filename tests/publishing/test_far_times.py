"""Either end of the calendar, and a year mistyped: said in words, wherever a time is given."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

import factories
from masthead.agencies.models import Agency
from masthead.agencies.rights import Role
from masthead.kernel.refusals import Invalid
from masthead.publishing import draft, schedule
from masthead.publishing.when import comes_twice, moment_of


@pytest.mark.parametrize(
    ("wall", "zone"),
    [(datetime(9999, 12, 31, 23, 59), "America/Chicago"), (datetime(1, 1, 1), "Asia/Tokyo")],
)
def test_a_time_without_a_moment_is_refused(wall: datetime, zone: str) -> None:
    assert not comes_twice(wall, ZoneInfo(zone))
    with pytest.raises(Invalid, match="There is no such time"):
        moment_of(wall, ZoneInfo(zone))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "when", [factories.at(days=732), datetime.max.replace(tzinfo=UTC), datetime.fromisoformat("9999-12-31T23:59-12:00")]
)
def test_a_year_mistyped_is_noticed(agency: Agency, when: datetime) -> None:
    writer = factories.person(Role.COMMUNICATOR)
    made = draft.start(by=writer, at=factories.at(), wording=draft.Wording(title="Far away", text=""))
    with pytest.raises(Invalid, match="more than two years away"):
        schedule.schedule(by=writer, at=factories.at(), draft=made, leaves_at=when)


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2026-02-30"])
def test_a_day_outside_the_calendar_narrows_nothing_and_breaks_nothing(agency: Agency, day: str) -> None:
    agency.time_zone = "Asia/Tokyo"
    agency.save()
    officer = factories.client_for(factories.person(Role.RECORDS_OFFICER))
    assert officer.get(f"/desk/records/?since={day}&until={day}").status_code == 422
    assert officer.post("/desk/records/export", {"since": day, "until": day, "form": "csv"}).status_code == 422
