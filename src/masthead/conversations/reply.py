"""Third stage: the agency answers, on the channel where it was asked, in words checked like a post's."""

from __future__ import annotations

from datetime import datetime

from masthead.agencies.actors import Actor
from masthead.agencies.models import Person
from masthead.agencies.rights import may
from masthead.channels.port import Ref
from masthead.conversations.gates import reply_uses_the_same_channel
from masthead.conversations.models import Comment, Conversation, Reply
from masthead.conversations.states import CONVERSATION
from masthead.conversations.words_of_reply import refuse_unfit_words
from masthead.kernel.ids import new_id
from masthead.kernel.refusals import Invalid, Refused
from masthead.kernel.text import clean
from masthead.outbox import clearance
from masthead.outbox.enqueue import enqueue
from masthead.outbox.models import Delivery
from masthead.outbox.payload import freeze
from masthead.policy.gates import pass_gate
from masthead.policy.in_force import rulebook
from masthead.presences.models import Presence
from masthead.records.append import append
from masthead.records.operation import operation


@operation("conversations.reply")
def reply(
    *, by: Person, at: datetime, comment: Comment, text: str, presence: Presence | None = None, reason: str = ""
) -> Reply:
    """Answer `comment` through the outbox. `reason` answers the findings that ask; those that block take none.

    presence: where to answer; the comment's own unless given. Raises Invalid for words that cannot be sent, Refused
    with the clause for words the policy does not allow or a comment that is gone.
    """
    said = clean(text).strip()
    if not said:
        raise Invalid("Write the reply first.", field="text")
    comment = Comment.objects.select_related("current", "presence").get(pk=comment.pk)
    conversation = Conversation.objects.select_for_update().get(pk=comment.conversation_id)
    answers_on = presence or comment.presence
    clause = pass_gate(
        rulebook(),
        reply_uses_the_same_channel,
        asked_on=str(comment.presence_id or ""),
        answers_on=str(answers_on.pk) if answers_on else "",
    )
    if comment.state == "deleted_by_author":
        raise Refused("Its author has deleted this comment, so it cannot be answered.")
    if answers_on is None:
        raise Refused("Nobody has said where to answer.")
    asked = refuse_unfit_words(said, presence=answers_on, comment=comment, reason=reason.strip(), at=at)
    payload = freeze(
        text=said,
        created_at=at,
        reply_to=Ref(comment.native_id, comment.current.version if comment.current else "", comment.url),
        reply_root=Ref.from_json(conversation.root_ref),
    )
    reply_id = new_id()
    delivery = enqueue(
        by=by,
        at=at,
        purpose="reply",
        subject=f"reply:{reply_id}",
        presence=answers_on,
        payload=payload,
        conversation=str(conversation.pk),
    )
    made = Reply.objects.create(
        id=reply_id,
        conversation=conversation,
        comment=comment,
        text=said,
        author=by,
        delivery_id=delivery.pk,
        created_at=at,
    )
    conversation.state = CONVERSATION.to(conversation.state, "answer")
    conversation.save(update_fields=["state"])
    append(
        "reply/written",
        by=by,
        at=at,
        subject=made.subject,
        body={
            "comment": str(comment.pk),
            "delivery": str(delivery.pk),
            "text": said,
            "reason": reason.strip(),
            "asked": [finding.code for finding in asked],
        },
        clauses=list(dict.fromkeys(c for c in (clause, *(finding.clause for finding in asked)) if c)),
        conversation=str(conversation.pk),
    )
    return made


@operation("conversations.take_in")
def note_said(*, by: Actor, at: datetime, reply: Reply) -> Reply:
    """The reply was read back on the channel: from now on it is part of the exchange. Raises Refused before that."""
    delivery = Delivery.objects.get(pk=reply.delivery_id)
    if delivery.state != "delivered":
        raise Refused("This reply has not been read back on its channel yet.")
    reply = Reply.objects.select_for_update().get(pk=reply.pk)
    reply.said_at, reply.permalink = at, delivery.permalink
    reply.seen_as = (
        reply.seen_as
        or Comment.objects.filter(
            presence_id=delivery.presence_id, native_id=(delivery.ref or {}).get("native_id", "")
        ).first()
    )
    reply.save(update_fields=["said_at", "permalink", "seen_as"])
    Conversation.objects.filter(pk=reply.conversation_id, last_event_at__lt=at).update(last_event_at=at)
    append(
        "reply/said",
        by=by,
        at=at,
        subject=reply.subject,
        body={"delivery": str(delivery.pk), "permalink": delivery.permalink},
        conversation=str(reply.conversation_id),
    )
    return reply


def note_all_said(*, by: Actor, at: datetime, limit: int = 100) -> int:
    """Note every reply that has been delivered since last asked. For the timetable."""
    waiting = {row.delivery_id: row for row in Reply.objects.filter(said_at=None).order_by("created_at")[: limit * 10]}
    arrived = Delivery.objects.filter(pk__in=waiting, state="delivered").values_list("pk", flat=True)[:limit]
    for delivery_id in arrived:
        note_said(by=by, at=at, reply=waiting[delivery_id])
    return len(arrived)


def reason_against(delivery: Delivery, at: datetime) -> str | None:
    """Why a reply must not leave now: asked again at the moment it would become public."""
    found = Reply.objects.select_related("author", "comment").filter(delivery_id=delivery.pk).first()
    if found is None:
        return "The reply this belongs to does not exist."
    if delivery.text != found.text:
        return "What is queued is not what was written."
    if not may(found.author, "conversations.reply"):
        return f"{found.author.name} may no longer answer for the agency. Let somebody else write the reply."
    if found.comment.state == "deleted_by_author":
        return "Its author has deleted the comment, so there is nothing left to answer."
    return None


clearance.register("reply", reason_against)
