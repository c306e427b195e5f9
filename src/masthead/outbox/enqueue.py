"""The way into the outbox. Called by a journey inside its own operation, whose right and gates apply."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage

from masthead.agencies.actors import Actor
from masthead.channels.port import AssetFile, Post, Ref
from masthead.kernel.clock import stamp
from masthead.kernel.ids import new_id
from masthead.outbox.models import Delivery
from masthead.outbox.states import DELIVERY
from masthead.policy.gates import pass_gate
from masthead.policy.in_force import rulebook
from masthead.presences.gates import presence_is_live_before_posting
from masthead.presences.models import Presence
from masthead.records.append import append


def enqueue(
    *,
    by: Actor,
    at: datetime,
    purpose: str,
    subject: str,
    presence: Presence,
    payload: dict[str, Any],
    content_hash: str,
    not_before: datetime,
    conversation: str = "",
) -> Delivery:
    """Queue one post for one presence. Raises Refused unless the presence is live: no door leads around this.

    `payload` comes from `frozen_post`. The same subject on the same presence twice raises IntegrityError.
    """
    presence = Presence.objects.select_for_update().get(pk=presence.pk)
    clause = pass_gate(rulebook(), presence_is_live_before_posting, name=presence.name, state=presence.state)
    delivery = Delivery.objects.create(
        purpose=purpose,
        subject=subject,
        presence=presence,
        payload=payload,
        content_hash=content_hash,
        key=new_id().hex,
        state=DELIVERY.initial,
        not_before=not_before,
        queued_at=at,
        changed_at=at,
    )
    append(
        "delivery/queued",
        by=by,
        at=at,
        subject=delivery.record_subject,
        body={
            "for": subject,
            "presence": str(presence.id),
            "channel": presence.channel,
            "key": delivery.key,
            "content_hash": content_hash,
            "text": payload["text"],
            "not_before": stamp(not_before),
        },
        clauses=[clause] if clause else [],
        conversation=conversation,
    )
    return delivery


def frozen_post(
    *,
    text: str,
    created_at: datetime,
    assets: Sequence[tuple[str, str, str]] = (),
    links: Sequence[str] = (),
    reply_to: Ref | None = None,
    reply_root: Ref | None = None,
    lang: str = "en",
) -> dict[str, Any]:
    """A post as JSON. `assets` are (name in storage, MIME type, alt text)."""
    return {
        "text": text,
        "created_at": created_at.isoformat(),
        "assets": [{"file": file, "mime": mime, "alt": alt} for file, mime, alt in assets],
        "links": list(links),
        "reply_to": reply_to.as_json() if reply_to else None,
        "reply_root": reply_root.as_json() if reply_root else None,
        "lang": lang,
    }


def post_of(delivery: Delivery) -> Post:
    """The frozen post of a delivery, with its files where they can be read."""
    stored = delivery.payload
    return Post(
        text=stored["text"],
        created_at=datetime.fromisoformat(stored["created_at"]),
        assets=tuple(
            AssetFile(Path(default_storage.path(asset["file"])), asset["mime"], asset["alt"])
            for asset in stored["assets"]
        ),
        links=tuple(stored["links"]),
        reply_to=Ref.from_json(stored["reply_to"]) if stored["reply_to"] else None,
        reply_root=Ref.from_json(stored["reply_root"]) if stored["reply_root"] else None,
        lang=stored["lang"],
    )
