"""Links and their dossiers, apart from any draft."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from masthead.desk.forms.links import CampaignForm, ResearchForm, SignForm
from masthead.desk.page import StaffRequest, act_and_return, attempt, page
from masthead.desk.paging import page_of
from masthead.kernel.clock import now
from masthead.kernel.refusals import NotFound
from masthead.links import campaigns, research, sign
from masthead.links.certificate import Certificate
from masthead.links.facts import findings_on
from masthead.links.look_again import latest_looks
from masthead.links.models import CampaignSite, CandidateSite, Dossier
from masthead.policy.in_force import rulebook


@page("links.see")
@require_GET
def link_list(request: StaffRequest) -> HttpResponse:
    return _list(request, ResearchForm())


def _list(request: StaffRequest, form: ResearchForm) -> HttpResponse:
    rows = Dossier.objects.select_related("link", "signed_by")
    if request.GET.get("unsigned"):
        rows = rows.filter(signed_at=None).exclude(state="dead")
    shown = page_of(rows, request.GET)
    looks = latest_looks(shown.rows)
    context = {
        "form": form,
        "page": shown,
        "rows": [(dossier, looks.get(dossier.pk)) for dossier in shown.rows],
        "unsigned": bool(request.GET.get("unsigned")),
        "waiting": any(dossier.state == "waiting" for dossier in shown.rows),
    }
    return render(request, "desk/links/list.html", context, status=422 if form.errors else 200)


@page("links.research")
@require_POST
def link_research(request: StaffRequest) -> HttpResponse:
    form = ResearchForm(request.POST)
    if form.is_valid():
        url = form.cleaned_data["url"]
        if attempt(form, lambda: research.ask(by=request.user, at=now(), url=url)):
            messages.success(request, "Research is under way; it usually takes a few seconds.")
            return redirect("desk:links")
    return _list(request, form)


def _found(dossier_id: UUID) -> Dossier:
    shown = Dossier.objects.select_related("link", "signed_by").filter(pk=dossier_id).first()
    if shown is None:
        raise NotFound("There is no such dossier.")
    return shown


@page("links.see")
@require_GET
def dossier(request: StaffRequest, dossier_id: UUID) -> HttpResponse:
    shown = _found(dossier_id)
    return _dossier(request, shown, SignForm(shown))


def _dossier(request: StaffRequest, shown: Dossier, form: SignForm) -> HttpResponse:
    context = {
        "dossier": shown,
        "form": form,
        "against": findings_on(shown, at=now()),
        "certificates": [Certificate.from_json(kept) for kept in shown.certificates],
        "looks": shown.looks.all()[:10],
        "asked": shown.link.findings.filter(state="open").first(),
        "earlier": shown.link.dossiers.exclude(pk=shown.pk).select_related("signed_by")[:10],
        "newest": shown.link.dossiers.first() == shown,
    }
    return render(request, "desk/links/dossier.html", context, status=422 if form.errors else 200)


@page("links.sign")
@require_POST
def dossier_sign(request: StaffRequest, dossier_id: UUID) -> HttpResponse:
    """Sign, or show why not, beside the box that is at fault: what was written stays in it."""
    shown = _found(dossier_id)
    form = SignForm(shown, request.POST)
    if form.is_valid():
        remark = form.cleaned_data["remark"]
        if attempt(form, lambda: sign.sign(by=request.user, at=now(), dossier=shown, remark=remark)):
            messages.success(request, "Signed with your name.")
            return redirect("desk:dossier", shown.pk)
    return _dossier(request, _found(dossier_id), form)


@page("links.see")
@require_GET
def campaign_sites(request: StaffRequest) -> HttpResponse:
    """The sites no link may lead to: those staff have listed, those of registers, and those the policy names."""
    return _campaigns(request, CampaignForm())


@page("links.list_campaign")
@require_POST
def campaign_list(request: StaffRequest) -> HttpResponse:
    form = CampaignForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        if listed := attempt(form, lambda: campaigns.put_on_list(by=request.user, at=now(), **given)):
            messages.success(request, f"{listed.site} is on the list. Links to it are held from now on.")
            return redirect("desk:campaign_sites")
    return _campaigns(request, form)


def _campaigns(request: StaffRequest, form: CampaignForm) -> HttpResponse:
    typed = CampaignSite.objects.filter(struck_at=None).select_related("listed_by")
    of_registers = bool(request.GET.get("registers")) and not form.is_bound
    shown = page_of(CandidateSite.objects.all(), request.GET) if of_registers else page_of(typed, request.GET)
    context = {
        "form": form,
        "page": shown,
        "of_registers": of_registers,
        "told": CandidateSite.objects.count(),
        "of_the_policy": rulebook().params("check", "links_are_researched").get("campaign_sites", ()),
    }
    return render(request, "desk/links/campaigns.html", context, status=422 if form.errors else 200)


@page("links.strike_campaign")
@require_POST
def campaign_strike(request: StaffRequest, site_id: UUID) -> HttpResponse:
    why = request.POST.get("why", "")
    return act_and_return(
        request,
        lambda: campaigns.strike(by=request.user, at=now(), site_id=site_id, why=why),
        done="Off the list. It stays on record.",
        to=reverse("desk:campaign_sites"),
    )


urlpatterns = [
    path("links/", link_list, name="links"),
    path("links/research", link_research, name="link_research"),
    path("links/campaigns", campaign_sites, name="campaign_sites"),
    path("links/campaigns/list", campaign_list, name="campaign_list"),
    path("links/campaigns/<uuid:site_id>/strike", campaign_strike, name="campaign_strike"),
    path("links/<uuid:dossier_id>", dossier, name="dossier"),
    path("links/<uuid:dossier_id>/sign", dossier_sign, name="dossier_sign"),
]
