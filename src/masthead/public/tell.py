"""Anybody tells of an account that speaks in our name and is not ours. Nothing is kept of who told."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods, require_safe

from masthead.agencies.actors import Citizen
from masthead.kernel.clock import now
from masthead.kernel.refusals import Invalid, Refused
from masthead.presences.lookalikes import tell
from masthead.public import form_token
from masthead.public.forms import LookalikeForm
from masthead.public.page import page

_PURPOSE = "lookalike"
_SOMEBODY = Citizen("lookalike")
"""Whoever tells stays unknown: what counts is the account they met."""


@page
@require_http_methods(["GET", "HEAD", "POST"])
def tell_of_lookalike(request: HttpRequest) -> HttpResponse:
    form = LookalikeForm(
        request.POST if request.method == "POST" else None,
        initial={"address": request.GET.get("account", "").strip()[:500]},
    )
    if form.is_valid():
        given = form.cleaned_data
        if given.pop("website"):
            return redirect("public:lookalike_told")  # a machine: let it believe so
        try:
            form_token.refuse_unless_ours(request.POST.get(form_token.FIELD, ""), _PURPOSE)
            tell(by=_SOMEBODY, at=now(), **given)
        except Invalid as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect("public:lookalike_told")
    context = {"form": form, "form_token": form_token.token_for(_PURPOSE)}
    response = render(request, "public/tell.html", context, status=422 if form.errors else 200)
    add_never_cache_headers(response)
    return response


@page
@require_safe
def lookalike_told(request: HttpRequest) -> HttpResponse:
    return render(request, "public/told.html")
