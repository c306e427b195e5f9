"""The door in: a journey puts a post in the outbox, inside its own operation, whose right and gates apply."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from masthead.agencies.actors import Actor
from masthead.channels import registry
from masthead.channels.description import Act
from masthead.kernel.clock import stamp
from masthead.kernel.ids import new_id
from masthead.kernel.refusals import Refused
from masthead.outbox.models import Delivery
from masthead.outbox.payload import Payload, hash_of_payload
from masthead.outbox.ways import Way
from masthead.policy.gates import pass_gate
from masthead.policy.in_force import rulebook
from masthead.presences.gates import presence_is_live_before_posting
from masthead.presences.models import Presence
from masthead.records.append import append


def enqueue(
    *,
    by: Actor,
    at: datetime,
    purpose: Literal["publication", "reply", "takedown"],
    subject: str,
    presence: Presence,
    payload: Payload,
    content_hash: str = "",
    not_before: datetime | None = None,
    conversation: str = "",
    way: Way = "post",
    upon: Delivery | None = None,
) -> Delivery:
    """Queue one post for one presence, frozen. `not_before` is when it may go out, else at once.

    way, upon: what is done with which earlier delivery, where this is no post of its own.
    payload: from `payload.freeze`; content_hash: of what was approved, as the journey hashes it, for its clearance.
    Raises Refused unless the presence is live and its channel can do this, and when the subject is queued for this
    presence already. Raises RuntimeError outside an operation.
    """
    presence = Presence.objects.select_for_update().get(pk=presence.pk)
    clause = "" if purpose == "takedown" else _refuse_unless_possible(presence, payload, way)
    if Delivery.objects.filter(subject=subject, presence=presence).exclude(state="cancelled").exists():
        raise Refused(f"This is on its way to {presence.name} already. Take that delivery back first.")
    delivery_id, payload_hash = new_id(), hash_of_payload(payload)
    delivery = Delivery.objects.create(
        id=delivery_id,
        purpose=purpose,
        subject=subject,
        conversation=conversation,
        presence=presence,
        payload=payload,
        payload_hash=payload_hash,
        content_hash=content_hash or payload_hash,
        key=f"masthead-{delivery_id.hex}",
        way=way,
        upon=upon,
        due_at=not_before or at,
        not_before=not_before or at,
        created_at=at,
        updated_at=at,
    )
    append(
        "delivery/queued",
        by=by,
        at=at,
        subject=delivery.record_subject,
        body={
            "of": subject,
            "presence": str(presence.pk),
            "channel": presence.channel,
            "key": delivery.key,
            "purpose": purpose,
            "text": payload["text"],
            "assets": [asset["sha256"] for asset in payload["assets"]],
            "payload_sha256": payload_hash,
            "content_hash": delivery.content_hash,
            "not_before": stamp(delivery.not_before),
            **({"way": way, "upon": str(upon.pk)} if upon else {}),
        },
        clauses=[clause] if clause else [],
        conversation=conversation,
    )
    return delivery


def _refuse_unless_possible(presence: Presence, payload: Payload, way: Way) -> str:
    """The clause kept by a live presence. Raises Refused unless it is, and its channel can do this."""
    clause = pass_gate(rulebook(), presence_is_live_before_posting, name=presence.name, state=presence.state)
    act: Act = "edit" if way == "edit" else "reply" if payload["reply_to"] else "publish"
    act = "messages" if payload.get("private") else act
    wanted = registry.describe(presence.channel).capability(act)
    if wanted.answer == "no" and way != "by_hand":
        raise Refused(wanted.reason)
    return clause
