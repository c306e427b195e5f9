"""The author of a removed comment asks for another look, by the link we sent them, and sees what became of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods

from masthead.agencies.actors import Citizen
from masthead.kernel.clock import now
from masthead.kernel.refusals import Invalid, Refused
from masthead.moderation.appeal import file_appeal, notice_for
from masthead.moderation.models import Appeal
from masthead.policy.in_force import rulebook_under
from masthead.public import form_token
from masthead.public.forms import AppealForm
from masthead.public.page import page


@page
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, token: str) -> HttpResponse:
    told = notice_for(token)
    form = AppealForm(request.POST if request.method == "POST" else None)
    refusal = ""
    if form.is_valid():
        try:
            form_token.refuse_unless_ours(request.POST.get(form_token.FIELD, ""), f"appeal:{told.pk}")
            file_appeal(by=Citizen(str(told.pk)), at=now(), token=token, text=form.cleaned_data["text"])
        except Invalid as refused:
            form.add_error(refused.field or None, refused.sentence)
        except Refused as refused:
            refusal = refused.sentence
        else:
            return redirect("public:appeal", token=token)
    decision = told.decision
    try:
        ground = rulebook_under(decision.policy).ground(decision.ground)
    except LookupError:
        ground = None
    context = {
        "told": told,
        "decision": decision,
        "ground": ground,
        "filed": Appeal.objects.filter(notice=told).first(),
        "form": form,
        "refusal": refusal,
        "form_token": form_token.token_for(f"appeal:{told.pk}"),
    }
    response = render(request, "public/appeal.html", context, status=422 if form.errors or refusal else 200)
    add_never_cache_headers(response)
    response["Referrer-Policy"] = "no-referrer"  # the link is the permission
    return response
