"""A wall-clock hour in the agency's zone is one moment, or none, or two: daylight saving is said, never guessed."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from masthead.kernel.refusals import Invalid


def moment_of(wall: datetime, zone: ZoneInfo, *, second: bool = False) -> datetime:
    """The UTC moment of a naive wall-clock time in `zone`.

    An hour that the clocks skip raises Invalid; of an hour that comes twice the first is meant, unless `second`.
    Invalid, too, at either end of the calendar, where the moment in UTC has no date.
    """
    local = wall.replace(tzinfo=zone, fold=1 if second else 0)
    try:
        moment = local.astimezone(UTC)
    except OverflowError:
        raise Invalid("There is no such time. Choose another.", field="when") from None
    if moment.astimezone(zone).replace(tzinfo=None) != wall:
        raise Invalid(
            f"{wall:%B %-d} has no {wall:%-I:%M %p} in {zone.key}: the clocks go forward. Choose another time.",
            field="when",
        )
    return moment


def comes_twice(wall: datetime, zone: ZoneInfo) -> bool:
    """Whether the clocks go back over this hour, so that it happens twice."""
    first, second = (wall.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    return first != second and moment_exists(wall, zone)


def moment_exists(wall: datetime, zone: ZoneInfo) -> bool:
    local = wall.replace(tzinfo=zone)
    return local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == wall
