"""Third stage: a person keeps the comment, or removes it under a ground, quoting its words. Some removals need two."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Literal

from masthead.agencies.actors import Actor
from masthead.agencies.models import Person
from masthead.conversations.models import CommentVersion
from masthead.kernel.refusals import Invalid, Refused
from masthead.kernel.text import clean
from masthead.moderation.gates import (
    another_person_reviews,
    removal_cites_a_ground,
    removal_quotes_the_comment,
    removal_says_why,
)
from masthead.moderation.instruct import instruct
from masthead.moderation.likeness import fingerprint
from masthead.moderation.models import Case, Decision
from masthead.moderation.note_likeness import await_likeness, note_decision
from masthead.moderation.states import CASE, DECISION
from masthead.policy.gates import pass_gate
from masthead.policy.in_force import rulebook
from masthead.policy.rulebook import Rulebook
from masthead.records.append import append
from masthead.records.operation import operation

MIRROR = "Would you remove the same words if they came from the other side?"


@operation("cases.decide")
def keep(*, by: Person, at: datetime, case: Case, version: CommentVersion, why: str = "") -> Decision:
    """The comment stays, and is shown again where its channel hid it. `version` is the wording the person read.

    Raises Refused when there is another wording by now.
    """
    case = _before(case, version, "decide")
    book = rulebook()
    decision = Decision.objects.create(
        case=case,
        version=version,
        state=DECISION.to(DECISION.initial, "stand"),
        outcome="keep",
        policy=book.stamp,
        why=clean(why).strip(),
        by=by,
        at=at,
    )
    proposed = case.proposal.get("grounds", ())
    considered = [ground.clause for ground in book.grounds if ground.id in proposed]
    record_decision("made", decision, by=by, at=at, clauses=considered)
    _after(case, "decide", at)
    if case.comment.state == "hidden_elsewhere":
        instruct(by, at, decision, "restore")
    return decision


@operation("cases.decide")
def remove(
    *,
    by: Person,
    at: datetime,
    case: Case,
    version: CommentVersion,
    ground: str,
    quote_start: int,
    quote_end: int,
    why: str = "",
    mirror: bool | None = None,
) -> Decision:
    """The comment goes, because the words at [quote_start, quote_end) of `version` meet `ground`.

    mirror: the answer to MIRROR. Where the ground asks for a second person, the decision waits for `confirm_removal`;
    otherwise it is enforced. Raises Invalid when a gate is not passed or `mirror` is not answered with yes: `field` is
    the argument at fault (`quote` for the place), `clause` what the gate keeps, and `others` all else that is lacking.
    """
    case = _before(case, version, "decide")
    book = rulebook()
    said = clean(why).strip()
    gates = _all_passed(
        {
            "quote": lambda: pass_gate(
                book, removal_quotes_the_comment, text=version.text, start=quote_start, end=quote_end
            ),
            "mirror": lambda: _refuse_one_sided(mirror),
            "ground": lambda: pass_gate(
                book, removal_cites_a_ground, ground=ground, enumerated=[known.id for known in book.grounds]
            ),
            "why": lambda: _says_why(book, ground, said),
        }
    )
    meant = book.ground(ground)
    act = "ask_second" if meant.second_person else "stand"
    decision = Decision.objects.create(
        case=case,
        version=version,
        state=DECISION.to(DECISION.initial, act),
        outcome="remove",
        ground=ground,
        clause=meant.clause,
        policy=book.stamp,
        quote_start=quote_start,
        quote_end=quote_end,
        quote=version.text[quote_start:quote_end],
        why=said,
        mirror=mirror,
        by=by,
        at=at,
    )
    if meant.second_person:
        record_decision("asked", decision, by=by, at=at, clauses=gates)
        _after(case, "ask_second", at)
        return decision
    record_decision("made", decision, by=by, at=at, clauses=gates)
    _after(case, "decide", at)
    instruct(by, at, decision, "hide")
    return decision


@operation("cases.decide")
def confirm_removal(*, by: Person, at: datetime, decision: Decision, mirror: bool | None = None) -> Decision:
    """A second person agrees, and the removal is enforced. Refused for the first person, or after an edit."""
    decision, case, clause = _second(by, decision)
    if case.comment.current_id != decision.version_id:
        raise Refused(_OTHER_WORDS)
    _refuse_one_sided(mirror)
    decision.state = DECISION.to(decision.state, "confirm")
    decision.second_by, decision.second_at = by, at
    decision.save(update_fields=["state", "second_by", "second_at"])
    first = decision.by.actor_id
    record_decision("confirmed", decision, by=by, at=at, clauses=[clause], more={"first": first})
    _after(case, "confirm", at)
    instruct(by, at, decision, "hide")
    return decision


@operation("cases.decide")
def disagree(*, by: Person, at: datetime, decision: Decision, reason: str) -> Decision:
    """A second person does not agree: the comment stays, and its case is open for anyone to decide."""
    said = clean(reason).strip()
    if not said:
        raise Invalid("Say why you do not agree: the first person will read it.", field="reason")
    decision, case, clause = _second(by, decision)
    decision.state = DECISION.to(decision.state, "disagree")
    decision.second_by, decision.second_at = by, at
    decision.save(update_fields=["state", "second_by", "second_at"])
    more = {"first": decision.by.actor_id, "reason": said}
    record_decision("disagreed", decision, by=by, at=at, clauses=[clause], more=more)
    _after(case, "disagree", at)
    return decision


def record_decision(
    kind: Literal["made", "asked", "confirmed", "disagreed", "overturned"],
    decision: Decision,
    *,
    by: Actor,
    at: datetime,
    clauses: list[str],
    more: dict[str, str] | None = None,
) -> None:
    """One record of a decision: ground, clause, policy, quoted words and reason, whole each time.

    Whether it stands now is noted with the likeness of its words: later cases are shown it, or no more.
    """
    note_decision(decision)
    body: dict[str, str | int | bool | None] = {
        "case": str(decision.case_id),
        "comment": str(decision.case.comment_id),
        "number": decision.version.number,
        "outcome": decision.outcome,
        "ground": decision.ground,
        "clause": decision.clause,
        "policy": decision.policy,
        "quote": decision.quote,
        "quote_start": decision.quote_start,
        "quote_end": decision.quote_end,
        "why": decision.why,
        "mirror": decision.mirror,
    }
    append(
        f"decision/{kind}",
        by=by,
        at=at,
        subject=decision.subject,
        body={**body, **(more or {})},
        clauses=list(dict.fromkeys(clause for clause in (decision.clause, *clauses) if clause)),
        conversation=str(decision.case.comment.conversation_id),
    )


_OTHER_WORDS = "Its author has changed this comment since you opened it. Read the new words, then decide."


def _before(case: Case, version: CommentVersion, act: str) -> Case:
    """The case, locked, when it may be decided about this very wording."""
    case = Case.objects.select_for_update(of=("self",)).select_related("comment").get(pk=case.pk)
    CASE.to(case.state, act)
    if case.comment.current_id != version.pk:
        raise Refused(_OTHER_WORDS)
    # The person may have read words that the signals have not looked at yet: the decision is about what was read.
    case.version, case.fingerprint = version, fingerprint(version.text)
    await_likeness(version)
    return case


def _after(case: Case, act: str, at: datetime) -> None:
    case.state = CASE.to(case.state, act)
    case.decided_at = at if case.state == "decided" else None
    case.save(update_fields=["state", "decided_at", "version", "fingerprint"])


def _second(by: Person, decision: Decision) -> tuple[Decision, Case, str]:
    case = Case.objects.select_for_update(of=("self",)).select_related("comment").get(pk=decision.case_id)
    decision = Decision.objects.select_for_update(of=("self",)).select_related("by", "version").get(pk=decision.pk)
    decision.case = case
    clause = pass_gate(rulebook(), another_person_reviews, first=decision.by.actor_id, second=by.actor_id)
    return decision, case, clause


def _all_passed(asked: Mapping[str, Callable[[], str]]) -> list[str]:
    """Ask each, by the field it is about, and return the clauses they keep. Raises Invalid with everything that is
    lacking, so that nobody mends one thing only to be told of the next."""
    clauses, lacking = [], []
    for name, ask in asked.items():
        try:
            clauses.append(ask())
        except Refused as refusal:
            lacking.append(Invalid(refusal.sentence, field=name, clause=refusal.clause))
    if lacking:
        first, *others = lacking
        raise Invalid(first.sentence, field=first.field, clause=first.clause, others=others)
    return clauses


def _says_why(book: Rulebook, ground: str, why: str) -> str:
    """Of a ground the policy does not know, nobody can say whether it asks for a reason."""
    meant = next((known for known in book.grounds if known.id == ground), None)
    if meant is None:
        return ""
    return pass_gate(book, removal_says_why, ground=meant.name, why_required=meant.why_required, why=why)


def _refuse_one_sided(mirror: bool | None) -> str:
    """Viewpoint discrimination is what courts strike down (Robinson v. Hunt County): the question is always asked. No
    clause stands behind it."""
    if mirror is None:
        raise Invalid("Answer the question about the other side with yes or no.", field="mirror")
    if not mirror:
        raise Invalid("You would not remove the same words from the other side, so this comment stays.", field="mirror")
    return ""
