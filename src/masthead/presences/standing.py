"""What stands against a presence that may speak: told to the checks, which say under which clause and how gravely."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from masthead.agencies.models import Agency
from masthead.presences.models import Presence
from masthead.presences.review import review_overdue
from masthead.presences.watch import drift_of, signs_of


def faults_of(presence: Presence, *, at: datetime, agency: Agency | None) -> Iterator[tuple[str, str]]:
    """(code, sentence) of each, by the codes of the check `presence_is_official`. Load `profile` with the presence."""
    if overdue := review_overdue(presence, at=at, agency=agency):
        yield "review_overdue", overdue
    profile = getattr(presence, "profile", None)
    if changed := drift_of(profile):
        what = ", ".join(f"{change.what[0].lower()}{change.what[1:]}" for change in changed)
        yield (
            "profile_changed",
            f"Its live profile is not as it was confirmed: {what}. Set it right, or have it confirmed.",
        )
    unclear = [sign for sign in signs_of(presence, profile, agency=agency) if not sign.plain]
    if unclear and not changed:
        what = ", ".join(sign.what.lower() for sign in unclear)
        yield "profile_unclear", f"Its live profile does not say plainly that it is official: {what}."
