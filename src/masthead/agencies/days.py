"""The agency's own calendar: what day it is there."""

from __future__ import annotations

from datetime import date, datetime

from masthead.agencies.models import the_agency


def local_day(at: datetime) -> date:
    """The day on the agency's wall at `at`; before there is an agency, the day of `at` as it is written."""
    agency = the_agency()
    return agency.day(at) if agency else at.date()
