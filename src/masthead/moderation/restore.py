"""A removal is overturned, or a decision undone: one transaction, and the comment is put back on its channel."""

from __future__ import annotations

from datetime import datetime

from masthead.agencies.models import Person
from masthead.kernel.refusals import Invalid, Refused
from masthead.kernel.text import clean
from masthead.moderation.decide import record_decision
from masthead.moderation.instruct import call_off, instruct
from masthead.moderation.models import Case, Decision
from masthead.moderation.states import CASE, DECISION
from masthead.records.append import append
from masthead.records.operation import operation


@operation("cases.restore")
def restore(*, by: Person, at: datetime, decision: Decision, why: str) -> Decision:
    """Overturn a removal and put the comment back. The reason is kept, and its author reads it."""
    said = clean(why).strip()
    if not said:
        raise Invalid("Say why the comment comes back: its author will read it.", field="why")
    return put_back(by, at, decision, said)


@operation("cases.restore")
def undo(*, by: Person, at: datetime, case: Case) -> Case:
    """Take the last decision of a case back; the case is open again. Raises Refused when there is nothing to undo."""
    case = Case.objects.select_for_update(of=("self",)).select_related("comment").get(pk=case.pk)
    decision = case.decisions.filter(state__in=["final", "pending"]).order_by("-at", "-id").first()
    if decision is None:
        raise Refused("There is no decision here to undo.")
    if decision.state == "pending":
        decision.state = DECISION.to(decision.state, "withdraw")
        decision.save(update_fields=["state"])
        case.state = CASE.to(case.state, "withdraw")
    else:
        if Case.objects.filter(comment=case.comment).exclude(pk=case.pk).exclude(state="decided").exists():
            raise Refused("This comment is in the queue again already. Decide it there.")
        case.state = CASE.to(case.state, "reopen")
        put_back(by, at, decision, "Undone.")
    case.decided_at = None
    case.save(update_fields=["state", "decided_at"])
    append(
        "case/reopened",
        by=by,
        at=at,
        subject=case.subject,
        body={"comment": str(case.comment_id), "decision": str(decision.pk), "why": "Undone."},
        clauses=[decision.clause] if decision.clause else [],
        conversation=str(case.comment.conversation_id),
    )
    return case


def put_back(by: Person, at: datetime, decision: Decision, why: str) -> Decision:
    """Overturn `decision` as part of the caller's operation; what may have reached the channel is undone there."""
    rows = Decision.objects.select_for_update(of=("self",)).select_related("case__comment", "version")
    decision = rows.get(pk=decision.pk)
    decision.state = DECISION.to(decision.state, "overturn")
    decision.overturned_at, decision.overturned_why = at, why
    decision.save(update_fields=["state", "overturned_at", "overturned_why"])
    record_decision("overturned", decision, by=by, at=at, clauses=[], more={"reason": why})
    if call_off(by, at, decision, why) or decision.case.comment.state == "removed":
        instruct(by, at, decision, "restore")
    return decision
