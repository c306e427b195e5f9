"""Times as the agency lives them: stored in UTC, shown in the zone active for the request, named with each hour."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from django.utils import timezone
from django.utils.dateformat import format as spell

Style = Literal["full", "plain", "day", "time"]
_PATTERNS: dict[str, str] = {"full": "F j, Y, g:i a", "plain": "F j, g:i a", "day": "F j, Y", "time": "g:i a"}
_NAMES = {
    "EST": "Eastern Standard Time",
    "EDT": "Eastern Daylight Time",
    "CST": "Central Standard Time",
    "CDT": "Central Daylight Time",
    "MST": "Mountain Standard Time",
    "MDT": "Mountain Daylight Time",
    "PST": "Pacific Standard Time",
    "PDT": "Pacific Daylight Time",
    "AKST": "Alaska Standard Time",
    "AKDT": "Alaska Daylight Time",
    "HST": "Hawaii Standard Time",
    "UTC": "Coordinated Universal Time",
}


def spoken(moment: datetime, style: Style = "full") -> str:
    """`June 9, 2026, 8:12 a.m. CDT` (full), without its year (plain), the day, or the time of day.

    Every hour names its zone: a time of last summer is not in the zone of today.
    """
    local = timezone.localtime(moment)
    words = spell(local, _PATTERNS[style])
    # Django leaves the zone out of an hour that comes twice: there it alone says which of the two.
    return words if style == "day" else f"{words} {local.tzname()}"


def zone_name(moment: datetime) -> str:
    """`Central Daylight Time (UTC−5)`: the zone every time on the page is in, as it is at `moment`."""
    local = timezone.localtime(moment)
    short = local.strftime("%Z")
    return f"{_NAMES.get(short, str(local.tzinfo))} ({_offset(local.utcoffset() or timedelta())})"


def lasted(span: timedelta) -> str:
    """`40 minutes`, `5 hours`, `3 days`: as long as people speak of."""
    minutes = max(round(span.total_seconds() / 60), 1)
    for size, one in ((48 * 60, "day"), (60, "hour")):
        if minutes >= size:
            count = round(minutes / (1440 if one == "day" else 60))
            return f"{count} {one}{'' if count == 1 else 's'}"
    return f"{minutes} minute{'' if minutes == 1 else 's'}"


def _offset(offset: timedelta) -> str:
    minutes = int(offset.total_seconds()) // 60
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'−' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")
