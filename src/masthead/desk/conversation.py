"""One conversation as its page shows it: the exchange, what stands beside it, and what may be done."""

from __future__ import annotations

from uuid import UUID

from masthead.agencies.models import Person
from masthead.conversations.exchange import Exchange, Said, exchange_of
from masthead.conversations.gates import reply_uses_the_same_channel
from masthead.conversations.models import Comment, Conversation, Reply
from masthead.conversations.words_of_reply import findings_on
from masthead.desk.forms.inbox import AssignForm, NoteForm, ReplyForm
from masthead.kernel.refusals import NotFound, Refused
from masthead.moderation.models import Case
from masthead.outbox.models import Delivery
from masthead.policy.in_force import rulebook

DEEPEST = 4
"""Answers nested deeper are shown no further to the right: the line would become too narrow to read."""


def find(conversation_id: UUID) -> Conversation:
    rows = Conversation.objects.select_related("presence", "assigned_to", "handed_over_by")
    found = rows.filter(pk=conversation_id).first()
    if found is None:
        raise NotFound("There is no such conversation.")
    return found


def comment_in(conversation: Conversation, chosen: str) -> Comment | None:
    """The comment of `conversation` with this id, or None."""
    try:
        return conversation.comments.select_related("current").filter(pk=UUID(chosen)).first()
    except ValueError:
        return None


def conversation_page(
    conversation: Conversation,
    person: Person,
    *,
    chosen: str = "",
    reply: ReplyForm,
    refused: Refused | None = None,
) -> dict[str, object]:
    """What the page shows. `chosen` is the comment to answer, by id; the newest that can be answered unless given."""
    exchange = exchange_of(conversation)
    replies = list(conversation.replies.select_related("comment__current"))
    carried = Delivery.objects.in_bulk([row.delivery_id for row in replies])
    answering = comment_in(conversation, chosen) or _to_answer(conversation, exchange)
    text = str(reply["text"].value() or "") if reply.is_bound else ""
    gate = rulebook().gate("reply_uses_the_same_channel")
    channel = str(conversation.presence_id or "")
    forwardings = list(conversation.forwardings.order_by("-revision"))
    return {
        "conversation": conversation,
        "exchange": exchange,
        "said": [(one, min(one.depth, DEEPEST), _delivery_of(one, replies, carried)) for one in exchange.said],
        "answering": answering,
        "why_not": reply_uses_the_same_channel(asked_on=channel, answers_on=channel),
        "gate_clause": gate.id if gate else "",
        "reply": reply,
        "refused": refused,
        "findings": findings_on(text) if text.strip() else [],
        "text": text,
        "notes": conversation.notes.select_related("by", "assigned_to"),
        "assign": AssignForm(initial={"to": conversation.assigned_to_id}, auto_id="assign_%s"),
        "note": NoteForm(auto_id="note_%s"),
        "forwarding": forwardings[0] if forwardings else None,
        "earlier_forwardings": forwardings[1:],
        "case": Case.objects.filter(comment=answering).order_by("-pk").first() if answering else None,
    }


def _to_answer(conversation: Conversation, exchange: Exchange) -> Comment | None:
    """The newest comment of the public that is still shown: nobody answers a threat that was removed by mistake."""
    gone = ("deleted_by_author", "removed", "hidden_elsewhere")
    there = [one.id for one in exchange.said if one.side == "public" and one.standing not in gone]
    return comment_in(conversation, str(there[-1])) if there else None


def _delivery_of(one: Said, replies: list[Reply], carried: dict[UUID, Delivery]) -> Delivery | None:
    """How far a reply of ours is on its way; None for what the public said, and for what has arrived."""
    if one.standing != "on_its_way":
        return None
    return next((carried.get(row.delivery_id) for row in replies if row.pk == one.id), None)
