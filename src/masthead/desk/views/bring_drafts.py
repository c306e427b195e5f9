"""Drafts written in a spreadsheet: brought in all at once, then each with what the checks find."""

from __future__ import annotations

import hashlib
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from masthead.desk.forms.bring_drafts import BringDraftsForm
from masthead.desk.page import StaffRequest, attempt, page
from masthead.desk.paging import page_of
from masthead.kernel.clock import now
from masthead.presences.models import Presence
from masthead.presences.states import SPEAKS
from masthead.publishing.bring import bring
from masthead.publishing.check import findings_for
from masthead.publishing.facts import load_all
from masthead.publishing.models import Draft
from masthead.publishing.read_drafts import LARGEST, read_drafts

BROUGHT = "drafts_brought"
"""Under this name the session knows which drafts came last."""


@page("drafts.write")
@require_http_methods(["GET", "POST"])
def drafts_bring(request: StaffRequest) -> HttpResponse:
    form = BringDraftsForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_bound and form.is_valid() and (drafts := attempt(form, lambda: _brought(request, form))):
        request.session[BROUGHT] = [str(draft.pk) for draft in drafts]
        messages.success(request, f"Brought in: {len(drafts)} draft{'s' * (len(drafts) != 1)}.")
        return redirect("desk:drafts_brought")
    speaks = Presence.objects.filter(state__in=SPEAKS).values_list("name", flat=True).first()
    context = {"form": form, "example": speaks or ""}
    return render(request, "desk/drafts/bring.html", context, status=422 if form.errors else 200)


def _brought(request: StaffRequest, form: BringDraftsForm) -> list[Draft]:
    raw = form.cleaned_data["file"].read(LARGEST + 1)
    return bring(by=request.user, at=now(), rows=read_drafts(raw), digest=hashlib.sha256(raw).hexdigest())


@page("drafts.write")
def drafts_brought(request: StaffRequest) -> HttpResponse:
    """What the checks find in the drafts that this person brought in last: of each page, the gravest first."""
    shown = page_of(load_all([UUID(each) for each in request.session.get(BROUGHT, [])]), request.GET)
    rows, at = [], now()
    for draft in shown.rows:
        levels = [found.finding.level for found in findings_for(draft, at=at)]
        rows.append((draft, {level: levels.count(level) for level in ("blocks", "asks", "advises")}))
    rows.sort(key=lambda row: [-count for count in row[1].values()])
    return render(request, "desk/drafts/brought.html", {"page": shown, "rows": rows})


urlpatterns = [
    path("drafts/bring", drafts_bring, name="drafts_bring"),
    path("drafts/brought", drafts_brought, name="drafts_brought"),
]
