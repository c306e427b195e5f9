"""The media library: pictures, who is in them, what they signed."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from masthead.agencies.vault import unseal
from masthead.desk.forms.media import DescribeForm, PermissionForm, PersonShownForm
from masthead.desk.page import StaffRequest, act_and_return, attempt, page
from masthead.desk.paging import page_of
from masthead.kernel.clock import now
from masthead.kernel.refusals import Invalid, NotFound
from masthead.media import decode, depict, permit, upload
from masthead.media.models import Asset, Depiction, Permission
from masthead.publishing.models import Draft


def _asset(asset_id: UUID) -> Asset:
    found = Asset.objects.prefetch_related("depictions__permissions").filter(pk=asset_id).first()
    if found is None:
        raise NotFound("There is no such picture.")
    return found


@page("media.see")
@require_GET
def asset_list(request: StaffRequest) -> HttpResponse:
    rows = Asset.objects.prefetch_related("depictions")
    return render(request, "desk/media/list.html", {"page": page_of(rows, request.GET, size=24)})


@page("media.upload")
@require_POST
def asset_upload(request: StaffRequest) -> HttpResponse:
    def keep() -> Asset:
        given = request.FILES.get("picture")
        if given is None:
            raise Invalid("Choose a picture first.")
        if (given.size or 0) > decode.MAX_BYTES:
            raise Invalid(f"The file is larger than {decode.MAX_BYTES // 1024 // 1024} MB. Make the picture smaller.")
        return upload.upload(by=request.user, at=now(), picture=decode.decode(given.read()), name=given.name or "")

    return act_and_return(request, keep, done="Kept. Describe it, and say who is in it.", to=reverse("desk:media"))


@page("media.see")
@require_GET
def asset(request: StaffRequest, asset_id: UUID) -> HttpResponse:
    return _asset_page(request, _asset(asset_id))


def _asset_page(
    request: StaffRequest, shown: Asset, permission: PermissionForm | None = None, of: Depiction | None = None
) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "asset": shown,
        "people": [
            (
                person,
                "not needed" if person.kind == "crowd" else person.permission_on(today),
                # One form for each person on the same page: each control has an id of its own.
                permission if of == person and permission else PermissionForm(auto_id=f"id_{person.pk}_%s"),
            )
            for person in shown.depictions.all()
        ],
        "describe": DescribeForm(
            initial={"alt_text": shown.alt_text, "licence": shown.licence, "licence_note": shown.licence_note}
        ),
        "person_form": PersonShownForm(),
        "permission_of": of,
        "used_in": Draft.objects.filter(attachments__asset=shown).order_by("-last_edit")[:20],
        "today": today,
    }
    return render(request, "desk/media/asset.html", context, status=422 if permission else 200)


@page("media.see")
@require_GET
def asset_file(request: StaffRequest, asset_id: UUID) -> HttpResponse:
    """The copy that is published: without the camera's metadata."""
    shown = Asset.objects.filter(pk=asset_id).first()
    if shown is None:
        raise NotFound("There is no such picture.")
    with shown.published.open() as file:  # at most a few megabytes, and the page waits for all of it anyway
        return HttpResponse(file.read(), content_type=shown.mime)


@page("media.see")
@require_POST
def asset_act(request: StaffRequest, asset_id: UUID, act: str) -> HttpResponse:
    shown, by, at, given = _asset(asset_id), request.user, now(), request.POST
    back = reverse("desk:asset", args=[asset_id])
    if act == "describe":
        words = {name: given.get(name, "") for name in ("alt_text", "licence", "licence_note")}
        return act_and_return(
            request, lambda: upload.describe(by=by, at=at, asset=shown, **words), done="Described.", to=back
        )
    if act == "list":
        kind, name = given.get("kind", ""), given.get("name", "")
        return act_and_return(
            request,
            lambda: depict.list_person(by=by, at=at, asset=shown, kind=kind, name=name),
            done="Listed.",
            to=back,
        )
    if act == "nobody":
        return act_and_return(
            request, lambda: depict.nobody_is_shown(by=by, at=at, asset=shown), done="Noted.", to=back
        )
    messages.error(request, "There is no such act.")
    return redirect(back)


def _depiction(asset_id: UUID, depiction_id: UUID) -> Depiction:
    found = Depiction.objects.select_related("asset").filter(pk=depiction_id, asset_id=asset_id).first()
    if found is None:
        raise NotFound("Nobody like this is listed on the picture.")
    return found


@page("media.depict")
@require_POST
def person_unlist(request: StaffRequest, asset_id: UUID, depiction_id: UUID) -> HttpResponse:
    person, reason = _depiction(asset_id, depiction_id), request.POST.get("reason", "")
    return act_and_return(
        request,
        lambda: depict.unlist_person(by=request.user, at=now(), depiction=person, reason=reason),
        done="Taken off the list.",
        to=reverse("desk:asset", args=[asset_id]),
    )


@page("media.permit")
@require_http_methods(["POST"])
def person_permit(request: StaffRequest, asset_id: UUID, depiction_id: UUID) -> HttpResponse:
    person = _depiction(asset_id, depiction_id)
    form = PermissionForm(request.POST, request.FILES)
    if form.is_valid():
        signed = form.signed_form()
        if attempt(form, lambda: permit.permit(by=request.user, at=now(), depiction=person, form=signed)):
            messages.success(request, f"The permission for {person.name} is recorded; the form is kept encrypted.")
            return redirect("desk:asset", asset_id=asset_id)
    return _asset_page(request, _asset(asset_id), form, person)


def _permission(asset_id: UUID, permission_id: UUID) -> Permission:
    found = Permission.objects.filter(pk=permission_id, depiction__asset_id=asset_id).first()
    if found is None:
        raise NotFound("There is no such permission.")
    return found


@page("media.revoke")
@require_POST
def permission_revoke(request: StaffRequest, asset_id: UUID, permission_id: UUID) -> HttpResponse:
    permission, reason = _permission(asset_id, permission_id), request.POST.get("reason", "")
    return act_and_return(
        request,
        lambda: permit.revoke(by=request.user, at=now(), permission=permission, reason=reason),
        done="Revoked. Drafts with this picture are blocked from now on.",
        to=reverse("desk:asset", args=[asset_id]),
    )


@page("media.permit")
@require_GET
def permission_form(request: StaffRequest, asset_id: UUID, permission_id: UUID) -> HttpResponse:
    """The signed form, opened for somebody who may record permissions."""
    permission = _permission(asset_id, permission_id)
    response = HttpResponse(unseal(bytes(permission.form)), content_type=permission.form_mime)
    response["Content-Disposition"] = "attachment"
    return response


urlpatterns = [
    path("media/", asset_list, name="media"),
    path("media/upload", asset_upload, name="asset_upload"),
    path("media/<uuid:asset_id>", asset, name="asset"),
    path("media/<uuid:asset_id>/file", asset_file, name="asset_file"),
    path("media/<uuid:asset_id>/people/<uuid:depiction_id>/unlist", person_unlist, name="person_unlist"),
    path("media/<uuid:asset_id>/people/<uuid:depiction_id>/permit", person_permit, name="person_permit"),
    path("media/<uuid:asset_id>/permissions/<uuid:permission_id>/revoke", permission_revoke, name="permission_revoke"),
    path("media/<uuid:asset_id>/permissions/<uuid:permission_id>/form", permission_form, name="permission_form"),
    path("media/<uuid:asset_id>/<slug:act>", asset_act, name="asset_act"),
]
