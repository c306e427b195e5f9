"""An employee who was asked something on an account of their own hands the exchange over; it takes the same road."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from masthead.agencies.models import Person
from masthead.conversations.models import Comment, CommentVersion, Conversation, RawCapture, Sighting
from masthead.kernel.clock import stamp
from masthead.kernel.ids import new_id
from masthead.kernel.refusals import Invalid
from masthead.kernel.text import clean, shorten
from masthead.records.append import append
from masthead.records.operation import operation


@dataclass(frozen=True, slots=True)
class Handed:
    """One message as the employee gives it. `mine` when they said it themselves; `said_at` when they know it."""

    name: str
    text: str
    mine: bool = False
    said_at: datetime | None = None


@operation("conversations.hand_over")
def hand_over(*, by: Person, at: datetime, where: str, messages: Sequence[Handed]) -> Conversation:
    """Keep an exchange from a personal account. `where` names the platform in the employee's words.

    Raises Invalid when there is nothing to keep.
    """
    said = [message for message in messages if message.text.strip()]
    if not said:
        raise Invalid("Paste at least one message.", field="messages")
    conversation_id = new_id()
    conversation = Conversation.objects.create(
        id=conversation_id,
        root=str(conversation_id),
        title=shorten(f"{clean(where).strip() or 'A personal account'}: {clean(said[0].text)}", 120),
        handed_over_by=by,
        last_event_at=at,
    )
    append(
        "conversation/handed_over",
        by=by,
        at=at,
        subject=conversation.subject,
        body={"where": clean(where).strip(), "messages": [_body(message) for message in said]},
        conversation=str(conversation_id),
    )
    for number, message in enumerate(said, start=1):
        _keep(conversation, message, f"handed-over:{conversation_id}:{number:04}", at)
    return conversation


def _keep(conversation: Conversation, message: Handed, native_id: str, at: datetime) -> None:
    content = json.dumps(_body(message), ensure_ascii=False, sort_keys=True).encode()
    digest = hashlib.sha256(content).hexdigest()
    raw = RawCapture.objects.get_or_create(sha256=digest, defaults={"content": content, "captured_at": at})[0]
    text = clean(message.text).strip()
    comment = Comment.objects.create(
        conversation=conversation,
        native_id=native_id,
        author_shown=clean(message.name).strip()[:300],
        from_us=message.mine,
        seen_at=at,
        posted_at=message.said_at,
    )
    version = CommentVersion.objects.create(
        comment=comment,
        number=1,
        text=text,
        text_sha256=hashlib.sha256(text.encode()).hexdigest(),
        raw=raw,
        observed_at=at,
    )
    Sighting.objects.create(
        comment=comment,
        kind="new",
        key=digest,
        version=version,
        author_shown=comment.author_shown,
        raw=raw,
        via="handed over",
        first_seen=at,
        last_seen=at,
    )
    comment.current = version
    comment.save(update_fields=["current"])


def _body(message: Handed) -> dict[str, str | bool | None]:
    return {
        "name": clean(message.name).strip(),
        "text": clean(message.text).strip(),
        "mine": message.mine,
        "said_at": stamp(message.said_at) if message.said_at else None,
    }
