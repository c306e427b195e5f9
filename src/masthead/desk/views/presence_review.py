"""The review of a presence: the evidence the desk has gathered, and what the director decides."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from masthead.desk.forms.presences import ReviewForm
from masthead.desk.page import StaffRequest, attempt, page
from masthead.kernel.clock import now
from masthead.policy.in_force import rulebook
from masthead.presences import review
from masthead.presences.evidence import evidence_for
from masthead.presences.models import Presence
from masthead.presences.states import PRESENCE


@page("presences.renew")
@require_http_methods(["GET", "POST"])
def presence_review(request: StaffRequest, presence_id: UUID) -> HttpResponse:
    shown = get_object_or_404(Presence.objects.select_related("run_by", "bureau"), pk=presence_id)
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = form.cleaned_data
        if made := attempt(form, lambda: review.decide(by=request.user, at=now(), presence=shown, **given)):
            messages.success(request, f"Reviewed: {made.outcome}. The evidence is kept with your decision.")
            return redirect("desk:presence", presence_id=shown.id)
    context = {
        "presence": shown,
        "form": form,
        "evidence": evidence_for(shown, at=now()),
        "since": shown.reviewed_at or shown.launched_at,
        "clause": rulebook().gate(review.presence_is_reviewed_in_time.__name__),
        "day": review.review_day(shown),
        "open": PRESENCE.may(shown.state, "renew"),
        "past": shown.reviews.select_related("by")[:10],
    }
    return render(request, "desk/presences/review.html", context, status=422 if form.errors else 200)


urlpatterns = [path("presences/<uuid:presence_id>/review", presence_review, name="presence_review")]
