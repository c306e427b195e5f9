"""The employee answered on the account where they were asked, and says so: the exchange is complete, and goes again.

What was said is recorded as it was said, also where a check would have asked for other words: a record is of what
happened. The desk offers words that pass the checks before they are said.
"""

from __future__ import annotations

from datetime import datetime

from masthead.agencies.models import Person
from masthead.conversations.hand_over import Handed, keep_message
from masthead.conversations.models import Comment, Conversation
from masthead.conversations.states import CONVERSATION
from masthead.conversations.words_of_reply import findings_on
from masthead.kernel.refusals import Invalid, NotFound
from masthead.kernel.text import clean
from masthead.policy.in_force import rulebook
from masthead.records.append import append
from masthead.records.operation import operation


@operation("conversations.answer_there")
def answered_there(*, by: Person, at: datetime, conversation: Conversation, text: str) -> Comment:
    """`by` has said `text` where the question was asked. Raises NotFound for an exchange handed over by another."""
    said = clean(text).strip()
    if not said:
        raise Invalid("Give the words you answered with.", field="text")
    row = Conversation.objects.select_for_update().get(pk=conversation.pk)
    if row.handed_over_by_id != by.pk:
        raise NotFound("You have handed over no such exchange.")
    number = row.comments.count() + 1
    if row.comments.filter(from_us=True, current__text=said).exists():
        raise Invalid("This answer is already part of the exchange.", field="text")
    comment = keep_message(
        row,
        Handed(name=by.name, text=said, mine=True, said_at=at),
        f"handed-over:{row.pk}:{number:04}",
        at,
        via="answered there",
    )
    row.state, row.last_event_at = CONVERSATION.to(row.state, "answer"), at
    row.save(update_fields=["state", "last_event_at"])
    append(
        "conversation/answered_there",
        by=by,
        at=at,
        subject=row.subject,
        body={"text": said, "name": by.name, "found": sorted({finding.code for finding in findings_on(said, at=at)})},
        clauses=[clause.id for clause, _ in rulebook().bound("notice", "exchange_is_forwarded")],
        conversation=str(row.pk),
    )
    return comment
