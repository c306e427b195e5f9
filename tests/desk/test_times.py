"""Every hour on a page names its zone, and a time of last summer names the zone of last summer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import timezone

from masthead.desk.look.times import spoken

WINTER, SUMMER = datetime(2026, 11, 25, 20, 5, tzinfo=UTC), datetime(2026, 7, 4, 20, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("style", "winter", "summer"),
    [
        ("full", "November 25, 2026, 2:05 p.m. CST", "July 4, 2026, 3:05 p.m. CDT"),
        ("plain", "November 25, 2:05 p.m. CST", "July 4, 3:05 p.m. CDT"),
        ("time", "2:05 p.m. CST", "3:05 p.m. CDT"),
        ("day", "November 25, 2026", "July 4, 2026"),
    ],
)
def test_an_hour_names_its_zone(style: str, winter: str, summer: str) -> None:
    template = Template("{% load masthead %}{% when moment style %}")
    with timezone.override(ZoneInfo("America/Chicago")):
        for moment, said in ((WINTER, winter), (SUMMER, summer)):
            assert f">{said}</time>" in template.render(Context({"moment": moment, "style": style}))


def test_an_hour_that_comes_twice_says_which_of_the_two_it_is() -> None:
    first = datetime(2027, 11, 7, 6, 30, tzinfo=UTC)
    with timezone.override(ZoneInfo("America/Chicago")):
        said = [spoken(moment) for moment in (first, first + timedelta(hours=1))]
    assert said == ["November 7, 2027, 1:30 a.m. CDT", "November 7, 2027, 1:30 a.m. CST"]
