"""Presences: every one of them, the proposal, and the page of each."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from masthead.agencies.days import local_day
from masthead.agencies.models import the_agency
from masthead.agencies.rights import may
from masthead.channels.registry import describe, descriptions
from masthead.conversations import reach
from masthead.desk.forms.presences import ProposalForm, ReasonForm, SayForm
from masthead.desk.look.capabilities import allowed_by
from masthead.desk.look.pills import words_of
from masthead.desk.page import StaffRequest, attempt, page
from masthead.desk.paging import page_of
from masthead.kernel.clock import now
from masthead.policy.in_force import rulebook
from masthead.presences import decide, propose, watch
from masthead.presences.admissible import cautions_on, words_on_channels
from masthead.presences.gates import (
    presence_is_approved_by_the_director,
    presence_is_discussed_before_decision,
    presence_name_carries_the_agency,
)
from masthead.presences.handles import suggested_handles
from masthead.presences.models import Presence
from masthead.presences.review import review_day
from masthead.presences.states import OFFICIAL, PRESENCE

_DECIDES = frozenset({"approve", "return", "decline", "pause", "resume", "retire"})
NOTES = 40
"""Turns of the discussion shown, the latest; all of them are in the records."""

_RIGHT_OF = {"discuss": "presences.discuss"}


@page("presences.see")
def presence_list(request: StaffRequest) -> HttpResponse:
    rows = Presence.objects.select_related("run_by", "bureau").prefetch_related("commitments")
    state = request.GET.get("state", "")
    if state in PRESENCE.states:
        rows = rows.filter(state=state)
    shown = page_of(rows, request.GET)
    return render(request, "desk/presences/list.html", {"page": shown, "state": state, "states": words_of("presence")})


@page("presences.see")
@require_safe
def presence_doctor(request: StaffRequest) -> HttpResponse:
    """What each connection has and what it lacks: the page of `masthead doctor` for those who run presences."""
    shown = page_of(reach.rows(), request.GET)
    reaches = reach.reaches(shown.rows, at=now(), agency=the_agency())
    ask = sum(one.state == "ill" for one in reaches)
    to_know = sum(any(line.state in ("note", "ill") for line in one.lines) for one in reaches)
    by_hand = sum(one.state == "by_hand" for one in reaches)
    context = {"page": shown, "reaches": reaches, "ask": ask, "to_know": to_know, "by_hand": by_hand}
    return render(request, "desk/presences/doctor.html", context)


@page("presences.propose")
@require_http_methods(["GET", "POST"])
def presence_propose(request: StaffRequest) -> HttpResponse:
    form = ProposalForm(
        request.POST if request.method == "POST" else None,
        today=local_day(now()),
        initial={"run_by": request.user.pk, "bureau": request.user.bureau_id},
    )
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: propose.propose(by=request.user, at=now(), proposal=form.proposal()))
        if made:
            messages.success(request, "Proposed. The Executive Director sees it and discusses it with you here.")
            return redirect("desk:presence", presence_id=made.id)
    return _proposal_page(request, form)


@page("presences.revise")
@require_http_methods(["GET", "POST"])
def presence_revise(request: StaffRequest, presence_id: UUID) -> HttpResponse:
    presence = get_object_or_404(Presence, pk=presence_id)
    today = local_day(now())
    if request.method == "POST":
        form = ProposalForm(request.POST, today=today, own=presence)
    else:
        form = ProposalForm.of(presence, today=today)
    if request.method == "POST" and form.is_valid():
        mended = attempt(
            form, lambda: propose.revise(by=request.user, at=now(), presence=presence, proposal=form.proposal())
        )
        if mended:
            messages.success(request, "The proposal is mended.")
            return redirect("desk:presence", presence_id=presence.id)
    return _proposal_page(request, form, presence)


def _proposal_page(request: StaffRequest, form: ProposalForm, presence: Presence | None = None) -> HttpResponse:
    named = " ".join(str(form[field].value() or "") for field in ("channel", "name", "handle"))
    known = descriptions().values()
    handles = suggested_handles(known)
    context = {
        "form": form,
        "presence": presence,
        # What no presence may be on is said at once; a warning, where the proposal speaks of what it warns of.
        "words": [*(word for word in words_on_channels() if word.forbids), *cautions_on(named)],
        "channels": [(one.name, one.handle_help, ", ".join(handles[one.id])) for one in known],
    }
    return render(request, "desk/presences/propose.html", context, status=422 if form.is_bound else 200)


@page("presences.see")
def presence(request: StaffRequest, presence_id: UUID) -> HttpResponse:
    rows = Presence.objects.select_related(
        "run_by", "bureau", "proposed_by", "decided_by", "connection", "profile"
    ).prefetch_related("reviews__by")
    shown = get_object_or_404(rows, pk=presence_id)
    description = describe(shown.channel)
    possible = PRESENCE.acts_from(shown.state)
    acts = {act for act in possible if may(request.user, _RIGHT_OF.get(act, f"presences.{act}"))}
    others = decide.own_decisions(shown, request.user)
    talked = shown.state not in ("proposed", "in_discussion") or decide.director_has_spoken(shown)
    # What the gate would refuse is no button: the page says what opens it.
    offered = (acts if talked else acts - {"approve", "decline"}) - others
    notes = list(shown.notes.select_related("by").order_by("-at", "-pk")[:NOTES])
    return render(
        request,
        "desk/presences/presence.html",
        {
            "presence": shown,
            "description": description,
            "allowed": allowed_by(description),
            "pastes": shown.state in OFFICIAL and description.capability("pull").answer == "no",
            "notes": notes[::-1],
            "note_count": shown.notes.count() if len(notes) == NOTES else len(notes),
            "commitments": shown.commitments.all(),
            "today": local_day(now()),
            "drift": watch.drift_of(getattr(shown, "profile", None)),
            "readable": watch.readable(shown.channel),
            "signs": watch.signs_of(shown, getattr(shown, "profile", None), agency=the_agency()),
            "identity_clause": rulebook().gate(presence_name_carries_the_agency.__name__),
            "review_day": review_day(shown),
            "cautions": cautions_on(f"{shown.channel} {shown.name} {shown.handle}"),
            "acts": offered,
            "decides": offered & _DECIDES,
            "for_another": acts & others,
            "decided_clause": rulebook().gate(presence_is_approved_by_the_director.__name__),
            "opens_after_talk": not talked and not others and may(request.user, "presences.approve"),
            "talk_clause": rulebook().gate(presence_is_discussed_before_decision.__name__),
            "own": shown.proposed_by_id == request.user.pk,
            "say": SayForm(),
            "reason": ReasonForm(),
        },
    )


urlpatterns = [
    path("presences/", presence_list, name="presences"),
    path("presences/doctor", presence_doctor, name="presence_doctor"),
    path("presences/propose", presence_propose, name="presence_propose"),
    path("presences/<uuid:presence_id>", presence, name="presence"),
    path("presences/<uuid:presence_id>/revise", presence_revise, name="presence_revise"),
]
