"""What a review looks at. This floor does not know posts or comments: the journeys above register what they can tell.

Each gives figures from rows in a fixed number of queries; a figure is a name and what was counted, in words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from masthead.agencies.models import the_agency
from masthead.presences.models import LiveProfile, Presence
from masthead.presences.watch import drift_of, readable, signs_of

Gather = Callable[[Presence, datetime, datetime], Iterable["Figure"]]


@dataclass(frozen=True, slots=True)
class Figure:
    """`asks`: the director should look at this one."""

    what: str
    says: str
    asks: bool = False

    def as_json(self) -> dict[str, str]:
        return {"what": self.what, "says": self.says}


_sources: dict[str, Gather] = {}


def register(name: str, gather: Gather) -> None:
    """`gather(presence, since, until)`; one name has one source."""
    if name in _sources:
        raise TypeError(f"two sources of evidence are called {name}")
    _sources[name] = gather


def evidence_for(presence: Presence, *, at: datetime) -> tuple[Figure, ...]:
    """Everything known of the time since the last review, or since the launch."""
    since = presence.reviewed_at or presence.launched_at or presence.proposed_at
    gathered = [figure for _, gather in sorted(_sources.items()) for figure in gather(presence, since, at)]
    return (*gathered, *_own(presence, at))


def _own(presence: Presence, at: datetime) -> Iterator[Figure]:
    agency = the_agency()
    today = agency.day(at) if agency else at.date()
    running: list[str] = []
    over: list[str] = []
    for commitment in presence.commitments.all():
        (over if commitment.has_ended(today) else running).append(commitment.name)
    yield Figure("Commitments still running", ", ".join(running) or "None.", asks=not running)
    if over:
        yield Figure("Commitments that have ended", ", ".join(over), asks=True)
    profile = LiveProfile.objects.filter(presence=presence).first()
    if not readable(presence.channel):
        yield Figure("Profile", "No program can read it: look at it yourself before you decide.", asks=True)
    elif changed := drift_of(profile):
        yield Figure("Profile", f"Changed and not confirmed: {', '.join(c.what.lower() for c in changed)}.", asks=True)
    elif profile:
        unclear = [sign.what.lower() for sign in signs_of(presence, profile, agency=agency) if not sign.plain]
        said = f"Does not say plainly that it is official: {', '.join(unclear)}." if unclear else "As confirmed."
        yield Figure("Profile", said, asks=bool(unclear))
    if not presence.run_by.is_active:
        yield Figure("Run by", f"{presence.run_by.name} no longer has access.", asks=True)
