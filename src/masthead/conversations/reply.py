"""Third stage: the agency answers, on the channel where it was asked, in words checked like a post's."""

from __future__ import annotations

from datetime import datetime, timedelta

from masthead.agencies.actors import Actor
from masthead.agencies.models import Person
from masthead.agencies.rights import may
from masthead.channels.ref import Ref
from masthead.conversations.answer_window import too_late
from masthead.conversations.gates import reply_pause_has_passed, reply_uses_the_same_channel
from masthead.conversations.models import Comment, Conversation, Reply
from masthead.conversations.states import CONVERSATION
from masthead.conversations.words_of_reply import refuse_unfit_words
from masthead.kernel.ids import new_id
from masthead.kernel.refusals import Invalid, Refused
from masthead.kernel.text import clean
from masthead.outbox import clearance
from masthead.outbox.cancel import cancel_all
from masthead.outbox.enqueue import enqueue
from masthead.outbox.models import Delivery
from masthead.outbox.payload import freeze
from masthead.outbox.states import ARRIVED
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

    presence: where to answer; the comment's own unless given. A private message is answered privately. Raises Invalid
    for words that cannot be sent, Refused with the clause for words the policy does not allow, a comment that is gone,
    or a message that its platform no longer lets be answered.
    """
    said, why = clean(text).strip(), clean(reason).strip()
    if not said:
        raise Invalid("Write the reply first.", field="text")
    comment = Comment.objects.select_related("current", "presence").get(pk=comment.pk)
    conversation = Conversation.objects.select_for_update().get(pk=comment.conversation_id)
    private = conversation.private
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
    asked = refuse_unfit_words(said, presence=answers_on, reason=why, at=at, private=private)
    leaves_at = at + timedelta(minutes=pause_minutes())
    if late := too_late(conversation, leaves_at):
        raise Refused(late)
    pause = pass_gate(rulebook(), reply_pause_has_passed, written_at=at, leaves_at=leaves_at, minutes=pause_minutes())
    payload = freeze(
        text=said,
        created_at=at,
        reply_to=Ref(comment.native_id, comment.current.version if comment.current else "", comment.url),
        reply_root=Ref.from_json(conversation.root_ref),
        private=private,
    )
    reply_id = new_id()
    delivery = enqueue(
        by=by,
        at=at,
        purpose="reply",
        subject=f"reply:{reply_id}",
        presence=answers_on,
        payload=payload,
        not_before=leaves_at,
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
        asked=[finding.code for finding in asked],
        reason=why,
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
            "reason": why,
            "asked": [finding.code for finding in asked],
        },
        clauses=list(dict.fromkeys(c for c in (clause, pause, *(finding.clause for finding in asked)) if c)),
        conversation=str(conversation.pk),
    )
    return made


def pause_minutes() -> int:
    """Minutes the policy asks between writing a reply and the moment it leaves; 0 where it asks for none."""
    return int(str(rulebook().params("gate", "reply_pause_has_passed").get("minutes", 0)))


@operation("conversations.reply")
def take_back(*, by: Person, at: datetime, reply: Reply) -> Reply:
    """Take a reply back before it has left. Its words stay on record. Raises Refused once it is being published."""
    conversation = Conversation.objects.select_for_update().get(pk=reply.conversation_id)
    reply = Reply.objects.select_for_update().get(pk=reply.pk)
    if reply.taken_back_at:
        raise Refused("This reply is taken back already.")
    if not cancel_all(by=by, at=at, subject=reply.subject):
        raise Refused("The channel refused this reply: there is nothing to take back.")
    reply.taken_back_at = at
    reply.save(update_fields=["taken_back_at"])
    conversation.state = CONVERSATION.to(conversation.state, "take_back")
    conversation.save(update_fields=["state"])
    append(
        "reply/taken_back",
        by=by,
        at=at,
        subject=reply.subject,
        body={"delivery": str(reply.delivery_id)},
        conversation=str(conversation.pk),
    )
    return reply


@operation("conversations.take_in")
def note_said(*, by: Actor, at: datetime, reply: Reply) -> Reply:
    """The reply is public, as read back or as a person says: it is part of the exchange. Raises Refused before that."""
    delivery = Delivery.objects.get(pk=reply.delivery_id)
    if delivery.state not in ARRIVED:
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
    waiting = {
        row.delivery_id: row
        for row in Reply.objects.filter(said_at=None, taken_back_at=None).order_by("created_at")[: limit * 10]
    }
    arrived = Delivery.objects.filter(pk__in=waiting, state__in=ARRIVED).values_list("pk", flat=True)[:limit]
    for delivery_id in arrived:
        note_said(by=by, at=at, reply=waiting[delivery_id])
    return len(arrived)


def reason_against(delivery: Delivery, at: datetime) -> str | None:
    """Why a reply must not leave now: asked again when it is released, and at the moment it would become public.

    Raises Refused with the clause where a gate or a check stands in the way: a link may have died since.
    """
    rows = Reply.objects.select_related("author", "comment", "conversation__presence")
    found = rows.filter(delivery_id=delivery.pk).first()
    if found is None:
        return "The reply this belongs to does not exist."
    if found.taken_back_at:
        return "The reply was taken back."
    if delivery.text != found.text:
        return "What is queued is not what was written."
    if not may(found.author, "conversations.reply"):
        return f"{found.author.name} may no longer answer for the agency. Let somebody else write the reply."
    if found.comment.state == "deleted_by_author":
        return "Its author has deleted the comment, so there is nothing left to answer."
    private = found.conversation.private
    if private and not delivery.payload.get("private"):
        return "The message it answers is private, and this would be public. Take it back and write it again."
    if late := too_late(found.conversation, at):
        return late
    pass_gate(rulebook(), reply_pause_has_passed, written_at=found.created_at, leaves_at=at, minutes=pause_minutes())
    spoken = refuse_unfit_words(found.text, presence=delivery.presence, reason=found.reason, at=at, private=private)
    for finding in spoken:
        if finding.code not in found.asked:
            sentence = f"{finding.message} Nobody has given a reason for that: take the reply back and write it anew."
            raise Refused(sentence, clause=finding.clause)
    return None


clearance.register("reply", reason_against)
