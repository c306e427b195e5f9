"""Connecting by signing in: off to the platform's page, back to ours, and a choice where there are several accounts.

The errand stays in the session, sealed, and is taken out of it when the person is back: an answer counts once.
"""

from __future__ import annotations

from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from masthead.channels.registry import describe
from masthead.channels.registry import sign_in as sign_in_of
from masthead.desk.forms.presences import ChooseAccountForm
from masthead.desk.page import StaffRequest, page
from masthead.kernel.clock import now
from masthead.kernel.refusals import NotPermitted, Refused
from masthead.presences import sign_in
from masthead.presences.models import Presence

_ERRAND, _ARRIVED = "sign_in_errand", "sign_in_arrived"


@page("presences.connect")
@require_POST
def presence_sign_in(request: StaffRequest, presence_id: UUID) -> HttpResponse:
    """A page that leads on to the platform. A form may not lead off the desk by itself: the content policy says so."""
    presence = get_object_or_404(Presence, pk=presence_id)
    try:
        address, errand = sign_in.begin(
            by=request.user,
            at=now(),
            presence=presence,
            server=request.POST.get("server", ""),
            redirect_uri=request.build_absolute_uri(reverse("desk:signed_in_there")),
        )
    except NotPermitted:
        raise
    except Refused as refusal:
        return _back(request, presence.pk, refusal)
    request.session[_ERRAND] = errand.sealed()
    way = sign_in_of(presence.channel)
    context = {
        "presence": presence,
        "description": describe(presence.channel),
        "address": address,
        "host": urlsplit(address).netloc,
        "scopes": way.scopes if way else (),
    }
    answer = render(request, "desk/presences/leave.html", context)
    answer["Refresh"] = f"0; url={address}"
    return answer


@page("presences.connect")
@require_safe
def signed_in_there(request: StaffRequest) -> HttpResponse:
    """Where every platform sends the person back to, whichever presence it was for."""
    sealed = request.session.pop(_ERRAND, "")
    if not sealed:
        raise Refused(f"No sign-in is under way in this browser, or its answer was used already. {sign_in.BEGIN_AGAIN}")
    errand = sign_in.Errand.opened(sealed)
    presence = get_object_or_404(Presence, pk=errand.presence)
    try:
        errand = sign_in.come_back(at=now(), errand=errand, query=request.GET.dict())
        if len(errand.accounts) > 1:
            request.session[_ARRIVED] = errand.sealed()
            return redirect("desk:presence_account", presence_id=presence.pk)
        return _connected(request, presence, errand, errand.accounts[0].id)
    except NotPermitted:
        raise
    except Refused as refusal:
        sign_in.give_up(errand)
        return _back(request, presence.pk, refusal)


@page("presences.connect")
@require_http_methods(["GET", "HEAD", "POST"])
def presence_account(request: StaffRequest, presence_id: UUID) -> HttpResponse:
    """Which account it is, where whoever signed in looks after several."""
    presence = get_object_or_404(Presence, pk=presence_id)
    sealed = request.session.get(_ARRIVED, "")
    errand = sign_in.Errand.opened(sealed) if sealed else None
    if errand is None or errand.presence != str(presence.pk):
        raise Refused(f"No sign-in is waiting for your choice. {sign_in.BEGIN_AGAIN}")
    approved = sign_in.approved_among(errand, presence)
    form = ChooseAccountForm(
        errand.accounts, request.POST or None, initial={"account": approved.id if approved else None}
    )
    if form.is_valid():
        try:
            answer = _connected(request, presence, errand, form.cleaned_data["account"])
        except NotPermitted:
            raise
        except Refused as refusal:
            form.add_error("account", refusal.sentence)
        else:
            del request.session[_ARRIVED]
            return answer
    context = {"form": form, "presence": presence, "description": describe(presence.channel), "approved": approved}
    return render(request, "desk/presences/account.html", context, status=422 if form.errors else 200)


def _connected(request: StaffRequest, presence: Presence, errand: sign_in.Errand, account_id: str) -> HttpResponse:
    done = sign_in.take(by=request.user, at=now(), presence=presence, errand=errand, account_id=account_id)
    messages.success(request, f"Connected to {done.handle}: the account was read back.")
    return redirect("desk:presence", presence_id=presence.pk)


def _back(request: StaffRequest, presence_id: UUID, refusal: Refused) -> HttpResponse:
    messages.error(request, refusal.sentence, extra_tags=refusal.clause)
    return redirect("desk:presence_connect", presence_id=presence_id)


urlpatterns = [
    path("presences/signed-in", signed_in_there, name="signed_in_there"),
    path("presences/<uuid:presence_id>/sign-in", presence_sign_in, name="presence_sign_in"),
    path("presences/<uuid:presence_id>/account", presence_account, name="presence_account"),
]
