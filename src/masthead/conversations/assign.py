"""Second stage: who answers, and what staff tell one another about it."""

from __future__ import annotations

from datetime import datetime

from masthead.agencies.models import Person
from masthead.agencies.rights import may
from masthead.conversations.models import Conversation, ConversationNote
from masthead.kernel.refusals import Invalid
from masthead.kernel.text import clean
from masthead.records.append import append
from masthead.records.operation import operation


@operation("conversations.assign")
def assign(*, by: Person, at: datetime, conversation: Conversation, to: Person | None, text: str = "") -> Conversation:
    """Give the conversation to `to`, or to nobody. Raises Invalid for somebody who may not reply."""
    if to is not None and not may(to, "conversations.reply"):
        raise Invalid(f"{to.name} has no role that answers the public. Choose somebody who has.", field="to")
    conversation = Conversation.objects.select_for_update().get(pk=conversation.pk)
    conversation.assigned_to = to
    conversation.save(update_fields=["assigned_to"])
    said = clean(text).strip()
    ConversationNote.objects.create(conversation=conversation, by=by, assigned_to=to, text=said, at=at)
    append(
        "conversation/assigned",
        by=by,
        at=at,
        subject=conversation.subject,
        body={"to": to.actor_id if to else "", "note": said},
        conversation=str(conversation.pk),
    )
    return conversation


@operation("conversations.assign")
def note(*, by: Person, at: datetime, conversation: Conversation, text: str) -> ConversationNote:
    """Leave a note for colleagues. It is never public, and it is a record."""
    said = clean(text).strip()
    if not said:
        raise Invalid("Write the note first.", field="text")
    left = ConversationNote.objects.create(conversation=conversation, by=by, text=said, at=at)
    append(
        "conversation/noted",
        by=by,
        at=at,
        subject=conversation.subject,
        body={"note": said},
        conversation=str(conversation.pk),
    )
    return left
