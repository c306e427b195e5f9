"""Every step of a delivery: a short transaction each, the row and its record together. None of them reaches a channel.

A step of the machine names the claim it holds; one that lost its claim to another worker is refused and changes
nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from masthead.agencies.actors import Actor
from masthead.channels.outcomes import ReadBack
from masthead.channels.post import Pending
from masthead.kernel.refusals import NotFound, Refused
from masthead.outbox.clearance import clear
from masthead.outbox.models import Delivery
from masthead.outbox.states import DELIVERY
from masthead.records.append import append
from masthead.records.operation import operation

_IN_HANDS = {
    "post": (
        "This platform takes posts from people only.",
        "Open it, post it there, and paste the address of the post.",
    ),
    "by_hand": (
        "The desk cannot change this post by itself.",
        "Open it, change the words on the platform, and say that you have.",
    ),
    "take_down": (
        "The desk cannot take this post down by itself.",
        "Open it, take the post down on the platform, and say that you have.",
    ),
}
"""Why something is in a person's hands, and what they do with it, by way."""


@operation("deliveries.carry")
def begun(*, by: Actor, at: datetime, claim: UUID, delivery_id: UUID, pending: Pending) -> Delivery:
    """What goes with the post was uploaded; the connector's notes are kept."""
    delivery = _claimed(delivery_id, claim)
    delivery.progress = {"ready": pending.ready, "state": dict(pending.state)}
    return step(delivery, "begin", "delivery/begun", by=by, at=at)


@operation("deliveries.carry")
def ready(*, by: Actor, at: datetime, claim: UUID, delivery_id: UUID, pending: Pending) -> Delivery:
    """The channel has everything it needs."""
    delivery = _claimed(delivery_id, claim)
    delivery.progress = {"ready": True, "state": dict(pending.state)}
    return step(delivery, "make_ready", "delivery/ready", by=by, at=at)


@operation("deliveries.carry")
def committing(*, by: Actor, at: datetime, claim: UUID, delivery_id: UUID) -> Delivery:
    """Written before the one public call, so that a crash during it is known for what it is.

    Asks for clearance in the same transaction. Raises Refused with the reason against.
    """
    delivery = _claimed(delivery_id, claim)
    clauses = clear(delivery, at=at)
    return step(delivery, "commit", "delivery/committing", by=by, at=at, clauses=clauses)


@operation("deliveries.carry")
def delivered(*, by: Actor, at: datetime, claim: UUID, delivery_id: UUID, read: ReadBack) -> Delivery:
    """Published: it was read back where the public reads it."""
    delivery = _claimed(delivery_id, claim)
    delivery.ref = read.ref.as_json()
    delivery.permalink, delivery.delivered_at = read.ref.url, at
    if delivery.purpose == "takedown":
        note_gone(delivery, at=at)
    return step(
        delivery,
        "confirm",
        "delivery/delivered",
        by=by,
        at=at,
        more={
            "permalink": read.ref.url,
            "native_id": read.ref.native_id,
            "version": read.ref.version,
            "read_back_sha256": hashlib.sha256(read.text.encode()).hexdigest(),
        },
    )


@operation("deliveries.carry")
def removed(*, by: Actor, at: datetime, claim: UUID, delivery_id: UUID) -> Delivery:
    """The post this one replaces was seen to be gone. Noted by itself: the new one may yet be refused."""
    delivery = _claimed(delivery_id, claim)
    note_gone(delivery, at=at)
    append(
        "delivery/removed",
        by=by,
        at=at,
        subject=delivery.record_subject,
        body={"of": delivery.subject, "presence": str(delivery.presence_id), "upon": str(delivery.upon_id)},
        conversation=delivery.conversation,
    )
    return delivery


def note_gone(delivery: Delivery, *, at: datetime) -> None:
    """What `delivery` was upon is no longer there. Part of an operation, and told by its record."""
    if delivery.upon is not None:
        Delivery.objects.filter(pk__in=one_post(delivery.upon), gone_at=None).update(gone_at=at)


def one_post(delivery: Delivery, *, reworded_by: Collection[str] = ("edit",)) -> set[UUID]:
    """The delivery that made the post, and each that reworded it in place since: they are there or gone together."""
    made = delivery
    while made.way in reworded_by and made.upon is not None:
        made = made.upon
    found = newest = {made.pk}
    while newest:
        reworded = Delivery.objects.filter(upon_id__in=newest, way__in=reworded_by).values_list("pk", flat=True)
        newest = set(reworded) - found
        found = found | newest
    return found


@operation("deliveries.carry")
def unknown(*, by: Actor, at: datetime, claim: UUID, delivery_id: UUID, why: str, look_at: datetime) -> Delivery:
    """The outcome is not known. It is looked for at `look_at`, and never sent again before that is settled."""
    delivery = _claimed(delivery_id, claim)
    delivery.not_before = look_at
    cure = "Nothing to do yet: the channel is being asked. You can also look yourself and say what you found."
    return step(delivery, "lose", "delivery/unknown", by=by, at=at, why=why, cure=cure)


@operation("deliveries.carry")
def handed_over(*, by: Actor, at: datetime, claim: UUID, delivery_id: UUID) -> Delivery:
    """Cleared, and given to people: from now on somebody can open the words and post them."""
    delivery = _claimed(delivery_id, claim)
    why, cure = _IN_HANDS.get(delivery.way if delivery.purpose != "takedown" else "take_down", _IN_HANDS["post"])
    return step(delivery, "hand_over", "delivery/handed_over", by=by, at=at, why=why, cure=cure)


@operation("deliveries.carry")
def absent(*, by: Actor, at: datetime, claim: UUID, delivery_id: UUID) -> Delivery:
    """The channel proved that nothing was published: it is sent again, under the same key."""
    delivery = _claimed(delivery_id, claim)
    delivery.progress, delivery.attempts, delivery.doubtful_until = {}, 0, None
    return step(delivery, "prove_absent", "delivery/absent", by=by, at=at)


@operation("deliveries.carry")
def waiting(
    *, by: Actor, at: datetime, claim: UUID, delivery_id: UUID, why: str, cure: str, until: datetime
) -> Delivery:
    """Nothing was done; it is tried again at `until`."""
    delivery = _claimed(delivery_id, claim)
    delivery.not_before = until
    delivery.attempts += 1
    return step(delivery, "wait", "delivery/waiting", by=by, at=at, why=why, cure=cure)


@operation("deliveries.carry")
def rejected(*, by: Actor, at: datetime, claim: UUID, delivery_id: UUID, why: str, cure: str) -> Delivery:
    """The channel read it and said no."""
    return step(_claimed(delivery_id, claim), "refuse", "delivery/rejected", by=by, at=at, why=why, cure=cure)


@operation("deliveries.carry")
def held(
    *, by: Actor, at: datetime, claim: UUID, delivery_id: UUID, why: str, cure: str, clauses: tuple[str, ...] = ()
) -> Delivery:
    """Something stands in the way that only a person can clear."""
    return step(
        _claimed(delivery_id, claim), "hold", "delivery/held", by=by, at=at, why=why, cure=cure, clauses=clauses
    )


def locked(delivery_id: UUID) -> Delivery:
    """The row, locked until the transaction ends. Raises NotFound."""
    rows = Delivery.objects.select_related("presence").select_for_update(of=("self",))
    delivery = rows.filter(pk=delivery_id).first()
    if delivery is None:
        raise NotFound("There is no such delivery.")
    return delivery


def _claimed(delivery_id: UUID, claim: UUID) -> Delivery:
    delivery = locked(delivery_id)
    if delivery.claim != claim:
        raise Refused("It is being sent at this moment. Look again in a minute.")
    return delivery


def step(
    delivery: Delivery,
    act: str,
    kind: str,
    *,
    by: Actor,
    at: datetime,
    why: str = "",
    cure: str = "",
    reason: str = "",
    clauses: tuple[str, ...] = (),
    more: dict[str, str | bool] | None = None,
) -> Delivery:
    """Move a locked row by `act`, save it, and append its record of `kind`. Inside an operation.

    why, cure: what staff read beside the delivery from now on; reason: what a person gave, kept on record only.
    """
    before = delivery.state
    delivery.state = DELIVERY.to(before, act)
    delivery.error, delivery.cure, delivery.updated_at = why, cure, at
    delivery.save()
    append(
        kind,
        by=by,
        at=at,
        subject=delivery.record_subject,
        body={
            "of": delivery.subject,
            "presence": str(delivery.presence_id),
            "key": delivery.key,
            "from": before,
            "why": why or reason,
            **(more or {}),
        },
        clauses=clauses,
        conversation=delivery.conversation,
    )
    return delivery
