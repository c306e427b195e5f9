"""Taking deliveries back before they are public: one by a person's hand, or all of a subject for a journey."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from masthead.agencies.actors import Actor
from masthead.kernel.refusals import Refused
from masthead.outbox.models import Delivery
from masthead.outbox.states import DELIVERY
from masthead.outbox.steps import locked, step
from masthead.records.operation import operation


@operation("deliveries.cancel")
def cancel(*, by: Actor, at: datetime, delivery_id: UUID, why: str = "") -> Delivery:
    """Take one delivery back. Raises Refused once it is being published."""
    return _cancel(locked(delivery_id), by=by, at=at, why=why)


def cancel_all(*, by: Actor, at: datetime, subject: str, why: str = "") -> int:
    """Take back every delivery of `subject`, or none; those a channel refused stay so. Called inside an operation.

    Raises Refused, and cancels nothing, once one of them is being published or was.
    """
    rows = Delivery.objects.select_for_update().filter(subject=subject).exclude(state__in=("cancelled", "rejected"))
    deliveries = list(rows.order_by("id"))
    if not all(DELIVERY.may(delivery.state, "cancel") for delivery in deliveries):
        raise Refused("It has already left for at least one presence and cannot be taken back any more.")
    for delivery in deliveries:
        _cancel(delivery, by=by, at=at, why=why)
    return len(deliveries)


def _cancel(delivery: Delivery, *, by: Actor, at: datetime, why: str) -> Delivery:
    # A worker that has it in hand finds its claim gone, and stops before the public call.
    delivery.claim, delivery.claimed_until = None, None
    return step(delivery, "cancel", "delivery/cancelled", by=by, at=at, reason=why)
