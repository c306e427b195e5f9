"""How a version comes about: a file looked at before it is kept, or one clause changed on a page; and what differs."""

from __future__ import annotations

from itertools import groupby
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.datastructures import MultiValueDict
from django.views.decorators.http import require_GET, require_http_methods

from masthead.adoption import draft
from masthead.adoption.amend import amended
from masthead.adoption.examine import Examined, examine
from masthead.adoption.kept import rulebook_by_digest, version_holding_at
from masthead.adoption.models import Version
from masthead.adoption.states import VERSION
from masthead.desk.forms.policy import ClauseForm, KeepForm, UploadForm, WordsForm
from masthead.desk.forms.policy_additions import GroundForm, NewClauseForm
from masthead.desk.look.policy_words import part
from masthead.desk.page import StaffRequest, attempt, page
from masthead.kernel.clock import now
from masthead.kernel.refusals import NotFound, Refused
from masthead.policy.diff import SAYS, Difference, compare
from masthead.policy.wording import Patience

MOST_VERSIONS = 200
"""Offered for comparing, the newest first: a board that adopts twice a year needs a century for more."""


@page("policy.see")
@require_GET
def policy_compare(request: StaffRequest) -> HttpResponse:
    """What changed between two versions, clause by clause; the latest change where none are asked for."""
    versions = list(Version.objects.order_by("-number")[:MOST_VERSIONS])
    by_number = {str(version.number): version for version in versions}
    holding = version_holding_at(now())
    new = by_number.get(request.GET.get("to", "")) or holding
    old = by_number.get(request.GET.get("from", "")) or (new.based_on if new else None) or new
    difference = None
    if old and new:
        difference = compare(rulebook_by_digest(old.file_id).policy, rulebook_by_digest(new.file_id).policy)
    context = {"versions": versions, "old": old, "new": new, "difference": difference, "groups": _grouped(difference)}
    return render(request, "desk/policy/compare.html", context)


def _grouped(difference: Difference | None) -> list[tuple[str, list[dict[str, object]]]]:
    """Changes by clause, with their words marked; what is too much to compare stands whole."""
    if difference is None:
        return []
    patience = Patience()
    return [
        (
            label,
            [
                {"change": change, "part": part(change), "says": SAYS[change.kind], "marks": change.marked(patience)}
                for change in changes
            ],
        )
        for label, changes in groupby(difference.changes, key=lambda change: change.label)
    ]


@page("policy.draft")
@require_http_methods(["GET", "POST"])
def policy_upload(request: StaffRequest) -> HttpResponse:
    """Take a file, show what the lint and the comparison say of it, and keep it only when asked again."""
    revised = mended(request)
    if "kept" in request.POST:
        return _keep(request, revised)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        raw = form.raw()
        if examined := attempt(form, lambda: examine(raw)):
            return _preview(request, examined, revised, None)
    context = {"form": form, "revised": revised}
    return render(request, "desk/policy/upload.html", context, status=422 if form.is_bound else 200)


def _preview(
    request: StaffRequest, examined: Examined, revised: Version | None, bound: KeepForm | None
) -> HttpResponse:
    keep = bound or KeepForm(kept=examined.raw, why=revised.why if revised else "")
    context = {
        "examined": examined,
        "groups": _grouped(examined.difference),
        "form": keep,
        "revised": revised,
    }
    return render(request, "desk/policy/preview.html", context, status=422 if bound else 200)


def _keep(request: StaffRequest, revised: Version | None) -> HttpResponse:
    form = KeepForm(request.POST, why=revised.why if revised else "")
    if form.is_valid():
        raw, why = form.cleaned_data["kept"], form.cleaned_data["why"]
        if made := attempt(form, lambda: _drafted(request, revised, raw, why)):
            return redirect("desk:policy_version", version_id=made.pk)
    try:
        examined = examine(form.cleaned_data.get("kept") or b"")
    except Refused:
        upload = UploadForm({}, MultiValueDict())
        upload.add_error("file", "The file did not arrive whole. Upload it again.")
        return render(request, "desk/policy/upload.html", {"form": upload, "revised": revised}, status=422)
    return _preview(request, examined, revised, form)


@page("policy.draft")
@require_http_methods(["GET", "POST"])
def policy_words(request: StaffRequest) -> HttpResponse:
    """Paste the agency's own words, clause by clause."""
    revised = mended(request)
    base = revised or base_of()
    clauses = tuple(c for c in rulebook_by_digest(base.file_id).policy.clauses if c.basis == "clause")
    form = WordsForm(clauses, request.POST if request.method == "POST" else None, label=label_of(revised))
    if form.is_valid() and (made := amend(request, form, revised, base)):
        return redirect("desk:policy_version", version_id=made.pk)
    context = {"form": form, "base": base, "revised": revised}
    return render(request, "desk/policy/words.html", context, status=422 if form.is_bound else 200)


def amend(
    request: StaffRequest,
    form: ClauseForm | WordsForm | NewClauseForm | GroundForm,
    revised: Version | None,
    base: Version,
) -> Version | None:
    raw, why = bytes(base.file.raw), form.cleaned_data["why"]

    def act() -> Version:
        return _drafted(request, revised, amended(raw, form.amendment()), why)

    return attempt(form, act)


def _drafted(request: StaffRequest, revised: Version | None, raw: bytes, why: str) -> Version:
    if revised:
        made = draft.revise(by=request.user, at=now(), version=revised, raw=raw, why=why)
    else:
        made = draft.draft(by=request.user, at=now(), raw=raw, why=why)
    messages.success(request, f"Version {made.number} is a draft. Nobody is bound by it yet.")
    return made


def mended(request: StaffRequest) -> Version | None:
    """The draft that is being mended, named in the address, or None for a new version."""
    given = request.GET.get("version", "")
    if not given:
        return None
    try:
        found = Version.objects.select_related("file").filter(pk=UUID(given)).first()
    except ValueError:
        found = None
    if found is None:
        raise NotFound("There is no such version of the policy.")
    VERSION.to(found.state, "revise")
    return found


def base_of() -> Version:
    holding = version_holding_at(now())
    if holding is None:
        raise NotFound("No policy is in force yet. An administrator chooses one in the first steps.")
    return holding


def label_of(revised: Version | None) -> str:
    """What a draft is called already; a new one is named by its author."""
    if revised is None:
        return ""
    policy = rulebook_by_digest(revised.file_id).policy
    return policy.version if revised.layer == "policy" else policy.working_rules_version


urlpatterns = [
    path("policy/compare", policy_compare, name="policy_compare"),
    path("policy/upload", policy_upload, name="policy_upload"),
    path("policy/words", policy_words, name="policy_words"),
]
