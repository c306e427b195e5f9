"""Tokens: how another program acts for you, with no more rights than you have. The secret is shown once."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST

from masthead.administration.tokens import SCOPES, issue, revoke
from masthead.agencies.models import ApiToken
from masthead.desk.forms.tokens import TokenForm
from masthead.desk.page import StaffRequest, act_and_return, attempt, page
from masthead.desk.paging import page_of
from masthead.kernel.clock import now
from masthead.kernel.refusals import NotFound


@page("tokens.issue")
@require_http_methods(["GET", "POST"])
def token_list(request: StaffRequest) -> HttpResponse:
    """The secret goes into this one answer and nowhere else: not into the session, not into an address."""
    form, secret = TokenForm(request.POST if request.method == "POST" else None), ""
    if form.is_valid():
        made = attempt(form, lambda: issue(by=request.user, at=now(), **form.cleaned_data))
        if made:
            secret, form = made[1], TokenForm()
    context = {
        "form": form,
        "secret": secret,
        "page": page_of(ApiToken.objects.filter(person=request.user), request.GET),
        "at": now(),
        "scopes": SCOPES,
        "interface": request.build_absolute_uri("/api/"),
    }
    return render(request, "desk/tokens/list.html", context, status=422 if form.errors else 200)


@page("tokens.revoke")
@require_POST
def token_revoke(request: StaffRequest, token_id: UUID) -> HttpResponse:
    token = ApiToken.objects.filter(pk=token_id, person=request.user).first()
    if token is None:
        raise NotFound("You have no such token.")
    return act_and_return(
        request,
        lambda: revoke(by=request.user, at=now(), token=token),
        done="Revoked. Whatever used it is shut out from now on.",
        to=reverse("desk:tokens"),
    )


urlpatterns = [
    path("tokens/", token_list, name="tokens"),
    path("tokens/<uuid:token_id>/revoke", token_revoke, name="token_revoke"),
]
