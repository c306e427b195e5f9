"""Approvals: what waits, what changed since it was last read, and the decision on exactly that content."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from masthead.desk.composer import composer
from masthead.desk.look.difference import Piece, difference
from masthead.desk.look.pills import words_of
from masthead.desk.page import StaffRequest, act_and_return, page
from masthead.desk.paging import page_of
from masthead.desk.views.deliveries import corrects_context
from masthead.kernel.clock import now
from masthead.kernel.refusals import NotFound
from masthead.policy.in_force import rulebook
from masthead.publishing import approve
from masthead.publishing.content import content_of, hash_of
from masthead.publishing.correct import correction_of
from masthead.publishing.edits import editors_of
from masthead.publishing.facts import load
from masthead.publishing.gates import another_person_approves
from masthead.publishing.models import Approval, Draft, Revision

_OUTCOMES = dict(words_of("approval"))


def _find(approval_id: UUID) -> Approval:
    rows = Approval.objects.select_related("asked_by", "decided_by", "draft__author")
    found = rows.filter(pk=approval_id).first()
    if found is None:
        raise NotFound("There is no such request for approval.")
    return found


@page("drafts.see")
@require_GET
def approval_list(request: StaffRequest) -> HttpResponse:
    outcome = request.GET.get("outcome", "waiting")
    rows = Approval.objects.select_related("draft", "asked_by", "decided_by")
    if outcome in _OUTCOMES:
        rows = rows.filter(outcome=outcome)
    context = {"page": page_of(rows, request.GET), "outcome": outcome, "outcomes": _OUTCOMES.items()}
    return render(request, "desk/approvals/list.html", context)


@page("drafts.see")
@require_GET
def approval(request: StaffRequest, approval_id: UUID) -> HttpResponse:
    asked = _find(approval_id)
    draft = load(asked.draft_id)
    digest = hash_of(content_of(draft))
    why_not = another_person_approves(
        author=draft.author.actor_id,
        asked_by=asked.asked_by.actor_id,
        approver=request.user.actor_id,
        edited_by=editors_of(asked),
    )
    clause = rulebook().gate("another_person_approves")
    context = {
        "asked": asked,
        "draft": draft,
        "composer": composer(draft, at=now()),
        "content_hash": digest,
        "same": digest == asked.content_hash,
        "changes": _changes(draft, asked),
        "why_not": why_not,
        "gate_clause": clause.id if clause else "",
        **corrects_context(draft),
    }
    return render(request, "desk/approvals/approval.html", context)


def _changes(draft: Draft, asked: Approval) -> list[Piece]:
    """Word by word, what changed since the newest content somebody decided on before. Empty when none was.

    A correction begins with the words that were published, which somebody decided on too.
    """
    earlier = draft.approvals.filter(outcome__in=["approved", "returned"], asked_at__lt=asked.asked_at).first()
    if earlier is None and correction_of(draft) is None:
        return []
    before = Revision.objects.filter(draft=draft, number=earlier.revision if earlier else 1).first()
    after = Revision.objects.filter(draft=draft, number=asked.revision).first()
    if before is None or after is None:
        return []
    return difference(str(before.content["text"]), str(after.content["text"]))


@page("drafts.approve")
@require_POST
def approval_approve(request: StaffRequest, approval_id: UUID) -> HttpResponse:
    asked = _find(approval_id)
    given = request.POST
    return act_and_return(
        request,
        lambda: approve.approve(
            by=request.user,
            at=now(),
            approval=asked,
            content_hash=given.get("content_hash", ""),
            remark=given.get("reason", ""),
        ),
        done="Approved. It can be scheduled now; any change needs approval again.",
        to=reverse("desk:approval", args=[asked.pk]),
    )


@page("drafts.return")
@require_POST
def approval_return(request: StaffRequest, approval_id: UUID) -> HttpResponse:
    asked = _find(approval_id)
    reason = request.POST.get("reason", "")
    return act_and_return(
        request,
        lambda: approve.send_back(by=request.user, at=now(), approval=asked, reason=reason),
        done="Returned to its author with your reason.",
        to=reverse("desk:approval", args=[asked.pk]),
    )


urlpatterns = [
    path("approvals/", approval_list, name="approvals"),
    path("approvals/<uuid:approval_id>", approval, name="approval"),
    path("approvals/<uuid:approval_id>/approve", approval_approve, name="approval_approve"),
    path("approvals/<uuid:approval_id>/return", approval_return, name="approval_return"),
]
