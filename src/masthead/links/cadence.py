"""When a link in a live post is looked at next: daily while the post is young, then weekly, by the agency's clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

YOUNG = timedelta(days=14)
DAILY, WEEKLY = timedelta(days=1), timedelta(days=7)
SECOND_LOOK = timedelta(hours=4)
"""A page that is dead or shut is looked at once more this much later: servers are mended, and locks forgotten."""
OUR_FAULT = timedelta(hours=1)
"""Where nothing at all could be reached, it is our own line: everything waits this long and is not held against it."""


def next_look(*, since: datetime, looked_at: datetime, zone: ZoneInfo) -> datetime:
    """The same hour of the agency's day, one day or seven later. `since`: when the newest post with the link went out.

    Fourteen of the agency's days are two weeks, whether or not the clocks change in them.
    """
    here = looked_at.astimezone(zone)
    age = here.date() - since.astimezone(zone).date()
    step = DAILY if age < YOUNG else WEEKLY
    # Wall time: an hour that does not exist on that day comes out as the one after it, and stays once a day.
    return (here.replace(tzinfo=None) + step).replace(tzinfo=zone).astimezone(UTC)
