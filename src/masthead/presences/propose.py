"""First stage: somebody proposes a presence, and may mend the proposal until it is decided."""

from __future__ import annotations

from datetime import datetime

from masthead.agencies.days import local_day
from masthead.agencies.models import Person
from masthead.kernel.refusals import Refused
from masthead.kernel.text import clean
from masthead.presences.models import Presence, PresenceNote
from masthead.presences.proposal import Proposal, refuse_unless_sound
from masthead.presences.spelling import stored_handle
from masthead.presences.states import PRESENCE
from masthead.records.append import append
from masthead.records.operation import operation

__all__ = ["Proposal", "propose", "revise", "withdraw"]


@operation("presences.propose")
def propose(*, by: Person, at: datetime, proposal: Proposal) -> Presence:
    """Put a presence before the Executive Director. Raises Invalid for what is missing or wrong, all of it at once."""
    clauses = _clauses(proposal, at)
    presence = Presence(proposed_by=by, proposed_at=at, state=PRESENCE.initial)
    _write(presence, proposal)
    append(
        "presence/proposed",
        by=by,
        at=at,
        subject=presence.subject,
        body=_body(proposal),
        clauses=clauses,
    )
    return presence


@operation("presences.revise")
def revise(*, by: Person, at: datetime, presence: Presence, proposal: Proposal) -> Presence:
    """Mend a proposal that is not decided yet, or that came back. An approval of other words is then no longer one."""
    presence = Presence.objects.select_for_update().get(pk=presence.pk)
    clauses = _clauses(proposal, at, own=presence)
    presence.state = PRESENCE.to(presence.state, "revise")
    _write(presence, proposal)
    PresenceNote.objects.create(presence=presence, by=by, at=at, text="Mended the proposal.", act="revised")
    append(
        "presence/revised",
        by=by,
        at=at,
        subject=presence.subject,
        body=_body(proposal),
        clauses=clauses,
    )
    return presence


@operation("presences.withdraw")
def withdraw(*, by: Person, at: datetime, presence: Presence, reason: str = "") -> Presence:
    """Take back a proposal that is not decided. Raises Refused to whoever did not make it: others return or decline."""
    presence = Presence.objects.select_for_update().get(pk=presence.pk)
    if by.pk != presence.proposed_by_id:
        raise Refused("Only whoever proposed a presence takes the proposal back.")
    presence.state, said = PRESENCE.to(presence.state, "withdraw"), clean(reason).strip()
    presence.save(update_fields=["state"])
    PresenceNote.objects.create(presence=presence, by=by, at=at, text=said, act="withdrawn")
    append("presence/withdrawn", by=by, at=at, subject=presence.subject, body={"reason": said})
    return presence


def _clauses(proposal: Proposal, at: datetime, own: Presence | None = None) -> list[str]:
    clause = refuse_unless_sound(proposal, today=local_day(at), own=own)
    return [clause] if clause else []


def _write(presence: Presence, proposal: Proposal) -> None:
    presence.channel = proposal.channel
    presence.name = clean(proposal.name).strip()
    presence.handle = stored_handle(proposal.handle)
    presence.purpose = clean(proposal.purpose).strip()
    presence.audience = clean(proposal.audience).strip()
    presence.why_channel = clean(proposal.why_channel).strip()
    presence.name_reason = clean(proposal.name_reason).strip()
    presence.run_by = proposal.run_by
    presence.bureau = proposal.bureau
    presence.existing_since = proposal.existing_since
    presence.existing_run_by = clean(proposal.existing_run_by).strip()
    presence.official_duty = proposal.official_duty
    presence.save()
    presence.commitments.set(proposal.commitments)


def _body(proposal: Proposal) -> dict[str, object]:
    body: dict[str, object] = {
        "channel": proposal.channel,
        "name": clean(proposal.name).strip(),
        "handle": stored_handle(proposal.handle),
        "purpose": clean(proposal.purpose).strip(),
        "audience": clean(proposal.audience).strip(),
        "why_channel": clean(proposal.why_channel).strip(),
        "name_reason": clean(proposal.name_reason).strip(),
        "run_by": proposal.run_by.actor_id,
        "commitments": [commitment.name for commitment in proposal.commitments],
        "bureau": proposal.bureau.name if proposal.bureau else "",
        "official_duty": proposal.official_duty,
    }
    if proposal.existing_since:
        body["existing_since"] = proposal.existing_since.isoformat()
        body["existing_run_by"] = clean(proposal.existing_run_by).strip()
    return body
