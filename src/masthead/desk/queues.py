"""The tabs of moderation: how much waits under each."""

from __future__ import annotations

from masthead.agencies.models import Person
from masthead.moderation.appeal import open_appeals
from masthead.moderation.enforce import needing_a_person
from masthead.moderation.queue import how_many


def around(person: Person, current: str) -> dict[str, object]:
    """What every list of moderation shows around itself. Three queries; `current` is the tab that is open."""
    numbers = how_many()
    return {
        "tabs": {
            "to_decide": numbers.get("open", 0),
            "second": numbers.get("second_review", 0),
            "appeals": open_appeals(person).count(),
            "undone": needing_a_person().count(),
        },
        "current": current,
    }
