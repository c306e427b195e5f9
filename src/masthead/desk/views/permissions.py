"""Permissions asked for on a screen: whom, for what, how it stands, and what is public that no longer may be."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from masthead.agencies.vault import unseal
from masthead.desk.forms.media import AskForm, LinkForm, asked_before
from masthead.desk.look.pills import words_of
from masthead.desk.page import StaffRequest, act_and_return, attempt, page
from masthead.desk.paging import page_of
from masthead.kernel.clock import now
from masthead.kernel.ids import id_in
from masthead.kernel.refusals import NotFound
from masthead.kernel.square import square
from masthead.media import answer, ask
from masthead.media.alike import listed_alike
from masthead.media.models import AskedPermission, Depiction
from masthead.media.signed_page import MIME, NAME, page_for
from masthead.media.signing_links import sign_path, whole_address
from masthead.media.standing import standing_of
from masthead.media.states import PERMISSION
from masthead.policy.clause import Clause
from masthead.policy.in_force import rulebook
from masthead.publishing.pictured import counted, no_longer_agreed, showing
from masthead.publishing.propose_takedown import due_by
from masthead.publishing.take_down import take_down_pictures

TAKEN_BACK = "Somebody shown took their permission back."
ENDED = "The permission of somebody shown has ended."


@page("media.permit")
@require_GET
def permission_list(request: StaffRequest) -> HttpResponse:
    """Every permission asked for on a screen, newest first; `?state=` narrows it."""
    rows = AskedPermission.objects.prefetch_related("links", "mails", "depictions__asset")
    state = request.GET.get("state", "")
    if state in PERMISSION.states:
        rows = rows.filter(state=state)
    shown, at, today = page_of(rows, request.GET), now(), timezone.localdate()
    context = {
        "page": shown,
        "rows": [(row, row.who["person"], standing_of(row, at=at, day=today)) for row in shown.rows],
        "state": state,
        "states": [(name, word) for name, word in words_of("permission") if name in PERMISSION.states],
    }
    return render(request, "desk/media/permissions.html", context)


@page("media.permit")
@require_http_methods(["GET", "POST"])
def permission_ask(request: StaffRequest) -> HttpResponse:
    """Ask somebody: `?person=` is a listing on a picture, `?again=` a permission asked for before."""
    people, initial = _about(request.GET.get("person", ""), request.GET.get("again", ""))
    form = AskForm(request.POST if request.method == "POST" else None, people=people, initial=initial)
    if form.is_valid():
        question, address = form.question(), form.cleaned_data.get("address", "")
        made = attempt(form, lambda: ask.ask(by=request.user, at=now(), question=question, address=address))
        if made:
            return _shown_once(request, *made)
    return render(
        request, "desk/media/ask.html", {"form": form, "clause": _clause()}, status=422 if form.errors else 200
    )


def _about(person: str, again: str) -> tuple[list[Depiction], dict[str, object]]:
    """The same person as listed on pictures, and what the form begins with."""
    before = AskedPermission.objects.filter(pk__in=_ids(again)).first()
    if before:
        people = list(before.depictions.select_related("asset"))
        return people, {**asked_before(before), "pictures": [one.pk for one in people]}
    first = Depiction.objects.filter(pk__in=_ids(person)).exclude(kind="crowd").first()
    if first is None:
        return [], {}
    people = sorted(listed_alike(first, most=ask.MOST_PICTURES), key=lambda one: one.pk != first.pk)
    # The same name on another picture may be somebody else: only the one staff came from is checked already.
    return people, {"kind": first.kind, "person": first.name, "pictures": [first.pk]}


def _ids(*given: str) -> list[UUID]:
    return [found for text in given if (found := id_in(text))]


def _shown_once(request: StaffRequest, asked: AskedPermission, token: str) -> HttpResponse:
    """The secret goes into this one answer and nowhere else: not into the session, not into an address."""
    if not token:
        messages.success(request, "Asked. The link is on its way by mail.")
        return redirect("desk:permission", asked_id=asked.pk)
    link = whole_address(sign_path(token))
    context = {"asked": asked, "who": asked.who, "link": link, "square": square(link, "The link, as a square")}
    return render(request, "desk/media/link.html", context)


@page("media.permit")
@require_GET
def permission(request: StaffRequest, asked_id: UUID) -> HttpResponse:
    """One permission: what was asked, how it stands, where its pictures are public, and what can be done."""
    asked, at, today = _asked(asked_id), now(), timezone.localdate()
    pictures = answer.pictures_of(asked)
    others = Depiction.objects.none()
    if asked.event and asked.state == "given" and not asked.has_ended(today):
        others = Depiction.objects.filter(asset__event__iexact=asked.event, kind=asked.kind)
        others = others.exclude(permissions__asked=asked).select_related("asset").order_by("asset__name", "listed_at")
    context = {
        "asked": asked,
        "who": asked.who,
        "shown": page_for(asked),
        "standing": standing_of(asked, at=at, day=today),
        "pictures": pictures,
        "public_now": showing(picture.pk for picture in pictures),
        "others": others[:50],
        "link_form": LinkForm(),
        "mails": asked.mails.all(),
    }
    return render(request, "desk/media/permission.html", context)


@page("media.permit")
@require_POST
def permission_link(request: StaffRequest, asked_id: UUID) -> HttpResponse:
    """Another link in the place of the one before."""
    asked, address = _asked(asked_id), request.POST.get("address", "")
    token = ask.make_another_link(by=request.user, at=now(), asked=asked, address=address)
    return _shown_once(request, asked, token)


@page("media.permit")
@require_POST
def permission_withdraw(request: StaffRequest, asked_id: UUID) -> HttpResponse:
    asked, reason = _asked(asked_id), request.POST.get("reason", "")
    return act_and_return(
        request,
        lambda: ask.withdraw(by=request.user, at=now(), asked=asked, reason=reason),
        done="Withdrawn. The link opens nothing any more.",
        to=reverse("desk:permission", args=[asked_id]),
    )


@page("media.permit")
@require_POST
def permission_use(request: StaffRequest, asked_id: UUID, depiction_id: UUID) -> HttpResponse:
    """Staff say that somebody listed on a picture of the event is who signed."""
    asked = _asked(asked_id)
    person = Depiction.objects.filter(pk=depiction_id).first()
    if person is None:
        raise NotFound("Nobody like this is listed any more.")
    return act_and_return(
        request,
        lambda: ask.use_for(by=request.user, at=now(), asked=asked, depiction=person),
        done="The permission counts for this picture too.",
        to=reverse("desk:permission", args=[asked_id]),
    )


@page("media.revoke")
@require_POST
def permission_take_back(request: StaffRequest, asked_id: UUID) -> HttpResponse:
    """Somebody took it back without their link: staff note who asked, and how."""
    asked, reason = _asked(asked_id), request.POST.get("reason", "")
    return act_and_return(
        request,
        lambda: answer.note_taken_back(by=request.user, at=now(), asked=asked, reason=reason),
        done="Taken back. No new post can show these pictures. What is public is listed on Today.",
        to=reverse("desk:permission", args=[asked_id]),
    )


@page("media.permit")
@require_GET
def permission_page(request: StaffRequest, asked_id: UUID) -> HttpResponse:
    """What was signed, to the letter, for somebody who may record permissions."""
    asked = _asked(asked_id)
    if not asked.sealed_page:
        raise NotFound("Nobody has signed this.")
    response = HttpResponse(unseal(bytes(asked.sealed_page)), content_type=MIME)
    response["Content-Disposition"] = f'attachment; filename="{NAME}"'
    return response


@page("publications.take_down")
@require_http_methods(["GET", "POST"])
def no_longer_public(request: StaffRequest) -> HttpResponse:
    """Pictures that are public although somebody shown no longer agrees; one button takes them down everywhere."""
    if request.method == "POST":
        pictures = _ids(*request.POST.getlist("picture"))
        why = request.POST.get("why", "").strip() or TAKEN_BACK
        return act_and_return(
            request,
            lambda: take_down_pictures(by=request.user, at=now(), assets=pictures, why=why),
            done="They are being taken down. Each post shows how far that is; what a person must do waits on Today.",
            to=reverse("desk:no_longer_public"),
        )
    found, at = no_longer_agreed(timezone.localdate()), now()
    due = due_by(one.publication for row in found for one in row.showing)
    groups = [
        (
            title,
            why,
            [(row, [(one, due.get(one.publication.pk)) for one in row.showing]) for row in rows],
            counted(one for row in rows for one in row.showing),
        )
        for title, why, rows in (
            ("Taken back", TAKEN_BACK, [row for row in found if row.why == "revoked"]),
            ("Ended", ENDED, [row for row in found if row.why == "expired"]),
        )
        if rows
    ]
    return render(request, "desk/media/no_longer.html", {"groups": groups, "at": at, "clause": _clause()})


def _clause() -> Clause | None:
    """The clause that asks for permissions, where the policy in force has one."""
    bound = rulebook().bound("check", "people_gave_permission")
    return bound[0][0] if bound else None


def _asked(asked_id: UUID) -> AskedPermission:
    rows = AskedPermission.objects.select_related("asked_by", "commitment")
    found = rows.prefetch_related("links", "mails").filter(pk=asked_id).first()
    if found is None:
        raise NotFound("There is no such permission.")
    return found


urlpatterns = [
    path("media/permissions/", permission_list, name="permissions"),
    path("media/permissions/ask", permission_ask, name="permission_ask"),
    path("media/permissions/no-longer", no_longer_public, name="no_longer_public"),
    path("media/permissions/<uuid:asked_id>/", permission, name="permission"),
    path("media/permissions/<uuid:asked_id>/link", permission_link, name="permission_link"),
    path("media/permissions/<uuid:asked_id>/withdraw", permission_withdraw, name="permission_withdraw"),
    path("media/permissions/<uuid:asked_id>/take-back", permission_take_back, name="permission_take_back"),
    path("media/permissions/<uuid:asked_id>/page", permission_page, name="permission_page"),
    path("media/permissions/<uuid:asked_id>/use/<uuid:depiction_id>", permission_use, name="permission_use"),
]
