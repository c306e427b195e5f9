"""What a person does with a delivery that cannot go on alone: release it, or say what they found on the channel."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from masthead.agencies.models import Person
from masthead.channels.port import Ref
from masthead.kernel.refusals import Invalid
from masthead.kernel.text import clean
from masthead.outbox.models import Delivery
from masthead.outbox.steps import locked, step
from masthead.records.operation import operation

LONGEST_ADDRESS = 1000


@operation("deliveries.settle")
def release(*, by: Person, at: datetime, delivery_id: UUID, why: str = "") -> Delivery:
    """Let a held delivery try again, from the beginning. Everything is asked again before it goes out."""
    delivery = locked(delivery_id)
    delivery.progress, delivery.attempts = {}, 0
    delivery.not_before = max(at, delivery.not_before)
    return step(delivery, "release", "delivery/released", by=by, at=at, reason=why)


@operation("deliveries.settle")
def settle(*, by: Person, at: datetime, delivery_id: UUID, found: bool, permalink: str = "") -> Delivery:
    """A person looked. Found: it is published, at `permalink`. Not found: it is sent again, under the same key.

    Raises Refused for a delivery whose outcome is known, Invalid when the address of what was found is missing.
    """
    permalink = clean(permalink).strip()
    if found and (not permalink.startswith(("https://", "http://")) or len(permalink) > LONGEST_ADDRESS):
        raise Invalid("Paste the address of the post you found, beginning with https://.", field="permalink")
    delivery = locked(delivery_id)
    # A worker that is looking at the same moment finds its claim gone: the person's word stands.
    delivery.claim, delivery.claimed_until = None, None
    more: dict[str, str | bool] = {"found": found, "permalink": permalink if found else ""}
    if found:
        delivery.ref = Ref("", url=permalink).as_json()
        delivery.permalink, delivery.delivered_at = permalink, at
        return step(delivery, "settle_found", "delivery/settled", by=by, at=at, more=more)
    delivery.progress, delivery.attempts, delivery.not_before = {}, 0, at
    return step(delivery, "settle_absent", "delivery/settled", by=by, at=at, more=more)
