"""Fourth stage: an approved content gets its hour, in the agency's own time, and is put into the outbox."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from masthead.agencies.models import Person
from masthead.checks.engine.addresses import find_links
from masthead.kernel.clock import stamp
from masthead.kernel.refusals import Invalid, Refused
from masthead.kernel.text import clean
from masthead.media.models import CAPTIONS_MIME
from masthead.outbox.cancel import cancel_all
from masthead.outbox.enqueue import enqueue
from masthead.outbox.models import Delivery
from masthead.outbox.payload import FrozenAsset, Payload, freeze
from masthead.policy.gates import pass_gate
from masthead.policy.in_force import rulebook
from masthead.publishing.approve import approved_hash
from masthead.publishing.content import content_of, hash_of, text_for
from masthead.publishing.correct import answered, way_upon
from masthead.publishing.edits import last_edit_of
from masthead.publishing.facts import load
from masthead.publishing.gates import approval_covers_this_content, pause_has_passed, undo_window_has_passed
from masthead.publishing.models import Draft, Publication
from masthead.publishing.states import DRAFT
from masthead.records.append import append
from masthead.records.operation import operation

FURTHEST = timedelta(days=731)
"""Further ahead a year was mistyped, and nobody now here would know what it was for."""


def pause_minutes() -> int:
    """Minutes the policy asks between the last edit and the moment a post leaves; 0 where it asks for none."""
    return _minutes("pause_has_passed")


def earliest(draft: Draft, *, at: datetime) -> datetime:
    """The first moment at which `draft`, scheduled at `at`, may leave: after the pause and the time to take it back."""
    undo = timedelta(minutes=_minutes("undo_window_has_passed"))
    return max(at + undo, last_edit_of(draft) + timedelta(minutes=pause_minutes()))


def _minutes(gate: str) -> int:
    return int(str(rulebook().params("gate", gate).get("minutes", 0)))


@operation("drafts.schedule")
def schedule(*, by: Person, at: datetime, draft: Draft, leaves_at: datetime) -> Publication:
    """Put an approved draft into the outbox for every presence it is meant for, to leave at `leaves_at` (aware).

    Raises Refused, citing the clause, when approval does not cover the content, the pause is not over by then, or
    one of the presences is not live.
    """
    Draft.objects.select_for_update().get(pk=draft.pk)
    draft = load(draft.pk)
    if leaves_at < at:
        raise Invalid("That time is already over. Choose a later one, or publish as soon as possible.", field="when")
    if leaves_at > at + FURTHEST:
        raise Invalid("That is more than two years away. Choose a nearer time.", field="when")
    content = content_of(draft)
    digest = hash_of(content)
    book = rulebook()
    clauses = [
        pass_gate(book, approval_covers_this_content, approved_hash=approved_hash(draft), content_hash=digest),
        pass_gate(book, pause_has_passed, last_edit=last_edit_of(draft), leaves_at=leaves_at, minutes=pause_minutes()),
        pass_gate(
            book,
            undo_window_has_passed,
            scheduled_at=at,
            leaves_at=leaves_at,
            minutes=_minutes("undo_window_has_passed"),
        ),
    ]
    draft.state, draft.leaves_at = DRAFT.to(draft.state, "schedule"), leaves_at
    draft.save(update_fields=["state", "leaves_at"])
    publication = Publication.objects.create(
        draft=draft,
        content_hash=digest,
        approval=draft.approvals.filter(outcome="approved", content_hash=digest).latest("asked_at"),
        leaves_at=leaves_at,
        scheduled_by=by,
        scheduled_at=at,
    )
    deliveries = [
        enqueue(
            by=by,
            at=at,
            purpose="publication",
            subject=publication.subject,
            presence=variant.presence,
            payload=payload_for(draft, variant.presence_id, leaves_at=leaves_at),
            content_hash=digest,
            not_before=leaves_at,
            way=way,
            upon=upon,
        )
        for variant in draft.variants.all()
        for way, upon in [way_upon(draft, variant.presence_id)]
    ]
    append(
        "publication/scheduled",
        by=by,
        at=at,
        subject=publication.subject,
        body={
            "draft": str(draft.id),
            "content_hash": digest,
            "leaves_at": stamp(leaves_at),
            "deliveries": [str(delivery.id) for delivery in deliveries],
        },
        clauses=[clause for clause in clauses if clause],
    )
    return publication


def payload_for(draft: Draft, presence_id: UUID, *, leaves_at: datetime) -> Payload:
    """What goes to one presence: made of the content that approval covers, and of nothing else.

    KeyError when the draft is not meant for that presence. Load the draft with `facts.load`.
    """
    words = text_for(content_of(draft), presence_id)
    above, head = answered(*way_upon(draft, presence_id))
    shown = [attachment.asset for attachment in draft.attachments.all()]
    assets = [FrozenAsset(str(a.pk), str(a.published.name), a.published_sha256, a.mime, a.alt_text) for a in shown]
    assets += [
        FrozenAsset(str(a.pk), str(a.captions.name), a.captions_sha256, CAPTIONS_MIME, "", a.captions_language)
        for a in shown
        if a.captions_sha256
    ]
    links = [found.url for found in find_links(words)]
    return freeze(text=words, created_at=leaves_at, assets=assets, links=links, reply_to=above, reply_root=head)


@operation("drafts.unschedule")
def take_back(*, by: Person, at: datetime, publication: Publication, reason: str) -> Publication:
    """Take a publication back before any of it has left. Raises Refused once a delivery is on its way."""
    said = clean(reason).strip()
    if not said:
        raise Invalid("Say why: it is kept on record.", field="reason")
    publication = Publication.objects.select_for_update().get(pk=publication.pk)
    if publication.taken_back_at:
        raise Refused("This publication is already taken back.")
    draft = Draft.objects.select_for_update().get(pk=publication.draft_id)
    draft.state = DRAFT.to(draft.state, "take_back")
    draft.save(update_fields=["state"])
    cancel_all(by=by, at=at, subject=publication.subject, why=said)
    publication.taken_back_at = at
    publication.save(update_fields=["taken_back_at"])
    append("publication/taken_back", by=by, at=at, subject=publication.subject, body={"reason": said})
    return publication


def deliveries_of(publication: Publication) -> list[Delivery]:
    return list(
        Delivery.objects.filter(subject=publication.subject)
        .select_related("presence")
        .prefetch_related("metrics")
        .order_by("presence__name")
    )
