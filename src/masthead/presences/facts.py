"""What the checks are told of a presence: whether it may speak, and what stands against it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from masthead.agencies.models import Agency
from masthead.checks.engine.facts import DraftFacts
from masthead.presences.gates import presence_is_live_before_posting
from masthead.presences.models import Presence
from masthead.presences.standing import faults_of


def as_spoken_by(presence: Presence, facts: DraftFacts, *, at: datetime, agency: Agency | None) -> DraftFacts:
    """`facts` with the standing of `presence`. Load `profile` with the presence."""
    closed = presence_is_live_before_posting(name=presence.name, state=presence.state)
    return replace(
        facts,
        presence_is_official=closed is None,
        presence_reason=closed or "",
        presence_faults=() if closed else tuple(faults_of(presence, at=at, agency=agency)),
    )
