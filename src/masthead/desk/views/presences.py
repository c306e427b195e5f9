"""Presences: propose one, discuss it, decide it, connect it, open it, pause it, close it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST

from masthead.agencies.rights import may
from masthead.channels.registry import describe
from masthead.desk.forms.presences import ConnectForm, ProposalForm, ReasonForm, SayForm
from masthead.desk.look.capabilities import allowed_by
from masthead.desk.look.pills import words_of
from masthead.desk.page import StaffRequest, act_and_return, attempt, page
from masthead.desk.paging import page_of
from masthead.kernel.clock import now
from masthead.kernel.refusals import Invalid
from masthead.presences import connection, decide, discuss, launch, propose
from masthead.presences.models import Presence
from masthead.presences.states import PRESENCE

_RIGHT_OF = {"return": "presences.return", "say": "presences.discuss", "discuss": "presences.discuss"}


@page("presences.see")
def presence_list(request: StaffRequest) -> HttpResponse:
    rows = Presence.objects.select_related("run_by", "bureau").prefetch_related("commitments")
    state = request.GET.get("state", "")
    if state in PRESENCE.states:
        rows = rows.filter(state=state)
    shown = page_of(rows, request.GET)
    return render(request, "desk/presences/list.html", {"page": shown, "state": state, "states": words_of("presence")})


@page("presences.propose")
@require_http_methods(["GET", "POST"])
def presence_propose(request: StaffRequest) -> HttpResponse:
    form = ProposalForm(request.POST or None, initial={"run_by": request.user.pk, "bureau": request.user.bureau_id})
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: propose.propose(by=request.user, at=now(), proposal=form.proposal()))
        if made:
            messages.success(request, "Proposed. The Executive Director sees it and discusses it with you here.")
            return redirect("desk:presence", presence_id=made.id)
    status = 422 if form.is_bound else 200
    return render(request, "desk/presences/propose.html", {"form": form}, status=status)


@page("presences.revise")
@require_http_methods(["GET", "POST"])
def presence_revise(request: StaffRequest, presence_id: UUID) -> HttpResponse:
    presence = get_object_or_404(Presence, pk=presence_id)
    form = ProposalForm(request.POST) if request.method == "POST" else ProposalForm.of(presence)
    if request.method == "POST" and form.is_valid():
        mended = attempt(
            form, lambda: propose.revise(by=request.user, at=now(), presence=presence, proposal=form.proposal())
        )
        if mended:
            messages.success(request, "The proposal is mended.")
            return redirect("desk:presence", presence_id=presence.id)
    status = 422 if form.is_bound else 200
    return render(request, "desk/presences/propose.html", {"form": form, "presence": presence}, status=status)


@page("presences.see")
def presence(request: StaffRequest, presence_id: UUID) -> HttpResponse:
    rows = Presence.objects.select_related("run_by", "bureau", "proposed_by", "decided_by", "connection")
    shown = get_object_or_404(rows, pk=presence_id)
    description = describe(shown.channel)
    possible = PRESENCE.acts_from(shown.state)
    acts = {act for act in possible if may(request.user, _RIGHT_OF.get(act, f"presences.{act}"))}
    return render(
        request,
        "desk/presences/presence.html",
        {
            "presence": shown,
            "description": description,
            "allowed": allowed_by(description),
            "notes": shown.notes.select_related("by"),
            "commitments": shown.commitments.all(),
            "acts": acts,
            "say": SayForm(),
            "reason": ReasonForm(),
        },
    )


@page("presences.see")
@require_POST
def presence_act(request: StaffRequest, presence_id: UUID, act: str) -> HttpResponse:
    """Every button of the presence page. The operation itself asks for the right and the gates."""
    presence = get_object_or_404(Presence, pk=presence_id)
    by, at, words = request.user, now(), request.POST.get("reason", "") or request.POST.get("text", "")
    acts: dict[str, tuple[Callable[[], object], str]] = {
        "discuss": (lambda: discuss.say(by=by, at=at, presence=presence, text=words), "Said, and kept on this page."),
        "approve": (
            lambda: decide.approve(by=by, at=at, presence=presence, remark=words, seen_notes=_seen(request)),
            "Approved. It can be connected now, and launched after that.",
        ),
        "return": (
            lambda: decide.send_back(by=by, at=at, presence=presence, reason=words),
            "Returned to its proposer.",
        ),
        "decline": (lambda: decide.decline(by=by, at=at, presence=presence, reason=words), "Declined."),
        "launch": (
            lambda: launch.launch(by=by, at=at, presence=presence),
            "Launched. It is listed as official now, and posts can reach it.",
        ),
        "pause": (
            lambda: launch.pause(by=by, at=at, presence=presence, reason=words),
            "Paused. Nothing is posted to it.",
        ),
        "resume": (lambda: launch.resume(by=by, at=at, presence=presence, reason=words), "Posting goes on."),
        "retire": (
            lambda: launch.retire(by=by, at=at, presence=presence, reason=words),
            "Retired. Its records are kept; its credentials are forgotten.",
        ),
    }
    back = reverse("desk:presence", args=[presence.id])
    if act not in acts:
        messages.error(request, "There is no such act.")
        return redirect(back)
    do, done = acts[act]
    return act_and_return(request, do, done=done, to=back)


def _seen(request: StaffRequest) -> int:
    """How many notes the page showed; one that does not say so cannot have shown the proposal as it is."""
    given = request.POST.get("seen", "")
    return int(given) if given.isdecimal() and len(given) < 9 else -1


@page("presences.connect")
@require_http_methods(["GET", "POST"])
def presence_connect(request: StaffRequest, presence_id: UUID) -> HttpResponse:
    presence = get_object_or_404(Presence, pk=presence_id)
    description = describe(presence.channel)
    form = ConnectForm(description, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        plain, secrets = form.split()
        try:
            handle, url = connection.try_connection(presence.channel, plain, secrets)
        except Invalid as trouble:
            form.add_error(None, trouble.sentence)
        else:
            done = attempt(
                form,
                lambda: connection.connect(
                    by=request.user,
                    at=now(),
                    presence=presence,
                    settings=plain,
                    secrets=secrets,
                    handle=handle,
                    profile_url=url,
                ),
            )
            if done:
                messages.success(request, f"Connected to {handle or description.name}: the account was read back.")
                return redirect("desk:presence", presence_id=presence.id)
    status = 422 if form.is_bound else 200
    context = {"form": form, "presence": presence, "description": description}
    return render(request, "desk/presences/connect.html", context, status=status)


urlpatterns = [
    path("presences/", presence_list, name="presences"),
    path("presences/propose", presence_propose, name="presence_propose"),
    path("presences/<uuid:presence_id>", presence, name="presence"),
    path("presences/<uuid:presence_id>/revise", presence_revise, name="presence_revise"),
    path("presences/<uuid:presence_id>/connect", presence_connect, name="presence_connect"),
    path("presences/<uuid:presence_id>/<slug:act>", presence_act, name="presence_act"),
]
