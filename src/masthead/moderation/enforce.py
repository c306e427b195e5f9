"""Fourth stage: a decision is carried out on its channel and read back. What fails is seen, and tried again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from masthead.agencies.actors import Actor
from masthead.agencies.models import Person
from masthead.channels.errors import ChannelError, NoPlan, OutcomeUnknown, RateLimited, Reauth, Rejected, Transient
from masthead.channels.port import Channel
from masthead.channels.ref import Ref
from masthead.conversations.models import Comment
from masthead.conversations.states import COMMENT
from masthead.kernel.refusals import Refused
from masthead.moderation.instruct import instruct, record_enforcement
from masthead.moderation.models import Case, Enforcement
from masthead.moderation.states import CASE, ENFORCEMENT
from masthead.policy.in_force import rulebook_under
from masthead.presences.connection import channel_for
from masthead.presences.models import Presence
from masthead.records.append import append
from masthead.records.operation import operation

ENFORCEMENT_LEASE = timedelta(minutes=15)
LONGEST_WAIT = timedelta(hours=2)
NEEDS_A_PERSON_AFTER = 20
"""Tries. With the waits between them, a little more than a day."""

_UNFINISHED = ("due", "carrying")


def enforce_due(
    *, by: Actor, at: datetime, connect: Callable[[Presence], Channel] = channel_for, limit: int = 50
) -> dict[str, int]:
    """Carry out what is due; return how many ended in which state. For the timetable. No transaction spans a call."""
    ended: dict[str, int] = {}
    for row in list(_ready(at)[:limit]):
        try:
            claimed = _claim(by=by, at=at, enforcement=row)
        except Refused:
            continue  # another worker was faster
        if claimed.state == "carrying":
            claimed = _carry(by, at, claimed, connect)
        ended[claimed.state] = ended.get(claimed.state, 0) + 1
    return ended


def needing_a_person() -> QuerySet[Enforcement]:
    """Enforcements that did not happen and will not by themselves, newest first."""
    return Enforcement.objects.filter(state__in=["failed", "cannot"]).select_related("comment").order_by("-due_at")


@operation("cases.decide")
def retry(*, by: Person, at: datetime, enforcement: Enforcement) -> Enforcement:
    """Have a failed enforcement tried again."""
    row = _locked(enforcement)
    row.state = ENFORCEMENT.to(row.state, "retry")
    row.tries, row.next_try, row.error, row.cure = 0, at, "", ""
    row.save()
    record_enforcement("retried", row, by=by, at=at)
    return row


@operation("enforcements.carry")
def _claim(*, by: Actor, at: datetime, enforcement: Enforcement) -> Enforcement:
    """Written before the channel is spoken to. What has lost its object meanwhile is cancelled instead."""
    row = _locked(enforcement)
    if row.state == "carrying" and row.claimed_at and row.claimed_at > at - ENFORCEMENT_LEASE:
        raise Refused("Another worker is carrying this out.")
    comment = Comment.objects.get(pk=row.comment_id)
    if why := _moot(row, comment):
        return _call_off(by, at, row, comment, why)
    row.state = ENFORCEMENT.to(row.state, "claim")
    row.tries, row.claimed_at = row.tries + 1, at
    row.save(update_fields=["state", "tries", "claimed_at"])
    record_enforcement("carrying", row, by=by, at=at, attempt=row.tries)
    return row


@operation("enforcements.carry")
def _settle(
    *,
    by: Actor,
    at: datetime,
    enforcement: Enforcement,
    act: str,
    why: str = "",
    cure: str = "",
    read_back: str = "",
    until: datetime | None = None,
) -> Enforcement:
    """Write down what became of it: an act of ENFORCEMENT. What hid words that nobody decided on is called off."""
    row = _locked(enforcement)
    if act == "finish":
        comment = Comment.objects.select_for_update().get(pk=row.comment_id)
        if _reworded(row, comment):
            return _call_off(by, at, row, comment, "Its author changed the words while they were being removed.")
    row.state = ENFORCEMENT.to(row.state, act)
    row.error, row.cure, row.read_back = why, cure, read_back
    if act == "put_off":
        row.next_try = until or at + min(LONGEST_WAIT, timedelta(minutes=2 ** min(row.tries, 7)))
    if act == "finish":
        row.done_at = at
        _show(row)
    row.save()
    kind = {"finish": "done", "put_off": "put_off", "refuse": "failed", "find_impossible": "cannot"}[act]
    if act == "finish":
        record_enforcement(kind, row, by=by, at=at, read_back=read_back)
    else:
        record_enforcement(kind, row, by=by, at=at, why=f"{why} {cure}".strip())
    return row


def _carry(by: Actor, at: datetime, row: Enforcement, connect: Callable[[Presence], Channel]) -> Enforcement:
    comment, decision = row.comment, row.decision
    if comment.presence is None:
        why = "This exchange was handed over: there is no account of ours to act on."
        return _settle(by=by, at=at, enforcement=row, act="find_impossible", why=why)
    reason = (
        f"{rulebook_under(decision.policy).clause(decision.clause).label}: {decision.ground}"
        if decision.clause
        else decision.outcome
    )
    action = "hide" if row.action == "hide" else "restore"
    ref = Ref(comment.native_id, comment.current.version if comment.current else "", comment.url)
    try:
        channel = connect(comment.presence)
        able = channel.describe().capability("moderate")
        if able.answer == "no":
            return _settle(by=by, at=at, enforcement=row, act="find_impossible", why=able.reason)
        shown = channel.moderate(ref, "hide" if action == "hide" else "restore", reason)
    except RateLimited as wait:
        return _put_off(by, at, row, wait, until=wait.until)
    except (Transient, OutcomeUnknown, Reauth, NoPlan) as trouble:
        return _put_off(by, at, row, trouble)
    except Rejected as refusal:
        return _settle(by=by, at=at, enforcement=row, act="refuse", why=refusal.sentence, cure=refusal.cure)
    except Refused as refusal:
        return _settle(by=by, at=at, enforcement=row, act="refuse", why=refusal.sentence)
    if shown.hidden != (action == "hide"):
        still = ChannelError(f"The channel took the request, but the comment is still {_word(shown.hidden)}.")
        return _put_off(by, at, row, still)
    return _settle(by=by, at=at, enforcement=row, act="finish", read_back=shown.read_back or _word(shown.hidden))


def _put_off(
    by: Actor, at: datetime, row: Enforcement, trouble: ChannelError, *, until: datetime | None = None
) -> Enforcement:
    act = "refuse" if row.tries >= NEEDS_A_PERSON_AFTER else "put_off"
    return _settle(by=by, at=at, enforcement=row, act=act, why=trouble.sentence, cure=trouble.cure, until=until)


def _word(hidden: bool) -> str:
    return "hidden" if hidden else "shown"


def _ready(at: datetime) -> QuerySet[Enforcement]:
    """Due, or interrupted; and first in line for its comment, so that a restoral never overtakes a hiding."""
    before = Q(due_at__lt=OuterRef("due_at")) | Q(due_at=OuterRef("due_at"), id__lt=OuterRef("id"))
    earlier = Enforcement.objects.filter(before, comment=OuterRef("comment"), state__in=_UNFINISHED)
    now = Q(state="due", next_try__lte=at) | Q(state="carrying", claimed_at__lte=at - ENFORCEMENT_LEASE)
    rows = Enforcement.objects.filter(now).annotate(waits=Exists(earlier)).filter(waits=False)
    return rows.order_by(F("next_try"), "id")


def _moot(row: Enforcement, comment: Comment) -> str:
    """Why there is nothing left to carry out. A removal is of the words that were read, and of no others."""
    if comment.state == "deleted_by_author":
        return "Its author has deleted the comment."
    if row.action == "hide" and row.decision.state != "final":
        return "The removal has been undone meanwhile."
    if _reworded(row, comment):
        return "Its author changed the words before they were removed."
    return ""


def _reworded(row: Enforcement, comment: Comment) -> bool:
    return row.action == "hide" and comment.current_id != row.decision.version_id


def _call_off(by: Actor, at: datetime, row: Enforcement, comment: Comment, why: str) -> Enforcement:
    """Nothing is left to carry out. Other words go before a person again, and are shown until one has decided."""
    row.state = ENFORCEMENT.to(row.state, "find_moot")
    row.save(update_fields=["state"])
    record_enforcement("cancelled", row, by=by, at=at, why=why)
    if comment.state != "deleted_by_author" and row.decision.state == "final":
        _reopen(by, at, row, why)
        if row.claimed_at is not None:  # this try or an earlier one may have reached the channel all the same
            instruct(by, at, row.decision, "restore")
    return row


def _reopen(by: Actor, at: datetime, row: Enforcement, why: str) -> None:
    case = Case.objects.select_for_update().get(pk=row.decision.case_id)
    if case.state != "decided" or Case.objects.filter(comment=case.comment).exclude(state="decided").exists():
        return
    case.state = CASE.to(case.state, "reopen")
    case.decided_at = None
    case.save(update_fields=["state", "decided_at"])
    append(
        "case/reopened",
        by=by,
        at=at,
        subject=case.subject,
        body={"comment": str(case.comment_id), "decision": str(row.decision_id), "why": why},
        clauses=[row.decision.clause] if row.decision.clause else [],
        conversation=str(case.comment.conversation_id),
    )


def _show(row: Enforcement) -> None:
    act = "remove" if row.action == "hide" else "restore"
    comment = Comment.objects.select_for_update().get(pk=row.comment_id)
    if COMMENT.may(comment.state, act):
        comment.state = COMMENT.to(comment.state, act)
        comment.save(update_fields=["state"])


def _locked(enforcement: Enforcement) -> Enforcement:
    rows = Enforcement.objects.select_for_update(of=("self",)).select_related("decision", "comment__presence")
    return rows.select_related("decision", "comment__conversation").get(pk=enforcement.pk)
