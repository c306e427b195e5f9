"""An employee who was asked something on an account of their own hands the exchange over; it takes the same road."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from masthead.agencies.models import Person
from masthead.conversations.models import Comment, CommentVersion, Conversation, RawCapture, Sighting
from masthead.conversations.screenshots import Shot, keep_all
from masthead.conversations.states import CONVERSATION
from masthead.kernel.clock import stamp
from masthead.kernel.ids import new_id
from masthead.kernel.refusals import Invalid
from masthead.kernel.text import clean, shorten
from masthead.policy.in_force import rulebook
from masthead.records.append import append
from masthead.records.operation import operation

MOST = 500
"""Messages of one exchange."""


NO_SPEAKER = (
    "Say who said this, or check “I said this”. If several people speak in it, give each their own message: there is "
    "room below. If nobody can tell who it was, write Unknown."
)


@dataclass(frozen=True, slots=True)
class Handed:
    """One message as the employee gives it. `mine` when they said it themselves; `said_at` when they know it."""

    name: str
    text: str
    mine: bool = False
    said_at: datetime | None = None


@operation("conversations.hand_over")
def hand_over(
    *,
    by: Person,
    at: datetime,
    where: str,
    messages: Sequence[Handed],
    screenshots: Sequence[Shot] = (),
    read_from: str = "",
) -> Conversation:
    """Keep an exchange from a personal account. `where` names the platform in the employee's words.

    screenshots: pictures that belong to it; read_from: what the messages were read from (a paste, an export). Where the
    last word is the employee's own, it is answered already. Raises Invalid when there is nothing to keep, or a message
    that nobody said.
    """
    said = [message for message in messages if message.text.strip()]
    if not said:
        raise Invalid(
            "Give at least one message, in words: a picture alone cannot be searched or read out.", field="messages"
        )
    if any(not message.mine and not clean(message.name).strip() for message in said):
        raise Invalid(NO_SPEAKER, field="messages")
    if len(said) > MOST:
        raise Invalid(f"An exchange has at most {MOST} messages. Hand it over in parts.", field="messages")
    conversation_id = new_id()
    conversation = Conversation.objects.create(
        id=conversation_id,
        root=str(conversation_id),
        title=shorten(f"{clean(where).strip() or 'A personal account'}: {clean(said[0].text)}", 120),
        state=CONVERSATION.to(CONVERSATION.initial, "answer") if said[-1].mine else CONVERSATION.initial,
        handed_over_by=by,
        last_event_at=at,
    )
    with keep_all(conversation, screenshots) as kept:
        append(
            "conversation/handed_over",
            by=by,
            at=at,
            subject=conversation.subject,
            body={
                "where": clean(where).strip(),
                "from": read_from,
                "messages": [_body(message) for message in said],
                "screenshots": [
                    {"sha256": shot.sha256, "mime": shot.mime, "bytes": shot.bytes, "name": shot.name} for shot in kept
                ],
            },
            clauses=[clause.id for clause, _ in rulebook().bound("notice", "exchange_is_forwarded")],
            conversation=str(conversation_id),
        )
        for number, message in enumerate(said, start=1):
            keep_message(conversation, message, f"handed-over:{conversation_id}:{number:04}", at, via="handed over")
    return conversation


def keep_message(conversation: Conversation, message: Handed, native_id: str, at: datetime, *, via: str) -> Comment:
    """Keep one message as a comment of the exchange, inside the operation that records it."""
    content = native(_body(message))
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
        via=via,
        first_seen=at,
        last_seen=at,
    )
    comment.current = version
    comment.save(update_fields=["current"])
    return comment


def native(message: Mapping[str, str | bool | None]) -> bytes:
    """The bytes kept of a message, made from what its record says of it."""
    return json.dumps(message, ensure_ascii=False, sort_keys=True).encode()


def _body(message: Handed) -> dict[str, str | bool | None]:
    return {
        "name": clean(message.name).strip(),
        "text": clean(message.text).strip(),
        "mine": message.mine,
        "said_at": stamp(message.said_at) if message.said_at else None,
    }
