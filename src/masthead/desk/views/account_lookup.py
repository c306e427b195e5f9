"""What the registers know of an account, for whoever wonders. Nothing is asked of anybody, and nothing is kept."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from masthead.desk.forms.following import LookUpForm
from masthead.desk.page import StaffRequest, attempt, page
from masthead.following.accounts import account_of
from masthead.following.known import verdict_on
from masthead.kernel.clock import now
from masthead.policy.in_force import rulebook


@page("following.see")
@require_GET
def account_look_up(request: StaffRequest) -> HttpResponse:
    form = LookUpForm(request.GET or None)
    account = found = None
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        account = attempt(form, lambda: account_of(given["network"], given["handle"]))
        found = verdict_on(rulebook(), account, at=now()) if account else None
    context = {"form": form, "account": account, "found": found}
    return render(request, "desk/following/look_up.html", context, status=422 if form.is_bound and not found else 200)


urlpatterns = [path("following/account", account_look_up, name="account_look_up")]
