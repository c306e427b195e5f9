"""Third stage: the Executive Director approves, returns with a reason, or declines with a reason."""

from __future__ import annotations

from datetime import datetime

from masthead.agencies.models import Person
from masthead.agencies.rights import Role
from masthead.channels.registry import describe
from masthead.kernel.refusals import Invalid, Refused
from masthead.kernel.text import clean
from masthead.policy.gates import pass_gate
from masthead.policy.in_force import rulebook
from masthead.presences.gates import (
    approval_names_the_account,
    presence_is_approved_by_the_director,
    presence_is_discussed_before_decision,
)
from masthead.presences.models import Presence, PresenceNote
from masthead.presences.states import PRESENCE
from masthead.records.append import append
from masthead.records.operation import operation


@operation("presences.approve")
def approve(
    *, by: Person, at: datetime, presence: Presence, remark: str = "", seen_notes: int | None = None
) -> Presence:
    """Approve a proposal that has been discussed. Raises Refused, citing the clause, when it has not.

    `seen_notes` is how many notes the page showed: with more by now, the proposal may be another than the one read.
    """
    presence = Presence.objects.select_for_update().get(pk=presence.pk)
    notes = presence.notes.all()
    if seen_notes is not None and seen_notes != notes.count():
        raise Refused("Somebody mended or discussed this since you opened the page. Read it again, then decide.")
    book = rulebook()
    clauses = [
        _discussed(presence),
        _decided_by_another(presence, by, "approve"),
        pass_gate(book, approval_names_the_account, handle=presence.handle, channel=describe(presence.channel).name),
    ]
    return _decide(by, at, presence, "approve", "approved", remark, clauses)


@operation("presences.return")
def send_back(*, by: Person, at: datetime, presence: Presence, reason: str) -> Presence:
    """Return a proposal to its proposer, saying what is missing: a turn of the discussion, which goes on.

    Raises Refused, citing the clause, to whoever proposed it. Whoever only mended it may hand it back.
    """
    presence = Presence.objects.select_for_update().get(pk=presence.pk)
    clauses = [_decided_by_another(presence, by, "return")]
    return _decide(by, at, presence, "return", "returned", _needed(reason), clauses)


@operation("presences.decline")
def decline(*, by: Person, at: datetime, presence: Presence, reason: str) -> Presence:
    """Decline a proposal for good, saying why.

    Raises Refused, citing the clause, when nobody discussed it, and to whoever proposed or mended it.
    """
    presence = Presence.objects.select_for_update().get(pk=presence.pk)
    clauses = [_discussed(presence), _decided_by_another(presence, by, "decline")]
    return _decide(by, at, presence, "decline", "declined", _needed(reason), clauses)


def own_decisions(presence: Presence, by: Person) -> frozenset[str]:
    """The decisions on this proposal that are another's to take, because `by` proposed or mended it."""
    if by.pk == presence.proposed_by_id:
        return frozenset({"approve", "return", "decline"})
    return frozenset({"approve", "decline"}) if _mended(presence, by) else frozenset()


def director_has_spoken(presence: Presence) -> bool:
    """Whether the Executive Director took part. Mending a proposal leaves a note too; that alone is no discussion."""
    return presence.notes.filter(by__grants__role=Role.DIRECTOR.value).exclude(act="revised").exists()


def _discussed(presence: Presence) -> str:
    spoken = director_has_spoken(presence)
    return pass_gate(rulebook(), presence_is_discussed_before_decision, director_has_spoken=spoken)


def _decided_by_another(presence: Presence, by: Person, act: str) -> str:
    own = act in own_decisions(presence, by)
    return pass_gate(rulebook(), presence_is_approved_by_the_director, decides_own=own)


def _mended(presence: Presence, by: Person) -> bool:
    """Whether `by` mended the proposal since somebody last decided it or returned it."""
    decided = presence.notes.filter(act__in=["approved", "returned"]).last()
    mended = presence.notes.filter(act="revised", by=by)
    return (mended.filter(at__gte=decided.at) if decided else mended).exists()


def _needed(reason: str) -> str:
    said = clean(reason).strip()
    if not said:
        raise Invalid("Say why: the proposer will read it.", field="reason")
    return said


def _decide(
    by: Person, at: datetime, presence: Presence, act: str, outcome: str, reason: str, clauses: list[str]
) -> Presence:
    presence.state = PRESENCE.to(presence.state, act)
    presence.decided_by, presence.decided_at, presence.decision_reason = by, at, clean(reason).strip()
    presence.save(update_fields=["state", "decided_by", "decided_at", "decision_reason"])
    PresenceNote.objects.create(presence=presence, by=by, at=at, text=presence.decision_reason, act=outcome)
    append(
        f"presence/{outcome}",
        by=by,
        at=at,
        subject=presence.subject,
        body={"reason": presence.decision_reason},
        clauses=[clause for clause in clauses if clause],
    )
    return presence
