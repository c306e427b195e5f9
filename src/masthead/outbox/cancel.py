"""Taking deliveries back before they leave. All of a subject, or none."""

from __future__ import annotations

from datetime import datetime

from masthead.agencies.actors import Actor
from masthead.kernel.refusals import Refused
from masthead.outbox.models import Delivery
from masthead.outbox.states import DELIVERY
from masthead.records.append import append


def cancel_all(*, by: Actor, at: datetime, subject: str) -> int:
    """Cancel every delivery of `subject`. Called by a journey inside its own operation.

    Raises Refused, and cancels none, when one of them has already begun to leave.
    """
    rows = list(Delivery.objects.select_for_update().filter(subject=subject).exclude(state="cancelled"))
    for delivery in rows:
        if not DELIVERY.may(delivery.state, "cancel"):
            raise Refused("It has already left for at least one presence and cannot be taken back any more.")
    for delivery in rows:
        delivery.state, delivery.changed_at = DELIVERY.to(delivery.state, "cancel"), at
        delivery.save(update_fields=["state", "changed_at"])
        append("delivery/cancelled", by=by, at=at, subject=delivery.record_subject, body={"for": subject})
    return len(rows)
