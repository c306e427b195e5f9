"""The media library: pictures and videos, and the page of each. Who is in them has views of its own."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from masthead.checks.engine.languages import LANGUAGES
from masthead.desk import caption_advice, uploaded
from masthead.desk.forms.captions import CaptionFileForm
from masthead.desk.forms.media import DescribeForm, EventForm, EvidenceForm, PermissionForm, PersonShownForm
from masthead.desk.page import StaffRequest, act_and_return, page
from masthead.desk.paging import page_of
from masthead.desk.waiting.permissions import FORESEEN
from masthead.kernel.clock import now
from masthead.kernel.refusals import NotFound
from masthead.media import caption, depict, upload
from masthead.media.faces import can_be_counted
from masthead.media.models import CAPTIONS_MIME, AskedPermission, Asset, Depiction, Permission
from masthead.media.resembling import resembling, resembling_ids
from masthead.media.standing import standing_of
from masthead.publishing.facts import asset_facts
from masthead.publishing.models import Draft
from masthead.publishing.pictured import showing

# Forms may be ten megabytes each; one is opened by itself.
_PERMISSIONS = Prefetch(
    "depictions__permissions",
    queryset=Permission.objects.select_related("asked", "commitment").defer("form", "asked__sealed_page"),
)


def find_asset(asset_id: UUID) -> Asset:
    """With who is shown and what they signed, but for the forms. Raises NotFound."""
    found = Asset.objects.prefetch_related(_PERMISSIONS).filter(pk=asset_id).first()
    if found is None:
        raise NotFound("There is no such picture or video.")
    return found


@page("media.see")
@require_GET
def asset_list(request: StaffRequest) -> HttpResponse:
    shown = page_of(Asset.objects.prefetch_related("depictions"), request.GET, size=24)
    return render(request, "desk/media/list.html", {"page": shown, "resembling": resembling_ids(shown.rows)})


@page("media.upload")
@require_POST
def asset_upload(request: StaffRequest) -> HttpResponse:
    kept: list[Asset] = []
    return act_and_return(
        request,
        lambda: kept.append(uploaded.keep(request.FILES.get("picture"), by=request.user, at=now())),
        done=lambda: (
            f"Kept. Describe it, and say who is in it. {uploaded.looks_like(kept[0], timezone.localdate())}".strip()
        ),
        to=reverse("desk:media"),
    )


@page("media.see")
@require_GET
def asset(request: StaffRequest, asset_id: UUID) -> HttpResponse:
    return asset_page(request, find_asset(asset_id))


def asset_page(
    request: StaffRequest, shown: Asset, permission: PermissionForm | None = None, of: Depiction | None = None
) -> HttpResponse:
    """The page of one picture or video; with `permission`, the form for `of` that was refused, and 422."""
    today, at = timezone.localdate(), now()
    asked = AskedPermission.objects.filter(depictions__asset=shown).prefetch_related("links", "mails", "depictions")
    standings = [(row, {one.pk for one in row.depictions.all()}, standing_of(row, at=at, day=today)) for row in asked]
    context = {
        "asset": shown,
        "people": [
            (
                person,
                "not needed" if person.kind == "crowd" else person.permission_on(today),
                # One form for each person on the same page: each control has an id of its own.
                permission if of == person and permission else PermissionForm(auto_id=f"id_{person.pk}_%s"),
                [(row, how) for row, people, how in standings if person.pk in people],
            )
            for person in shown.depictions.all()
        ],
        "describe": DescribeForm(
            initial={
                "alt_text": shown.alt_text,
                "licence": shown.licence,
                "licence_note": shown.licence_note,
                "text_shown": shown.text_shown,
            },
            is_picture=shown.kind == "image",
        ),
        "evidence": shown.evidence.defer("scan").select_related("added_by"),
        "evidence_form": EvidenceForm(auto_id="id_evidence_%s"),
        "captions_advice": caption_advice.of_video(asset_facts(shown, today)) if shown.captions_sha256 else [],
        "resembling": resembling(shown, today),
        "came_as": str(shown.original.name).rpartition(".")[2].upper(),
        "published_as": str(shown.published.name).rpartition(".")[2].upper(),
        "caption_file": CaptionFileForm(initial={"language": shown.captions_language or "en"}),
        "captions_language": LANGUAGES.get(shown.captions_language, ""),
        "person_form": PersonShownForm(),
        "has_crowd": any(person.kind == "crowd" for person in shown.depictions.all()),
        "faces_can_be_counted": can_be_counted(),
        "permission_of": of,
        "used_in": Draft.objects.filter(attachments__asset=shown).order_by("-last_edit")[:20],
        "today": today,
        "event_form": EventForm(initial={"event": shown.event, "public_event": shown.public_event}),
        "public_now": showing([shown.pk]),
        "soon": today + FORESEEN,
        "ends_soon": _ends_soon(shown, today),
        "held": {person.permission_on(today) for person in shown.depictions.all() if person.kind != "crowd"},
    }
    return render(request, "desk/media/asset.html", context, status=422 if permission else 200)


def _ends_soon(shown: Asset, today: date) -> list[date]:
    """Last days within the time foreseen, of permissions that nothing later stands beside."""
    ending = [
        person
        for person in shown.depictions.all()
        if person.kind != "crowd"
        and person.permission_on(today) in ("written", "guardian")
        and person.permission_on(today + FORESEEN) == "expired"
    ]
    held = [row for person in ending for row in person.valid_on(today)]
    return sorted({row.expires_on for row in held if row.expires_on})


@page("media.see")
@require_GET
def asset_file(request: StaffRequest, asset_id: UUID) -> HttpResponse:
    """The copy that is published: without the camera's metadata."""
    shown = Asset.objects.filter(pk=asset_id).first()
    if shown is None:
        raise NotFound("There is no such picture.")
    return _file(shown.published, shown.mime)


@page("media.see")
@require_GET
def asset_captions(request: StaffRequest, asset_id: UUID) -> HttpResponse:
    shown = Asset.objects.filter(pk=asset_id).first()
    if shown is None or not shown.captions_sha256:
        raise NotFound("There are no such captions.")
    return _file(shown.captions, f"{CAPTIONS_MIME}; charset=utf-8")


def _file(stored: FieldFile, mime: str) -> HttpResponse:
    """Sent in pieces: a video need not fit into memory."""
    try:
        answer: HttpResponseBase = FileResponse(stored.open("rb"), content_type=mime)
    except OSError as error:
        raise NotFound("The file is not there. Tell your administrator.") from error
    return answer  # type: ignore[return-value]


_DESCRIBED = ("alt_text", "licence", "licence_note", "text_shown", "from_file")


def _described(words: dict[str, str]) -> str:
    if not words["from_file"]:
        return "Described."
    if words.get(words["from_file"], "").strip():
        return "Described in your own words. What the file says was not taken over."
    return "Taken over from the file. Read it once more."


@page("media.see")
@require_POST
def asset_act(request: StaffRequest, asset_id: UUID, act: str) -> HttpResponse:
    shown, by, at, given = find_asset(asset_id), request.user, now(), request.POST
    back = reverse("desk:asset", args=[asset_id])
    if act == "describe":
        words = {name: given.get(name, "") for name in _DESCRIBED}
        return act_and_return(
            request,
            lambda: upload.describe(by=by, at=at, asset=shown, **words),
            done=_described(words),
            to=back,
        )
    if act == "captions":
        file = request.FILES.get("captions")
        return act_and_return(
            request,
            lambda: caption.caption(
                by=by, at=at, asset=shown, captions=uploaded.captions(file), language=given.get("language", "")
            ),
            done="Kept. Read the captions once along with the video.",
            to=f"{back}#captions",
        )
    if act == "shown":
        return act_and_return(
            request,
            lambda: caption.captions_are_shown(by=by, at=at, asset=shown),
            done="Noted.",
            to=f"{back}#captions",
        )
    if act == "list":
        kind, name = given.get("kind", ""), given.get("name", "")
        return act_and_return(
            request,
            lambda: depict.list_person(by=by, at=at, asset=shown, kind=kind, name=name),
            done="Listed.",
            to=back,
        )
    if act == "event":
        event, is_public = given.get("event", ""), bool(given.get("public_event"))
        return act_and_return(
            request,
            lambda: depict.taken_at(by=by, at=at, asset=shown, event=event, is_public=is_public),
            done="Noted.",
            to=back,
        )
    if act == "nobody":
        return act_and_return(
            request, lambda: depict.nobody_is_shown(by=by, at=at, asset=shown), done="Noted.", to=back
        )
    messages.error(request, "There is no such act.")
    return redirect(back)


urlpatterns = [
    path("media/", asset_list, name="media"),
    path("media/upload", asset_upload, name="asset_upload"),
    path("media/<uuid:asset_id>", asset, name="asset"),
    path("media/<uuid:asset_id>/file", asset_file, name="asset_file"),
    path("media/<uuid:asset_id>/captions.vtt", asset_captions, name="asset_captions"),
    path("media/<uuid:asset_id>/<slug:act>", asset_act, name="asset_act"),
]
