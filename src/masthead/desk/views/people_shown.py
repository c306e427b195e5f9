"""Who is shown in a picture or video: taken off the list, their signed form kept, opened, and revoked."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from masthead.agencies.vault import unseal
from masthead.desk.forms.media import PermissionForm
from masthead.desk.page import StaffRequest, act_and_return, attempt, page
from masthead.desk.views.media import asset_page, find_asset
from masthead.kernel.clock import now
from masthead.kernel.refusals import NotFound, Refused
from masthead.kernel.square import square
from masthead.media import depict, permit
from masthead.media.models import Depiction, Permission
from masthead.media.signing_links import form_path, whole_address


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
    return asset_page(request, find_asset(asset_id), form, person)


def _permission(asset_id: UUID, permission_id: UUID) -> Permission:
    rows = Permission.objects.select_related("depiction__asset", "asked")
    found = rows.filter(pk=permission_id, depiction__asset_id=asset_id).first()
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
        done="Revoked, with whatever else they signed for it. Drafts with this picture are blocked from now on.",
        to=reverse("desk:asset", args=[asset_id]),
    )


@page("media.permit")
@require_POST
def permission_form_link(request: StaffRequest, asset_id: UUID, permission_id: UUID) -> HttpResponse:
    """A link for whoever signed on paper, to print or to send. It is shown in this one answer and kept nowhere."""
    permission = _permission(asset_id, permission_id)
    try:
        token = permit.make_own_link(by=request.user, at=now(), permission=permission)
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("desk:asset", asset_id=asset_id)
    link = whole_address(form_path(token))
    context = {"permission": permission, "link": link, "square": square(link, "The link, as a square")}
    return render(request, "desk/media/form_link.html", context)


@page("media.permit")
@require_GET
def permission_form(request: StaffRequest, asset_id: UUID, permission_id: UUID) -> HttpResponse:
    """The signed form, opened for somebody who may record permissions."""
    permission = _permission(asset_id, permission_id)
    signed = permission.asked.sealed_page if permission.asked else permission.form
    response = HttpResponse(unseal(bytes(signed)), content_type=permission.form_mime)
    response["Content-Disposition"] = "attachment"
    return response


urlpatterns = [
    path("media/<uuid:asset_id>/people/<uuid:depiction_id>/unlist", person_unlist, name="person_unlist"),
    path("media/<uuid:asset_id>/people/<uuid:depiction_id>/permit", person_permit, name="person_permit"),
    path("media/<uuid:asset_id>/permissions/<uuid:permission_id>/revoke", permission_revoke, name="permission_revoke"),
    path(
        "media/<uuid:asset_id>/permissions/<uuid:permission_id>/link", permission_form_link, name="permission_form_link"
    ),
    path("media/<uuid:asset_id>/permissions/<uuid:permission_id>/form", permission_form, name="permission_form"),
]
