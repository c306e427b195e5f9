"""Sixth stage: the author appeals by the link they were sent; somebody who had no part in the removal decides."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from django.db.models import Q, QuerySet

from masthead.agencies.actors import Actor
from masthead.agencies.models import Person
from masthead.kernel.refusals import Invalid, NotFound, Refused
from masthead.kernel.text import clean
from masthead.moderation.gates import another_person_decides_the_appeal
from masthead.moderation.models import Appeal, Notice
from masthead.moderation.notify import write_due
from masthead.moderation.restore import put_back
from masthead.moderation.states import APPEAL
from masthead.policy.gates import pass_gate
from masthead.policy.in_force import rulebook
from masthead.records.append import append
from masthead.records.operation import operation

LONGEST = 5000
"""Characters of an appeal."""


def notice_for(token: str) -> Notice:
    """The removal a link speaks of. Raises NotFound for a link that is not complete."""
    rows = Notice.objects.filter(token=token, about="removal").select_related("decision__version", "comment", "appeal")
    found = rows.first()
    if found is None:
        raise NotFound("This link is not complete. Open it from the e-mail we sent you.")
    return found


@operation("appeals.file")
def file_appeal(*, by: Actor, at: datetime, token: str, text: str) -> Appeal:
    """The author asks for another look, once. Raises Invalid for an empty or endless text, Refused the second time."""
    said = clean(text).strip()
    if not said:
        raise Invalid("Write why your comment should be shown.", field="text")
    if len(said) > LONGEST:
        raise Invalid(f"Shorten your appeal by {len(said) - LONGEST} characters.", field="text")
    told = Notice.objects.select_for_update().get(pk=notice_for(token).pk)
    if told.decision.state == "overturned":
        raise Refused("Your comment has been put back already, so there is nothing to appeal.")
    if Appeal.objects.filter(notice=told).exists():
        raise Refused("You have appealed already. We will write to you when it is decided.")
    appeal = Appeal.objects.create(notice=told, text=said, filed_at=at)
    append(
        "appeal/filed",
        by=by,
        at=at,
        subject=appeal.subject,
        body={
            "notice": str(told.pk),
            "decision": str(told.decision_id),
            "comment": str(told.comment_id),
            "text": said,
        },
        clauses=[told.decision.clause],
        conversation=str(told.comment.conversation_id),
    )
    return appeal


@operation("appeals.decide")
def decide_appeal(
    *, by: Person, at: datetime, appeal: Appeal, outcome: Literal["upheld", "reversed"], why: str
) -> Appeal:
    """Decide an appeal; reversed, the comment is put back in the same transaction. The author is told either way.

    Raises Refused, citing the clause, for anybody who took part in the removal.
    """
    said = clean(why).strip()
    if not said:
        raise Invalid("Say why: its author will read it.", field="why")
    rows = Appeal.objects.select_for_update(of=("self",)).select_related("notice__decision", "notice__comment")
    appeal = rows.get(pk=appeal.pk)
    decision = appeal.notice.decision
    clause = pass_gate(rulebook(), another_person_decides_the_appeal, deciders=decision.deciders, second=by.actor_id)
    appeal.state = APPEAL.to(appeal.state, "uphold" if outcome == "upheld" else "reverse")
    appeal.decided_by, appeal.decided_at, appeal.why = by, at, said
    appeal.save()
    append(
        "appeal/decided",
        by=by,
        at=at,
        subject=appeal.subject,
        body={
            "decision": str(decision.pk),
            "comment": str(appeal.notice.comment_id),
            "outcome": appeal.state,
            "ground": decision.ground,
            "clause": decision.clause,
            "policy": decision.policy,
            "why": said,
        },
        clauses=list(dict.fromkeys(cited for cited in (decision.clause, clause) if cited)),
        conversation=str(appeal.notice.comment.conversation_id),
    )
    if outcome == "reversed" and decision.state == "final":
        # Its author is told once the comment is shown again: see `notify.queue_notices`.
        put_back(by, at, decision, said)
    elif outcome == "upheld":
        write_due(by, at, decision, "appeal_upheld")
    return appeal


def open_appeals(by: Person) -> QuerySet[Appeal]:
    """Appeals `by` may decide, oldest first: those against removals they had no part in."""
    rows = Appeal.objects.filter(state="open").select_related("notice__decision__version", "notice__comment")
    taken_part = Q(notice__decision__by=by) | Q(notice__decision__second_by=by)
    return rows.exclude(taken_part).order_by("filed_at", "id")
