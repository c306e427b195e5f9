"""A clause changed or added, or a ground changed, on a page, with the lint beside. Each becomes or mends a draft."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from masthead.adoption.amend import amended
from masthead.adoption.examine import examine
from masthead.adoption.kept import rulebook_by_digest
from masthead.adoption.models import Version
from masthead.desk.forms.policy import ClauseForm
from masthead.desk.forms.policy_additions import GroundForm, NewClauseForm
from masthead.desk.page import StaffRequest, attempt, page
from masthead.desk.views.policy_changes import amend, base_of, label_of, mended
from masthead.policy.lint import Finding


@page("policy.draft")
@require_http_methods(["GET", "POST"])
def policy_change(request: StaffRequest) -> HttpResponse:
    """Change one clause of the version in force, or of a draft: choose it first, then its words, levels and figures."""
    revised = mended(request)
    base = revised or base_of()
    policy = rulebook_by_digest(base.file_id).policy
    wanted = request.GET.get("clause", "")
    clause = next((clause for clause in policy.clauses if clause.id == wanted), None)
    if clause is None:
        context = {"policy": policy, "base": base, "revised": revised, "asked": bool(wanted)}
        return render(request, "desk/policy/choose_clause.html", context, status=404 if wanted else 200)
    data = request.POST if request.method == "POST" else None
    form = ClauseForm(clause, data, label=label_of(revised), why=revised.why if revised else "")
    return _page(request, form, revised, {"heading": f"Change {clause.label}: {clause.nickname}", "standing": clause})


@page("policy.draft")
@require_http_methods(["GET", "POST"])
def policy_add(request: StaffRequest) -> HttpResponse:
    """Add a clause that a person keeps."""
    revised = mended(request)
    data = request.POST if request.method == "POST" else None
    policy = rulebook_by_digest((revised or base_of()).file_id).policy
    form = NewClauseForm(policy, data, label=label_of(revised), why=revised.why if revised else "")
    return _page(request, form, revised, {"heading": "Add a clause"})


@page("policy.draft")
@require_http_methods(["GET", "POST"])
def policy_ground(request: StaffRequest) -> HttpResponse:
    """Change a ground for removal."""
    revised = mended(request)
    policy = rulebook_by_digest((revised or base_of()).file_id).policy
    wanted = request.GET.get("ground", "")
    ground = next((ground for ground in policy.grounds if ground.id == wanted), None)
    if ground is None:
        context = {"policy": policy, "base": revised or base_of(), "revised": revised, "asked": True}
        return render(request, "desk/policy/choose_clause.html", context, status=404)
    data = request.POST if request.method == "POST" else None
    form = GroundForm(ground, data, label=label_of(revised), why=revised.why if revised else "")
    return _page(request, form, revised, {"heading": f"Change the ground “{ground.name}”", "standing": ground})


Form = ClauseForm | NewClauseForm | GroundForm


def _page(request: StaffRequest, form: Form, revised: Version | None, context: dict[str, object]) -> HttpResponse:
    base = revised or base_of()
    raw = bytes(base.file.raw)
    looks = request.POST.get("do") == "look"
    if form.is_valid():
        if looks:
            raw = attempt(form, lambda: amended(raw, form.amendment())) or raw
        elif made := amend(request, form, revised, base):
            return redirect("desk:policy_version", version_id=made.pk)
    examined = examine(raw)
    context |= {
        "form": form,
        "base": base,
        "revised": revised,
        "looked": looks and not form.errors,
        "findings": _about(form, examined.findings),
        "policy": examined.policy,
    }
    return render(request, "desk/policy/edit.html", context, status=422 if form.errors else 200)


def _about(form: Form, found: tuple[Finding, ...]) -> list[Finding]:
    """What the lint says of the ground or clause on the page; nothing of the rest of the file."""
    if isinstance(form, GroundForm):
        where = f"ground {form.ground.id}"
    elif isinstance(form, ClauseForm):
        where = f"clause {form.clause.id}"
    else:
        added = form.amendment().added if form.is_valid() else None
        where = f"clause {added.id}" if added else ""
    return [finding for finding in found if finding.where == where]


urlpatterns = [
    path("policy/change", policy_change, name="policy_change"),
    path("policy/add", policy_add, name="policy_add"),
    path("policy/ground", policy_ground, name="policy_ground"),
]
