"""What is done to a presence: its buttons, the connection, a look at the live account, a farewell."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST

from masthead.agencies.days import local_day
from masthead.agencies.models import the_agency
from masthead.channels.registry import describe, sign_in
from masthead.desk.forms.presences import ConnectForm, SignInForm
from masthead.desk.page import StaffRequest, act_and_return, attempt, page
from masthead.kernel.clock import now
from masthead.kernel.refusals import Invalid, NotPermitted, Refused
from masthead.presences import connection, decide, discuss, launch, propose, watch
from masthead.presences.channel_apps import has_servers, may_sign_in
from masthead.presences.models import Presence
from masthead.publishing import draft


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
        "withdraw": (
            lambda: propose.withdraw(by=by, at=at, presence=presence, reason=words),
            "Withdrawn. Nobody has to decide it any more; its discussion is kept.",
        ),
        "launch": (
            lambda: launch.launch(by=by, at=at, presence=presence),
            "Launched. It is listed as official now, and posts can reach it.",
        ),
        "pause": (
            lambda: launch.pause(by=by, at=at, presence=presence, reason=words),
            "Paused. Nothing is posted to it.",
        ),
        "resume": (lambda: launch.resume(by=by, at=at, presence=presence, reason=words), "Posting goes on."),
        "confirm": (
            lambda: watch.confirm(by=by, at=at, presence=presence, reason=words),
            "Confirmed: this is what the account should look like from now on.",
        ),
        "retire": (
            lambda: launch.retire(by=by, at=at, presence=presence, reason=words),
            "Retired. Its records are kept; its credentials are forgotten. Withdraw on the channel what was pasted.",
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


@page("presences.read")
@require_POST
def presence_look(request: StaffRequest, presence_id: UUID) -> HttpResponse:
    """Read the live account now, and say what stands in the way where it cannot be read."""
    presence = get_object_or_404(Presence, pk=presence_id)
    try:
        trouble = watch.read(by=request.user, at=now(), presence=presence)
    except NotPermitted:
        raise
    except Refused as refusal:
        trouble = refusal.sentence
    if trouble:
        messages.error(request, trouble)
    else:
        messages.success(request, "The account was reached and read.")
    return redirect("desk:presence", presence_id=presence.id)


@page("drafts.write")
@require_POST
def presence_farewell(request: StaffRequest, presence_id: UUID) -> HttpResponse:
    """Begin the post that tells followers. It takes the road of every post: checked, approved by another, sent."""
    presence = get_object_or_404(Presence, pk=presence_id)
    agency, at = the_agency(), now()
    home = agency.public_url.rstrip("/") if agency else ""
    wording = draft.Wording(
        title=f"Farewell of {presence.name}"[:160],
        text=f"This account closes soon. Thank you for reading. Our other official accounts: {home}/official",
        audience=presence.audience,
        commitment=presence.commitments.running(local_day(at)).first(),
        presences=[presence],
    )
    begun = draft.start(by=request.user, at=at, wording=wording)
    messages.success(request, "A farewell is begun. Have it approved and sent before the presence is retired.")
    return redirect("desk:draft", draft_id=begun.id)


@page("presences.connect")
@require_http_methods(["GET", "POST"])
def presence_connect(request: StaffRequest, presence_id: UUID) -> HttpResponse:
    presence = get_object_or_404(Presence.objects.select_related("connection"), pk=presence_id)
    description = describe(presence.channel)
    reads = watch.readable(presence.channel)
    stored = getattr(presence, "connection", None)
    # Where the approved handle names the site, nobody types its address twice.
    address = f"https://{presence.handle.rpartition('@')[2]}" if presence.handle else ""
    known = {"handle": presence.handle, "address": address, "server": address, **(stored.settings if stored else {})}
    form = ConnectForm(description, request.POST if request.method == "POST" else None, initial=known)
    if request.method == "POST" and form.is_valid():
        plain, secrets = form.split()
        if description.own_pages:  # our own board calls the presence by the name that was approved
            plain = {"handle": presence.handle, **plain}
        try:
            account = connection.try_connection(presence.channel, plain, secrets)
        except Invalid as trouble:
            form.add_error(trouble.field if trouble.field in form.fields else None, trouble.sentence)
        else:
            done = attempt(
                form,
                lambda: connection.connect(
                    by=request.user,
                    at=now(),
                    presence=presence,
                    settings=plain,
                    secrets=secrets,
                    account=account,
                ),
            )
            if done:
                how = "the account was read back." if reads else "its address is kept as you gave it."
                messages.success(request, f"Connected to {account.handle or description.name}: {how}")
                return redirect("desk:presence", presence_id=presence.id)
    status = 422 if form.is_bound else 200
    context = {
        "form": form,
        "presence": presence,
        "description": description,
        "reads": reads,
        "signs_in": sign_in(presence.channel) is not None,
        "may_sign_in": may_sign_in(presence.channel),
        "sign_in": SignInForm(initial=known, auto_id="sign_in_%s") if has_servers(presence.channel) else None,
    }
    return render(request, "desk/presences/connect.html", context, status=status)


urlpatterns = [
    path("presences/<uuid:presence_id>/connect", presence_connect, name="presence_connect"),
    path("presences/<uuid:presence_id>/look", presence_look, name="presence_look"),
    path("presences/<uuid:presence_id>/farewell", presence_farewell, name="presence_farewell"),
    path("presences/<uuid:presence_id>/<slug:act>", presence_act, name="presence_act"),
]
