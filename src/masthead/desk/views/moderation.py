"""Moderation: the queue, one case with the evidence both ways, what was decided, and what became of it."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from masthead.desk.case import case_page, is_blurred
from masthead.desk.page import StaffRequest, page
from masthead.desk.paging import page_of
from masthead.desk.queues import around
from masthead.desk.views import appeals
from masthead.desk.views import case_acts as acts
from masthead.kernel.clock import now
from masthead.kernel.refusals import Invalid, NotFound
from masthead.moderation.enforce import needing_a_person
from masthead.moderation.models import Case, Decision
from masthead.moderation.queue import case_view, waiting
from masthead.policy.in_force import rulebook

_WAITING = ("open", "second_review")


@page("cases.see")
@require_GET
def queue(request: StaffRequest) -> HttpResponse:
    """What waits, those that wait longest first. `?state=` is open or second_review."""
    state = request.GET.get("state", "")
    state = state if state in _WAITING else "open"
    try:
        shown = waiting(state=state, after=request.GET.get("after", ""))
    except Invalid as refusal:
        raise NotFound(refusal.sentence) from refusal
    context = {
        **around(request.user, state),
        "lines": [(line, is_blurred(line.case)) for line in shown.cases],
        "older": shown.after,
        "clause": rulebook().gate("removal_cites_a_ground"),
        "count": len(rulebook().grounds),
    }
    return render(request, "desk/moderation/queue.html", context)


@page("cases.see")
@require_GET
def case(request: StaffRequest, case_id: UUID) -> HttpResponse:
    view = case_view(case_id)
    context = case_page(view, request.user, at=now(), shown=request.GET.get("blur") == "off")
    return render(request, "desk/moderation/case.html", context)


@page("cases.see")
@require_GET
def decided(request: StaffRequest) -> HttpResponse:
    """Decided cases, newest first. `?outcome=` is keep or remove."""
    newest = Decision.objects.select_related("by").prefetch_related("enforcements").order_by("at", "id")
    rows = Case.objects.filter(state="decided").select_related("version")
    outcome = request.GET.get("outcome", "")
    if outcome in ("keep", "remove"):
        rows = rows.filter(decisions__outcome=outcome, decisions__state="final").distinct()
    rows = rows.prefetch_related(Prefetch("decisions", queryset=newest, to_attr="made"))
    context = {
        **around(request.user, "decided"),
        "page": page_of(rows, request.GET),
        "outcome": outcome,
    }
    return render(request, "desk/moderation/decided.html", context)


@page("cases.see")
@require_GET
def undone(request: StaffRequest) -> HttpResponse:
    """What was decided and did not happen on its channel."""
    rows = needing_a_person().select_related("decision__case", "decision__version", "comment__presence")
    context = {**around(request.user, "undone"), "page": page_of(rows, request.GET)}
    return render(request, "desk/moderation/undone.html", context)


urlpatterns = [
    path("moderation/", queue, name="moderation"),
    path("moderation/decided", decided, name="moderation_decided"),
    path("moderation/undone", undone, name="moderation_undone"),
    path("moderation/appeals", appeals.appeal_list, name="appeals"),
    path("moderation/appeals/<uuid:appeal_id>", appeals.appeal, name="appeal"),
    path("moderation/<uuid:case_id>", case, name="case"),
    path("moderation/<uuid:case_id>/keep", acts.keep, name="case_keep"),
    path("moderation/<uuid:case_id>/remove", acts.remove, name="case_remove"),
    path("moderation/<uuid:case_id>/confirm", acts.confirm, name="case_confirm"),
    path("moderation/<uuid:case_id>/disagree", acts.disagree, name="case_disagree"),
    path("moderation/<uuid:case_id>/undo", acts.undo, name="case_undo"),
    path("moderation/<uuid:case_id>/restore", acts.restore, name="case_restore"),
    path("moderation/<uuid:case_id>/author", acts.reveal, name="case_author"),
    path("moderation/<uuid:case_id>/retry", acts.retry, name="case_retry"),
]
