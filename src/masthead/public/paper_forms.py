"""Whoever signed on paper sees where the picture is public and takes the permission back, by a link of their own."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from masthead.agencies.actors import Citizen
from masthead.agencies.days import local_day
from masthead.kernel.clock import now
from masthead.kernel.refusals import NotFound, Refused
from masthead.media import permit
from masthead.media.signed_page import places_of
from masthead.media.signing_links import form_by_link
from masthead.public import form_token
from masthead.public.permissions import guarded, sent
from masthead.publishing.pictured import showing


@guarded
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest, token: str) -> HttpResponse:
    """What was signed, where the picture is public now, and the way to take it back. Opening it changes nothing."""
    permission, refusal = form_by_link(token), ""
    what = f"own_form:{permission.pk}"
    if request.method == "POST":
        try:
            form_token.refuse_unless_ours(request.POST.get(form_token.FIELD, ""), what)
            permit.take_back_form(by=Citizen(str(permission.pk)), at=now(), token=token)
            return redirect("public:own_form", token=token)
        except NotFound:
            raise
        except Refused as refused:
            refusal = refused.sentence
    asset = permission.depiction.asset
    context = {
        "permission": permission,
        "pictures": [asset],
        "public_now": showing([asset.pk]),
        "places": places_of(permission.channels),
        "expired": permission.state_on(local_day(now()), None) == "expired",
        "refusal": refusal,
        "token": token,
        "form_token": form_token.token_for(what),
    }
    return render(request, "public/own_form.html", context, status=422 if refusal else 200)


@guarded
@require_safe
def picture(request: HttpRequest, token: str, asset_id: UUID) -> HttpResponseBase:
    asset = form_by_link(token).depiction.asset
    return sent(asset if asset.pk == asset_id else None)
