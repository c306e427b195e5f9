"""Times as the agency lives them. Stored in UTC, shown in the zone that is active for the request, the zone named."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from django.utils import timezone
from django.utils.dateformat import format as spell

Style = Literal["full", "plain", "day", "time"]
_PATTERNS: dict[str, str] = {"full": "F j, Y, g:i a T", "plain": "F j, g:i a", "day": "F j, Y", "time": "g:i a"}
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
    """`June 9, 2026, 8:12 a.m. CDT` (full), without year and zone (plain), the day, or the time of day."""
    return spell(timezone.localtime(moment), _PATTERNS[style])


def zone_name(moment: datetime) -> str:
    """`Central Daylight Time (UTC−5)`: the zone every time on the page is in, as it is at `moment`."""
    local = timezone.localtime(moment)
    short = local.strftime("%Z")
    return f"{_NAMES.get(short, str(local.tzinfo))} ({_offset(local.utcoffset() or timedelta())})"


def _offset(offset: timedelta) -> str:
    minutes = int(offset.total_seconds()) // 60
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'−' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")
