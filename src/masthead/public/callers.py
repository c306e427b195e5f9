"""How often one network address may ask. Counted in memory and forgotten with each minute: no address is kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Lock

A_MINUTE = timedelta(minutes=1)


class Callers:
    """Counts what callers do within the minute, in each process. `most` is what one of them may."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._lock, self._since = Lock(), datetime.min.replace(tzinfo=UTC)
        self._seen: dict[str, int] = {}

    def has_too_many(self, caller: str, at: datetime) -> bool:
        """Count one more of `caller`, and say whether that is more than it may."""
        with self._lock:
            self._turn(at)
            self._seen[caller] = self._seen.get(caller, 0) + 1
            return self._seen[caller] > self.most

    def had_too_many(self, caller: str, at: datetime) -> bool:
        """The same, without counting."""
        with self._lock:
            self._turn(at)
            return self._seen.get(caller, 0) >= self.most

    def _turn(self, at: datetime) -> None:
        if at - self._since >= A_MINUTE:
            self._since, self._seen = at, {}
