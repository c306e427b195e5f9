"""Look-alikes: what was told or found, the evidence, the report made to the platform, and how it ended."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from masthead.agencies.rights import may
from masthead.agencies.vault import unseal
from masthead.desk.forms.lookalikes import EvidenceForm, LookalikeForm, TurnForm
from masthead.desk.look.pills import words_of
from masthead.desk.page import StaffRequest, act_and_return, attempt, page
from masthead.desk.paging import page_of
from masthead.kernel.clock import now
from masthead.media.decode import decode
from masthead.presences import lookalikes
from masthead.presences.models import Evidence, Lookalike
from masthead.presences.states import LOOKALIKE

_DONE = {
    "watch": "Watched. Report it to its platform next.",
    "dismiss": "Put aside: it is none.",
    "report": "The report is noted.",
    "note_taken_down": "Ended: it was taken down.",
    "note_left_up": "Noted: the platform leaves it up.",
}


@page("lookalikes.see")
@require_GET
def lookalike_list(request: StaffRequest) -> HttpResponse:
    rows, state = Lookalike.objects.select_related("like"), request.GET.get("state", "")
    if state in LOOKALIKE.states:
        rows = rows.filter(state=state)
    context = {"page": page_of(rows, request.GET), "state": state, "states": words_of("look-alike")}
    return render(request, "desk/presences/lookalikes.html", context)


@page("lookalikes.log")
@require_http_methods(["GET", "POST"])
def lookalike_log(request: StaffRequest) -> HttpResponse:
    form = LookalikeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = form.cleaned_data
        if made := attempt(form, lambda: lookalikes.log(by=request.user, at=now(), **given)):
            messages.success(request, "Logged. Add pictures of the screen, then report it to its platform.")
            return redirect("desk:lookalike", lookalike_id=made.id)
    return render(request, "desk/presences/lookalike_log.html", {"form": form}, status=422 if form.errors else 200)


@page("lookalikes.see")
@require_http_methods(["GET", "POST"])
def lookalike(request: StaffRequest, lookalike_id: UUID) -> HttpResponse:
    """The page of one; a picture of the screen is added here."""
    shown = get_object_or_404(Lookalike.objects.select_related("like"), pk=lookalike_id)
    form = EvidenceForm(request.POST or None, request.FILES or None) if request.method == "POST" else EvidenceForm()
    if form.is_valid():
        file = form.cleaned_data["file"]

        def add() -> Evidence:
            picture = decode(file.read())
            return lookalikes.add_evidence(
                by=request.user,
                at=now(),
                lookalike=shown,
                name=file.name,
                mime=picture.mime,
                content=picture.original,
            )

        if attempt(form, add):
            messages.success(request, "The picture is kept, sealed.")
            return redirect("desk:lookalike", lookalike_id=shown.id)
    acts = LOOKALIKE.acts_from(shown.state) if may(request.user, "lookalikes.log") else ()
    context = {
        "lookalike": shown,
        "evidence": shown.evidence.defer("sealed"),
        "form": form,
        "turn": TurnForm(reports="report" in acts),
        "acts": acts,
        "most": lookalikes.MOST_EVIDENCE,
    }
    return render(request, "desk/presences/lookalike.html", context, status=422 if form.errors else 200)


@page("lookalikes.log")
@require_POST
def lookalike_act(request: StaffRequest, lookalike_id: UUID, act: str) -> HttpResponse:
    shown, words = get_object_or_404(Lookalike, pk=lookalike_id), request.POST.get("words", "")
    return act_and_return(
        request,
        lambda: lookalikes.turn(by=request.user, at=now(), lookalike=shown, act=act, words=words),
        done=_DONE.get(act, "Noted."),
        to=reverse("desk:lookalike", args=[shown.id]),
    )


@page("lookalikes.see")
@require_GET
def lookalike_evidence(request: StaffRequest, lookalike_id: UUID, evidence_id: UUID) -> HttpResponse:
    """One picture, to be saved: it goes to nobody but staff."""
    kept = get_object_or_404(Evidence, pk=evidence_id, lookalike_id=lookalike_id)
    response = HttpResponse(unseal(bytes(kept.sealed)), content_type=kept.mime)
    ending = {"image/jpeg": "jpg", "image/png": "png"}.get(kept.mime, "webp")
    response["Content-Disposition"] = f'attachment; filename="evidence-{kept.sha256[:12]}.{ending}"'
    return response


urlpatterns = [
    path("presences/look-alikes/", lookalike_list, name="lookalikes"),
    path("presences/look-alikes/log", lookalike_log, name="lookalike_log"),
    path("presences/look-alikes/<uuid:lookalike_id>", lookalike, name="lookalike"),
    path(
        "presences/look-alikes/<uuid:lookalike_id>/evidence/<uuid:evidence_id>",
        lookalike_evidence,
        name="lookalike_evidence",
    ),
    path("presences/look-alikes/<uuid:lookalike_id>/<slug:act>", lookalike_act, name="lookalike_act"),
]
