"""First stage: somebody proposes a presence, and may mend the proposal until it is decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from masthead.agencies.models import Agency, Bureau, Commitment, Person, the_agency
from masthead.channels.registry import describe
from masthead.kernel.refusals import Invalid
from masthead.kernel.text import clean
from masthead.policy.gates import pass_gate
from masthead.policy.in_force import rulebook
from masthead.presences.gates import presence_name_carries_the_agency
from masthead.presences.models import Presence, PresenceNote
from masthead.presences.states import PRESENCE
from masthead.records.append import append
from masthead.records.operation import operation


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What the policy wants to know before a presence exists."""

    channel: str
    name: str
    handle: str
    purpose: str
    audience: str
    why_channel: str
    run_by: Person
    commitments: Sequence[Commitment]
    bureau: Bureau | None = None
    name_reason: str = ""


@operation("presences.propose")
def propose(*, by: Person, at: datetime, proposal: Proposal) -> Presence:
    """Put a presence before the Executive Director. Raises Invalid for a gap, Refused for a name without the agency."""
    clause = _examine(proposal)
    presence = Presence(proposed_by=by, proposed_at=at, state=PRESENCE.initial)
    _write(presence, proposal)
    append(
        "presence/proposed",
        by=by,
        at=at,
        subject=presence.subject,
        body=_body(proposal),
        clauses=[clause] if clause else [],
    )
    return presence


@operation("presences.revise")
def revise(*, by: Person, at: datetime, presence: Presence, proposal: Proposal) -> Presence:
    """Mend a proposal that is not decided yet, or that came back."""
    presence = Presence.objects.select_for_update().get(pk=presence.pk)
    clause = _examine(proposal, own=presence)
    presence.state = PRESENCE.to(presence.state, "revise")
    _write(presence, proposal)
    PresenceNote.objects.create(presence=presence, by=by, at=at, text="Mended the proposal.", act="revised")
    append(
        "presence/revised",
        by=by,
        at=at,
        subject=presence.subject,
        body=_body(proposal),
        clauses=[clause] if clause else [],
    )
    return presence


def _examine(proposal: Proposal, own: Presence | None = None) -> str:
    for field, words in (
        ("name", "Give the name the public will see."),
        ("purpose", "Say what the presence is for."),
        ("audience", "Say whom it is for."),
        ("why_channel", "Say why this channel is the right one."),
    ):
        if not getattr(proposal, field).strip():
            raise Invalid(words, field=field)
    for field, longest in (("name", 120), ("handle", 253), ("audience", 200)):
        if len(clean(getattr(proposal, field)).strip()) > longest:
            raise Invalid(f"Keep this to {longest} characters.", field=field)
    describe(proposal.channel)  # refuses one there is not
    if not proposal.commitments:
        raise Invalid("Choose at least one existing program or goal it supports.", field="commitments")
    taken = Presence.objects.filter(channel=proposal.channel, handle=proposal.handle.strip()).exclude(
        state__in=["declined", "retired"]
    )
    if own:
        taken = taken.exclude(pk=own.pk)
    if proposal.handle.strip() and taken.exists():
        raise Invalid("There is already a presence with this handle on this channel.", field="handle")
    agency: Agency | None = the_agency()
    return pass_gate(
        rulebook(),
        presence_name_carries_the_agency,
        name=proposal.name,
        handle=proposal.handle,
        agency=agency.name if agency else "",
        short_name=agency.short_name if agency else "",
        reason=proposal.name_reason,
    )


def _write(presence: Presence, proposal: Proposal) -> None:
    presence.channel = proposal.channel
    presence.name = clean(proposal.name).strip()
    presence.handle = clean(proposal.handle).strip()
    presence.purpose = clean(proposal.purpose).strip()
    presence.audience = clean(proposal.audience).strip()
    presence.why_channel = clean(proposal.why_channel).strip()
    presence.name_reason = clean(proposal.name_reason).strip()
    presence.run_by = proposal.run_by
    presence.bureau = proposal.bureau
    presence.save()
    presence.commitments.set(proposal.commitments)


def _body(proposal: Proposal) -> dict[str, object]:
    return {
        "channel": proposal.channel,
        "name": clean(proposal.name).strip(),
        "handle": clean(proposal.handle).strip(),
        "purpose": clean(proposal.purpose).strip(),
        "audience": clean(proposal.audience).strip(),
        "why_channel": clean(proposal.why_channel).strip(),
        "name_reason": clean(proposal.name_reason).strip(),
        "run_by": proposal.run_by.actor_id,
        "commitments": [commitment.name for commitment in proposal.commitments],
    }
