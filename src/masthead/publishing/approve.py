"""Third stage: the author asks, somebody else approves exactly what they read, or returns it with a reason."""

from __future__ import annotations

from datetime import datetime

from masthead.agencies.models import Person
from masthead.kernel.refusals import Invalid, Refused
from masthead.kernel.text import clean
from masthead.policy.gates import pass_gate
from masthead.policy.in_force import rulebook
from masthead.publishing.check import findings_for
from masthead.publishing.content import content_of, hash_of
from masthead.publishing.correct import way_upon
from masthead.publishing.edits import editors_of
from masthead.publishing.facts import load
from masthead.publishing.gates import another_person_approves, approval_covers_this_content
from masthead.publishing.models import Approval, Draft
from masthead.publishing.states import DRAFT
from masthead.records.append import append
from masthead.records.operation import operation


@operation("drafts.ask")
def ask(*, by: Person, at: datetime, draft: Draft) -> Approval:
    """Ask for approval of what the draft says now. Raises Refused, naming how many findings stand in the way."""
    Draft.objects.select_for_update().get(pk=draft.pk)
    draft = load(draft.pk)
    if not draft.variants.all():
        raise Refused("Choose at least one presence to publish on.")
    if not draft.text.strip() and not draft.attachments.all():
        raise Refused("There is nothing to publish yet: write something first.")
    for variant in draft.variants.all():
        way_upon(draft, variant.presence_id)  # a correction that would correct nothing is said before anybody reads it
    standing = [found for found in findings_for(draft, at=at) if found.open]
    if standing:
        first = standing[0].finding
        more = f" And {len(standing) - 1} more." if len(standing) > 1 else ""
        raise Refused(f"{first.message}{more}", clause=first.clause)
    draft.state = DRAFT.to(draft.state, "ask")
    draft.save(update_fields=["state"])
    digest = hash_of(content_of(draft))
    approval = Approval.objects.create(
        draft=draft, content_hash=digest, revision=draft.revision, asked_by=by, asked_at=at
    )
    append("draft/approval_asked", by=by, at=at, subject=draft.subject, body=_body(approval))
    return approval


@operation("drafts.approve")
def approve(*, by: Person, at: datetime, approval: Approval, content_hash: str, remark: str = "") -> Approval:
    """Approve the content the approver was shown, named by its hash. Raises Refused when it is no longer that."""
    approval, draft = _waiting(approval)
    book = rulebook()
    clauses = [
        pass_gate(
            book,
            another_person_approves,
            author=draft.author.actor_id,
            asked_by=approval.asked_by.actor_id,
            approver=by.actor_id,
            edited_by=editors_of(approval),
        ),
        pass_gate(
            book,
            approval_covers_this_content,
            approved_hash=content_hash,
            content_hash=hash_of(content_of(load(draft.pk))),
        ),
    ]
    return _decide(by, at, approval, draft, "approve", "approved", remark, clauses)


@operation("drafts.return")
def send_back(*, by: Person, at: datetime, approval: Approval, reason: str) -> Approval:
    """Return a draft to its author with a reason."""
    if not reason.strip():
        raise Invalid("Say what should change: the author will read it.", field="reason")
    approval, draft = _waiting(approval)
    return _decide(by, at, approval, draft, "return", "returned", reason, [])


def approved_hash(draft: Draft) -> str | None:
    """The content hash of the newest approval that still stands, or None."""
    newest = draft.approvals.exclude(outcome="overtaken").order_by("-asked_at", "-id").first()
    return newest.content_hash if newest and newest.outcome == "approved" else None


def _waiting(approval: Approval) -> tuple[Approval, Draft]:
    draft = Draft.objects.select_for_update().select_related(None).get(pk=approval.draft_id)
    approval = Approval.objects.select_related("asked_by").get(pk=approval.pk)
    if approval.outcome != "waiting":
        words = {"overtaken": "The draft was changed after approval was asked for; this request no longer stands."}
        raise Refused(words.get(approval.outcome, f"This request was already {approval.outcome}."))
    return approval, draft


def _decide(
    by: Person,
    at: datetime,
    approval: Approval,
    draft: Draft,
    act: str,
    outcome: str,
    reason: str,
    clauses: list[str],
) -> Approval:
    draft.state = DRAFT.to(draft.state, act)
    draft.save(update_fields=["state"])
    approval.outcome, approval.decided_by, approval.decided_at = outcome, by, at
    approval.reason = clean(reason).strip()
    approval.save(update_fields=["outcome", "decided_by", "decided_at", "reason"])
    append(
        f"draft/{outcome}",
        by=by,
        at=at,
        subject=draft.subject,
        body={**_body(approval), "reason": approval.reason},
        clauses=[clause for clause in clauses if clause],
    )
    return approval


def _body(approval: Approval) -> dict[str, object]:
    return {
        "approval": str(approval.id),
        "content_hash": approval.content_hash,
        "revision": approval.revision,
        "asked_by": approval.asked_by.actor_id,
    }
