"""Fifth stage: what the outbox asks at the last moment, and what it means for the draft when all have arrived."""

from __future__ import annotations

from datetime import datetime

from masthead.agencies.actors import Actor
from masthead.kernel.refusals import Refused
from masthead.outbox import clearance
from masthead.outbox.models import Delivery
from masthead.outbox.states import ARRIVED, MOVING, WAITS_FOR_A_PERSON
from masthead.policy.gates import pass_gate
from masthead.policy.in_force import rulebook
from masthead.publishing.approve import approved_hash
from masthead.publishing.check import findings_on_leaving
from masthead.publishing.content import content_of, hash_of
from masthead.publishing.edits import last_edit_of
from masthead.publishing.facts import load
from masthead.publishing.gates import approval_covers_this_content, pause_has_passed
from masthead.publishing.models import Draft, Publication
from masthead.publishing.schedule import pause_minutes, payload_for
from masthead.publishing.states import DRAFT
from masthead.records.append import append
from masthead.records.operation import operation


def reason_against(delivery: Delivery, at: datetime) -> str | None:
    """Why a publication must not leave now: asked again at the moment of commit, against what is true then.

    Raises Refused, citing the clause, where a gate or a check stands in the way now: a permission may have been
    revoked, or a link have died, since the approval.
    """
    publication = Publication.objects.filter(pk=delivery.subject.removeprefix("publication:")).first()
    if publication is None:
        return "The publication this belongs to does not exist."
    if publication.taken_back_at:
        return "The publication was taken back."
    if publication.taken_down_at:
        return "The publication was taken down."
    draft = load(publication.draft_id)
    now_hash = hash_of(content_of(draft))
    if delivery.content_hash != publication.content_hash:
        return "What is queued is not what was scheduled."
    book = rulebook()
    for approved in (approved_hash(draft), delivery.content_hash):
        pass_gate(book, approval_covers_this_content, approved_hash=approved, content_hash=now_hash)
    pass_gate(book, pause_has_passed, last_edit=last_edit_of(draft), leaves_at=at, minutes=pause_minutes())
    reason = _differs(delivery, draft, publication)
    if reason is None:
        _refuse_what_stands_now(delivery, draft, at)
    return reason


def _differs(delivery: Delivery, draft: Draft, publication: Publication) -> str | None:
    """Why the very words and files waiting are not those approved for their presence, however they were queued."""
    try:
        approved = payload_for(draft, delivery.presence_id, leaves_at=publication.leaves_at)
    except KeyError:
        return f"What was approved is not meant for {delivery.presence.name}."
    return None if delivery.payload == approved else "What is queued is not what was approved."


def _refuse_what_stands_now(delivery: Delivery, draft: Draft, at: datetime) -> None:
    """Raises Refused for the first finding on this presence that blocks now, or that asks and nobody has answered."""
    for found in findings_on_leaving(draft, delivery.presence, at=at):
        if found.open:
            raise Refused(found.finding.message, clause=found.finding.clause)


@operation("deliveries.carry")
def close(*, by: Actor, at: datetime, publication: Publication) -> Publication:
    """When no delivery of a publication is moving any more, say how far it got, and that its draft is published."""
    draft = Draft.objects.select_for_update().get(pk=publication.draft_id)
    rows = Delivery.objects.filter(subject=publication.subject)
    delivered = [str(row.id) for row in rows if row.state in ARRIVED]
    other = [f"{row.id}:{row.state}" for row in rows if row.state not in ARRIVED]
    draft.state = DRAFT.to(draft.state, "leave")
    draft.save(update_fields=["state"])
    body = {"delivered": delivered, "other": other}
    append("publication/left", by=by, at=at, subject=publication.subject, body=body)
    return publication


def ready_to_close(*, at: datetime, limit: int = 200) -> list[Publication]:
    """Publications that have arrived somewhere, with nothing moving or waiting for a person any more. Two queries."""
    leaving = Publication.objects.filter(draft__state="scheduled", taken_back_at=None, leaves_at__lte=at)
    publications = {publication.subject: publication for publication in leaving.order_by("leaves_at")[:limit]}
    states: dict[str, set[str]] = {subject: set() for subject in publications}
    for subject, state in Delivery.objects.filter(subject__in=publications).values_list("subject", "state"):
        states[subject].add(state)
    return [
        publications[subject]
        for subject, found in states.items()
        if found & ARRIVED and not found & (MOVING | WAITS_FOR_A_PERSON)
    ]


clearance.register("publication", reason_against)
