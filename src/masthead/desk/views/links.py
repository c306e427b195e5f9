"""Links and their dossiers, apart from any draft."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from masthead.desk.page import StaffRequest, act_and_return, page
from masthead.desk.paging import page_of
from masthead.kernel.clock import now
from masthead.kernel.refusals import NotFound
from masthead.links import research, sign
from masthead.links.models import Dossier


@page("links.see")
@require_GET
def link_list(request: StaffRequest) -> HttpResponse:
    rows = Dossier.objects.select_related("link", "signed_by")
    if request.GET.get("unsigned"):
        rows = rows.filter(signed_at=None).exclude(state="dead")
    shown = page_of(rows, request.GET)
    waiting = any(dossier.state == "waiting" for dossier in shown.rows)
    context = {"page": shown, "unsigned": bool(request.GET.get("unsigned")), "waiting": waiting}
    return render(request, "desk/links/list.html", context)


@page("links.research")
@require_POST
def link_research(request: StaffRequest) -> HttpResponse:
    url = request.POST.get("url", "")
    return act_and_return(
        request,
        lambda: research.ask(by=request.user, at=now(), url=url),
        done="Research is under way; it usually takes a few seconds.",
        to=reverse("desk:links"),
    )


@page("links.see")
@require_GET
def dossier(request: StaffRequest, dossier_id: UUID) -> HttpResponse:
    shown = Dossier.objects.select_related("link", "signed_by").filter(pk=dossier_id).first()
    if shown is None:
        raise NotFound("There is no such dossier.")
    earlier = shown.link.dossiers.exclude(pk=shown.pk).select_related("signed_by")[:10]
    return render(request, "desk/links/dossier.html", {"dossier": shown, "earlier": earlier})


@page("links.sign")
@require_POST
def dossier_sign(request: StaffRequest, dossier_id: UUID) -> HttpResponse:
    shown = Dossier.objects.filter(pk=dossier_id).first()
    if shown is None:
        raise NotFound("There is no such dossier.")
    remark = request.POST.get("remark", "")
    return act_and_return(
        request,
        lambda: sign.sign(by=request.user, at=now(), dossier=shown, remark=remark),
        done="Signed with your name.",
        to=reverse("desk:dossier", args=[shown.pk]),
    )


urlpatterns = [
    path("links/", link_list, name="links"),
    path("links/research", link_research, name="link_research"),
    path("links/<uuid:dossier_id>", dossier, name="dossier"),
    path("links/<uuid:dossier_id>/sign", dossier_sign, name="dossier_sign"),
]
