"""Versions of the policy: the list, one version with what can be done with it, its words, its file, its signed copy."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from masthead.adoption import adopt, review, withdraw
from masthead.adoption.authors import authors_of
from masthead.adoption.examine import examine
from masthead.adoption.kept import rulebook_by_digest, version_holding_at
from masthead.adoption.models import Version
from masthead.adoption.states import VERSION
from masthead.agencies.rights import Role, may
from masthead.desk.forms.policy import AdoptionForm, CounselForm
from masthead.desk.forms.presences import ReasonForm
from masthead.desk.page import StaffRequest, act_and_return, attempt, page
from masthead.desk.paging import page_of
from masthead.desk.policy_book import book_of
from masthead.desk.said import said
from masthead.kernel.clock import now
from masthead.kernel.refusals import NotFound
from masthead.policy.diff import compare
from masthead.records.models import Record

_RIGHT_OF = {
    "revise": "policy.draft",
    "send_to_review": "policy.review",
    "clear": "policy.review",
    "return": "policy.review",
    "adopt": "policy.adopt",
    "withdraw": "policy.withdraw",
}
EVENTS = 100


@page("policy.see")
@require_GET
def version_list(request: StaffRequest) -> HttpResponse:
    shown = page_of(Version.objects.all(), request.GET, key="number")
    holding = version_holding_at(now())
    return render(request, "desk/policy/versions.html", {"page": shown, "holding": holding})


@page("policy.see")
@require_GET
def version(request: StaffRequest, version_id: UUID) -> HttpResponse:
    return _page(request, _version(version_id))


def _version(version_id: UUID) -> Version:
    found = Version.objects.select_related("file", "based_on", "signed_copy").filter(pk=version_id).first()
    if found is None:
        raise NotFound("There is no such version of the policy.")
    return found


def _page(request: StaffRequest, shown: Version, bound: forms.Form | None = None) -> HttpResponse:
    policy = rulebook_by_digest(shown.file_id).policy
    before = shown.based_on
    acts = {act for act in VERSION.acts_from(shown.state) if may(request.user, _RIGHT_OF.get(act, "jobs.see"))}
    if shown.layer == "rules" and Role.DIRECTOR.value not in request.user.role_names:
        acts.discard("adopt")
    examined = examine(bytes(shown.file.raw)) if not shown.fixed else None
    context = {
        "version": shown,
        "policy": policy,
        "difference": compare(rulebook_by_digest(before.file_id).policy, policy) if before else None,
        "findings": examined.findings if examined else (),
        "acts": acts,
        "counsel": bound if isinstance(bound, CounselForm) else CounselForm(),
        "adoption": bound if isinstance(bound, AdoptionForm) else AdoptionForm(shown, today=localdate()),
        "reason": ReasonForm(),
        "own": request.user.actor_id in authors_of(shown),
        "events": [said(row) for row in Record.objects.filter(subject=shown.subject).order_by("-number")[:EVENTS]],
    }
    return render(request, "desk/policy/version.html", context, status=422 if bound else 200)


@page("policy.see")
@require_POST
def version_act(request: StaffRequest, version_id: UUID, act: str) -> HttpResponse:
    """Every button of a version's page. The operation itself asks for the right and the gate."""
    shown, by, at = _version(version_id), request.user, now()
    back, reason = reverse("desk:policy_version", args=[shown.pk]), request.POST.get("reason", "")
    if act == "clear":
        return _clear(request, shown)
    if act == "adopt":
        return _adopt(request, shown)
    acts: dict[str, tuple[Callable[[], object], str]] = {
        "send_to_review": (
            lambda: review.send_to_review(by=by, at=at, version=shown),
            "It is with counsel now. Note here what they say.",
        ),
        "return": (
            lambda: review.send_back(by=by, at=at, version=shown, reason=reason),
            "It went back to its author with the reason.",
        ),
        "withdraw": (
            lambda: withdraw.withdraw(by=by, at=at, version=shown, reason=reason),
            "Withdrawn. It stays here to be read.",
        ),
    }
    if act not in acts:
        messages.error(request, "There is no such act.")
        return redirect(back)
    do, done = acts[act]
    return act_and_return(request, do, done=done, to=back)


def _clear(request: StaffRequest, shown: Version) -> HttpResponse:
    form = CounselForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        if attempt(form, lambda: review.clear(by=request.user, at=now(), version=shown, **given)):
            messages.success(request, "Noted. It can be put before those who adopt it.")
            return redirect("desk:policy_version", version_id=shown.pk)
    return _page(request, _version(shown.pk), form)


def _adopt(request: StaffRequest, shown: Version) -> HttpResponse:
    form = AdoptionForm(shown, request.POST, request.FILES)
    if form.is_valid():
        facts, seen = form.facts(), form.cleaned_data["digest"]
        made = attempt(
            form, lambda: adopt.adopt(by=request.user, at=now(), version=shown, facts=facts, seen_digest=seen)
        )
        if made:
            messages.success(request, "Recorded. From its day on every act is decided under it.")
            return redirect("desk:policy_version", version_id=shown.pk)
    return _page(request, _version(shown.pk), form)


@page("policy.see")
@require_GET
def version_text(request: StaffRequest, version_id: UUID) -> HttpResponse:
    """The whole version, laid out like the policy in force."""
    shown = _version(version_id)
    book = book_of(rulebook_by_digest(shown.file_id).policy, {}, adopted=shown.fixed)
    return render(request, "desk/policy/policy.html", {"book": book, "version": shown, "older": True})


@page("policy.see")
@require_GET
def version_file(request: StaffRequest, version_id: UUID) -> HttpResponse:
    """The TOML, byte for byte."""
    shown = _version(version_id)
    response = HttpResponse(bytes(shown.file.raw), content_type="application/toml")
    response["Content-Disposition"] = f'attachment; filename="{shown.policy_id}.toml"'
    return response


@page("policy.see")
@require_GET
def version_signed(request: StaffRequest, version_id: UUID) -> HttpResponse:
    """The signed copy, as it was uploaded."""
    shown = _version(version_id)
    if shown.signed_copy is None:
        raise NotFound("No signed copy is kept with this version.")
    response = HttpResponse(bytes(shown.signed_copy.raw), content_type="application/pdf")
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", f"{shown.stamp}-signed")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response


urlpatterns = [
    path("policy/versions/", version_list, name="policy_versions"),
    path("policy/versions/<uuid:version_id>", version, name="policy_version"),
    path("policy/versions/<uuid:version_id>/text", version_text, name="policy_version_text"),
    path("policy/versions/<uuid:version_id>/file", version_file, name="policy_version_file"),
    path("policy/versions/<uuid:version_id>/signed", version_signed, name="policy_version_signed"),
    path("policy/versions/<uuid:version_id>/<slug:act>", version_act, name="policy_version_act"),
]
