"""What a decision asks of the channel: written down with the decision, carried out afterwards by `enforce`."""

from __future__ import annotations

from datetime import datetime

from masthead.agencies.actors import Actor
from masthead.channels.port import Action
from masthead.moderation.models import Decision, Enforcement
from masthead.moderation.states import ENFORCEMENT
from masthead.records.append import append


def instruct(by: Actor, at: datetime, decision: Decision, action: Action) -> Enforcement:
    """Make an enforcement due. Part of the operation that decides."""
    due = Enforcement.objects.create(
        decision=decision, comment=decision.case.comment, action=action, due_at=at, next_try=at
    )
    record_enforcement("due", due, by=by, at=at)
    return due


def call_off(by: Actor, at: datetime, decision: Decision, why: str) -> bool:
    """Cancel what has not been carried out; return whether anything may have reached the channel."""
    reached = False
    for row in decision.enforcements.select_for_update().filter(action="hide").exclude(state="cancelled"):
        reached = reached or row.tries > 0
        if ENFORCEMENT.may(row.state, "cancel"):
            row.state = ENFORCEMENT.to(row.state, "cancel")
            row.save(update_fields=["state"])
            record_enforcement("cancelled", row, by=by, at=at, why=why)
    return reached


def record_enforcement(kind: str, row: Enforcement, *, by: Actor, at: datetime, **more: str | int) -> None:
    """One record of an enforcement, under the clause its decision cites."""
    body = {"decision": str(row.decision_id), "comment": str(row.comment_id), "action": row.action}
    append(
        f"enforcement/{kind}",
        by=by,
        at=at,
        subject=row.subject,
        body={**body, **more},
        clauses=[row.decision.clause] if row.decision.clause else [],
        conversation=str(row.comment.conversation_id),
    )
