"""One conversation as its page shows it: the exchange, what stands beside it, and what may be done."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from masthead.agencies.models import Person
from masthead.channels.registry import describe
from masthead.conversations.answer_window import answerable_until, too_late
from masthead.conversations.exchange import part_of
from masthead.conversations.gates import reply_uses_the_same_channel
from masthead.conversations.inbox import answer_to
from masthead.conversations.models import Comment, Conversation
from masthead.conversations.reply import pause_minutes
from masthead.conversations.words_of_reply import findings_on
from masthead.desk.forms.inbox import AssignForm, NoteForm, ReplyForm
from masthead.kernel.clock import now
from masthead.kernel.refusals import NotFound, Refused
from masthead.kernel.text import shorten
from masthead.kernel.window import Window
from masthead.moderation.models import Case
from masthead.outbox.models import Delivery
from masthead.policy.in_force import rulebook

PAGE = 20
"""Messages on one page of a long exchange; the latest come first into view."""

NOTES, SENDINGS = 40, 20
"""Of notes and of earlier sendings the latest so many are shown; all of them are in the records."""

DEEPEST = 4
"""Answers nested deeper are shown no further to the right: the line would become too narrow to read."""


def find(conversation_id: UUID) -> Conversation:
    rows = Conversation.objects.select_related("presence", "assigned_to", "handed_over_by")
    found = rows.filter(pk=conversation_id).first()
    if found is None:
        raise NotFound("There is no such conversation.")
    return found


def withheld_page(conversation: Conversation) -> dict[str, object]:
    """What the page shows of a private exchange to somebody who may not read it: that it is there, and its sendings."""
    return {"conversation": conversation, **_sendings(conversation)}


def _sendings(conversation: Conversation) -> dict[str, object]:
    """What became of the exchange in the records mailbox."""
    forwardings = list(conversation.forwardings.order_by("-revision")[: SENDINGS + 1])
    return {"forwarding": forwardings[0] if forwardings else None, "earlier_forwardings": forwardings[1:]}


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
    window: Window | None = None,
) -> dict[str, object]:
    """What the page shows. `chosen` is the comment to answer, by id; the one that waits for an answer unless given."""
    answering = comment_in(conversation, chosen)
    part = part_of(conversation, window or Window(PAGE, around=answering.pk if answering else None))
    answering = answering or comment_to_answer(conversation)
    shown = [one.id for one in part.exchange.said if one.standing == "on_its_way"]
    on_its_way = dict(conversation.replies.filter(pk__in=shown).values_list("pk", "delivery_id"))
    carried = Delivery.objects.in_bulk(list(on_its_way.values()))
    if conversation.private:
        reply.goes_to_one_person()
    text = str(reply["text"].value() or "")
    gate = rulebook().gate("reply_uses_the_same_channel")
    channel = str(conversation.presence_id or "")
    presence, private = conversation.presence, conversation.private
    found = findings_on(text, at=now(), presence=presence, private=private) if text.strip() else []
    notes = list(conversation.notes.select_related("by", "assigned_to").order_by("-at", "-id")[:NOTES])
    return {
        "conversation": conversation,
        "exchange": part.exchange,
        "part": part,
        "said": [
            (one, min(one.depth, DEEPEST), carried.get(on_its_way.get(one.id, one.id)), shorten(one.text, 60))
            for one in part.exchange.said
        ],
        "answering": answering,
        "answerable": bool(answering) or _of_the_public(conversation).exclude(state="deleted_by_author").exists(),
        "before_moderators": None if answering else _undecided(conversation),
        "answer": answer_to(conversation),
        "pause": pause_minutes(),
        "why_not": reply_uses_the_same_channel(asked_on=channel, answers_on=channel),
        "gate_clause": gate.id if gate else "",
        "reply": reply,
        "refused": refused,
        "findings": found,
        "until": answerable_until(conversation),
        "channel_name": describe(presence.channel).name if presence else "",
        "too_late": too_late(conversation, now()),
        "text": text,
        "notes": notes[::-1],
        "note_count": conversation.notes.count() if len(notes) == NOTES else len(notes),
        "assign": AssignForm(initial={"to": conversation.assigned_to_id}, auto_id="assign_%s"),
        "note": NoteForm(auto_id="note_%s"),
        **_sendings(conversation),
        "case": Case.objects.filter(comment=answering).order_by("-pk").first() if answering else None,
    }


def _of_the_public(conversation: Conversation) -> QuerySet[Comment]:
    return conversation.comments.filter(from_us=False, said_by=None)


def _undecided(conversation: Conversation) -> Case | None:
    """The latest case, still to be decided, on a comment of the public that is shown."""
    there = _of_the_public(conversation).filter(state="shown")
    return Case.objects.filter(comment__in=there).exclude(state="decided").order_by("-pk").first()


def comment_to_answer(conversation: Conversation) -> Comment | None:
    """The newest comment of the public that is shown, has no answer, and is not before the moderators.

    Nobody answers spam or a threat by mistake because it came last.
    """
    there = _of_the_public(conversation).filter(state="shown")
    there = there.exclude(Exists(conversation.replies.filter(comment=OuterRef("pk"), taken_back_at=None)))
    there = there.exclude(Exists(conversation.comments.order_by().filter(from_us=True, parent=OuterRef("pk"))))
    there = there.exclude(Exists(Case.objects.filter(comment=OuterRef("pk")).exclude(state="decided")))
    return (
        there.select_related("current").order_by(Coalesce("posted_at", "seen_at").desc(), "-native_id", "-pk").first()
    )
