"""Which part of a long list stands on one page: the end of it, or what lies before, after or around one thing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from masthead.kernel.ids import id_in


@dataclass(frozen=True, slots=True)
class Window:
    """What is asked for. Of the three the first that is in the list counts; none of them means the end of the list."""

    size: int
    before: UUID | None = None
    after: UUID | None = None
    around: UUID | None = None

    def of(self, places: Mapping[UUID, int]) -> tuple[int, int]:
        """Begin and end of the page in a list where each id has its place, from 0, without gaps."""
        total = len(places)
        if self.before is not None and self.before in places:
            high = places[self.before]
            return max(0, high - self.size), high
        if self.after is not None and self.after in places:
            low = places[self.after] + 1
            return low, min(total, low + self.size)
        low = max(0, total - self.size)
        if self.around is not None and self.around in places:
            low = max(0, min(places[self.around] - self.size // 2, low))
        return low, min(total, low + self.size)


def asked_for(given: Mapping[str, str], size: int, *, around: str = "comment") -> Window:
    """The window of an address: `before`, `after`, or `around` by its own name. What is no id asks for nothing."""
    return Window(size, *(id_in(given.get(name, "")) for name in ("before", "after", around)))
