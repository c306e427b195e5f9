"""Following: whom each presence follows, the question whether it may, the decision, and what needs a look."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from masthead.agencies.rights import may
from masthead.channels.registry import describe
from masthead.desk.forms.following import AskForm
from masthead.desk.look.pills import words_of
from masthead.desk.page import StaffRequest, act_and_return, attempt, page
from masthead.desk.paging import page_of
from masthead.following import alerts, ask, follow
from masthead.following.models import Follow, FollowAlert, ReadBack
from masthead.following.states import FOLLOW
from masthead.following.suggest import alike
from masthead.kernel.clock import now
from masthead.kernel.ids import id_in
from masthead.kernel.refusals import NotFound
from masthead.presences.models import Presence
from masthead.presences.states import OFFICIAL

_RIGHTS = {
    "approve": "following.decide",
    "decline": "following.decide",
    "withdraw": "following.ask",
    "follow": "following.follow",
    "unfollow": "following.follow",
}
_VERDICTS = (("allow", "May be followed"), ("ask", "Asked a person"), ("deny", "A campaign’s"))


@page("following.see")
@require_GET
def following(request: StaffRequest) -> HttpResponse:
    given = request.GET
    presence, state, verdict, q = (given.get(name, "") for name in ("presence", "state", "verdict", "q"))
    rows = _narrowed(presence, state, verdict, q.strip()[:200])
    waiting = FollowAlert.objects.filter(state="open").select_related("presence", "follow").order_by("-pk")
    context = {
        "page": page_of(rows.select_related("presence"), given),
        "alerts": page_of(waiting, {}, size=5),
        "open_alerts": waiting.count(),
        "presences": Presence.objects.filter(state__in=OFFICIAL).order_by("name").values_list("id", "name")[:1000],
        "states": words_of("follow"),
        "verdicts": _VERDICTS,
        "chosen": {"presence": id_in(presence), "state": state, "verdict": verdict, "q": q},
        "narrowed": bool(presence or state or verdict or q),
        "troubles": ReadBack.objects.exclude(trouble="").select_related("presence")[:5],
        "kinds": alerts.KINDS,
    }
    return render(request, "desk/following/list.html", context)


def _narrowed(presence: str, state: str, verdict: str, q: str) -> QuerySet[Follow]:
    rows = Follow.objects.all()
    if presence:
        rows = rows.filter(presence=id_in(presence)) if id_in(presence) else rows.none()
    if state in FOLLOW.states:
        rows = rows.filter(state=state)
    if verdict in dict(_VERDICTS):
        rows = rows.filter(verdict=verdict)
    if q := q.removeprefix("@").replace("\x00", ""):
        rows = rows.filter(Q(handle__icontains=q) | Q(shown_name__icontains=q))
    return rows


@page("following.see")
@require_GET
def follow_alerts(request: StaffRequest) -> HttpResponse:
    settled = bool(request.GET.get("settled"))
    rows = FollowAlert.objects.select_related("presence", "follow")
    rows = rows.exclude(state="open") if settled else rows.filter(state="open")
    context = {"page": page_of(rows, request.GET), "settled": settled, "kinds": alerts.KINDS}
    return render(request, "desk/following/alerts.html", context)


@page("following.ask")
@require_http_methods(["GET", "POST"])
def follow_ask(request: StaffRequest) -> HttpResponse:
    form = AskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: ask.ask(by=request.user, at=now(), **form.cleaned_data))
        if made:
            said = {"allow": "It may be followed.", "deny": "It may not be followed.", "ask": "A person has to decide."}
            (messages.error if made.verdict == "deny" else messages.success)(request, said[made.verdict])
            return redirect("desk:follow", follow_id=made.pk)
    return render(request, "desk/following/ask.html", {"form": form}, status=422 if form.is_bound else 200)


@page("following.see")
@require_GET
def follow_page(request: StaffRequest, follow_id: UUID) -> HttpResponse:
    shown = _follow(follow_id)
    possible = FOLLOW.acts_from(shown.state)
    description = describe(shown.presence.channel)
    context = {
        "follow": shown,
        "acts": {act for act in possible if act in _RIGHTS and may(request.user, _RIGHTS[act])},
        "alerts": shown.alerts.order_by("-pk")[:20],
        "kinds": alerts.KINDS,
        "through": follow.through_the_channel(shown.presence),
        "description": description,
        "why_not": description.capability("follow").reason,
        "similar": alike(shown.shown_name) if shown.verdict == "ask" and shown.shown_name else [],
    }
    return render(request, "desk/following/follow.html", context)


@page("following.see")
@require_POST
def follow_act(request: StaffRequest, follow_id: UUID, act: str) -> HttpResponse:
    """Every button of a follow's page. The operation itself asks for the right and the gates."""
    shown, by, at, reason = _follow(follow_id), request.user, now(), request.POST.get("reason", "")
    acts: dict[str, tuple[Callable[[], object], str | Callable[[], str]]] = {
        "approve": (
            lambda: ask.approve(by=by, at=at, follow=shown, reason=reason),
            "Decided: it may be followed.",
        ),
        "decline": (lambda: ask.decline(by=by, at=at, follow=shown, reason=reason), "Decided: it is not followed."),
        "withdraw": (lambda: ask.withdraw(by=by, at=at, follow=shown), "Withdrawn."),
        "follow": (lambda: follow.follow_now(by=by, at=at, follow=shown), lambda: _done(shown)),
        "followed-by-hand": (lambda: follow.followed_by_hand(by=by, at=at, follow=shown), "Noted as followed."),
        "unfollow": (lambda: follow.unfollow_now(by=by, at=at, follow=shown), "Unfollowed."),
        "unfollowed-by-hand": (
            lambda: follow.note_unfollowed(by=by, at=at, follow=shown, by_hand=True),
            "Noted as unfollowed.",
        ),
    }
    back = reverse("desk:follow", args=[shown.pk])
    if act not in acts:
        messages.error(request, "There is no such act.")
        return redirect(back)
    do, done = acts[act]
    return act_and_return(request, do, done=done, to=back)


@page("following.see")
@require_POST
def follow_alert_act(request: StaffRequest, alert_id: UUID, act: str) -> HttpResponse:
    shown = FollowAlert.objects.select_related("follow").filter(pk=alert_id).first()
    if shown is None:
        raise NotFound("There is no such alert.")
    by, at, reason = request.user, now(), request.POST.get("reason", "")
    acts: dict[str, tuple[Callable[[], object], str]] = {
        "keep": (lambda: alerts.keep(by=by, at=at, alert=shown, reason=reason), "Kept, with your reason."),
        "taken-back": (lambda: alerts.taken_back(by=by, at=at, alert=shown), "Noted as taken back."),
    }
    back = reverse("desk:follow", args=[shown.follow_id]) if shown.follow_id else reverse("desk:follow_alerts")
    if act not in acts:
        messages.error(request, "There is no such act.")
        return redirect(back)
    do, done = acts[act]
    return act_and_return(request, do, done=done, to=back)


def _done(shown: Follow) -> str:
    """What pressing “Follow” has come to."""
    shown.refresh_from_db(fields=["state"])
    return "Followed." if shown.state == "following" else "Asked for: the account’s owner accepts followers first."


def _follow(follow_id: UUID) -> Follow:
    rows = Follow.objects.select_related("presence__connection", "decided_by")
    found = rows.filter(pk=follow_id).first()
    if found is None:
        raise NotFound("There is no such follow.")
    return found


urlpatterns = [
    path("following/", following, name="following"),
    path("following/ask", follow_ask, name="follow_ask"),
    path("following/alerts", follow_alerts, name="follow_alerts"),
    path("following/alerts/<uuid:alert_id>/<slug:act>", follow_alert_act, name="follow_alert_act"),
    path("following/<uuid:follow_id>", follow_page, name="follow"),
    path("following/<uuid:follow_id>/<slug:act>", follow_act, name="follow_act"),
]
