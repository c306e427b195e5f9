"""The policy in force: each clause, what obliges, everything that keeps it and how often it was cited; the grounds."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from masthead.adoption.figures import figures
from masthead.adoption.kept import version_holding_at
from masthead.desk.page import StaffRequest, page
from masthead.desk.policy_book import book_of
from masthead.kernel.clock import now
from masthead.kernel.refusals import NotFound
from masthead.policy.in_force import rulebook


@page("policy.see")
@require_GET
def policy(request: StaffRequest) -> HttpResponse:
    try:
        in_force = rulebook().policy
    except LookupError:
        raise NotFound("No policy is in force yet. An administrator chooses one in the first steps.") from None
    at = now()
    book = book_of(in_force, figures(at))
    return render(request, "desk/policy/policy.html", {"book": book, "version": version_holding_at(at)})


urlpatterns = [path("policy", policy, name="policy")]
