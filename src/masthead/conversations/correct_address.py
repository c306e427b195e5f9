"""The address of what was posted by hand was mistyped: it is corrected wherever the exchange shows it.

The exchange changed by that, so it goes to the records mailbox again, whole.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from masthead.agencies.models import Person
from masthead.conversations.models import Conversation, Reply
from masthead.outbox import by_hand
from masthead.outbox.models import Delivery
from masthead.records.operation import operation


@operation("deliveries.by_hand")
def correct_address(*, by: Person, at: datetime, delivery_id: UUID, permalink: str, why: str = "") -> Delivery:
    """As `by_hand.correct_address`, the thread under the post and an answer that was posted included."""
    delivery = by_hand.correct_address(by=by, at=at, delivery_id=delivery_id, permalink=permalink, why=why)
    ref = delivery.ref or {}
    if ref.get("native_id"):
        threads = Conversation.objects.filter(presence_id=delivery.presence_id, root=ref["native_id"])
        threads.update(root_ref=ref, last_event_at=at)
    for answer in Reply.objects.filter(delivery_id=delivery.pk).exclude(said_at=None):
        answer.permalink = delivery.permalink
        answer.save(update_fields=["permalink"])
        Conversation.objects.filter(pk=answer.conversation_id).update(last_event_at=at)
    return delivery
