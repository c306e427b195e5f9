"""Days are the agency's, not the machine's: a board meets, and a policy begins, on the agency's calendar."""

from __future__ import annotations

from datetime import date, datetime, time

from masthead.agencies.models import Agency, the_agency
from masthead.kernel.refusals import Refused


def today(at: datetime) -> date:
    return at.astimezone(_agency().zone).date()


def midnight(day: date) -> datetime:
    """The moment `day` begins where the agency is."""
    return datetime.combine(day, time(), _agency().zone)


def _agency() -> Agency:
    agency = the_agency()
    if agency is None:
        raise Refused("There is no agency yet: finish the first run.")
    return agency
