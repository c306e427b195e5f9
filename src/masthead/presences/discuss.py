"""Second stage: the proposer and the Executive Director talk it over, on the page, where it stays."""

from __future__ import annotations

from datetime import datetime

from masthead.agencies.models import Person
from masthead.kernel.refusals import Invalid
from masthead.kernel.text import clean
from masthead.presences.models import Presence, PresenceNote
from masthead.presences.states import PRESENCE
from masthead.records.append import append
from masthead.records.operation import operation


@operation("presences.discuss")
def say(*, by: Person, at: datetime, presence: Presence, text: str) -> PresenceNote:
    """Add a turn to the discussion. Raises Invalid for an empty one, Refused once the proposal is decided."""
    said = clean(text).strip()
    if not said:
        raise Invalid("Write something first.", field="text")
    presence = Presence.objects.select_for_update().get(pk=presence.pk)
    presence.state = PRESENCE.to(presence.state, "discuss")
    presence.save(update_fields=["state"])
    note = PresenceNote.objects.create(presence=presence, by=by, at=at, text=said)
    append("presence/discussed", by=by, at=at, subject=presence.subject, body={"text": said})
    return note
