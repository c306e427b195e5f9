"""Apps: what the agency registered with each platform, so that people can sign in there and it can knock here."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST

from masthead.agencies.vault import unseal_mapping
from masthead.channels.registry import describe, descriptions, sign_in, webhook
from masthead.channels.sign_in_port import SERVER, IsIntroduced
from masthead.channels.webhook_port import word
from masthead.desk.forms.apps import AppForm
from masthead.desk.page import StaffRequest, act_and_return, attempt, page
from masthead.kernel.clock import now
from masthead.kernel.refusals import NotFound
from masthead.presences import channel_apps
from masthead.presences.models import ChannelApp


@page("apps.register")
def app_list(request: StaffRequest) -> HttpResponse:
    rows = list(ChannelApp.objects.all()[:200])
    known = {row.channel for row in rows}
    context = {
        "apps": [(row, describe(row.channel)) for row in rows if row.channel in descriptions()],
        "open": [
            (each, channel_apps.registers_itself(each.id))
            for each in descriptions().values()
            if channel_apps.app_settings(each.id) and (each.id not in known or channel_apps.has_servers(each.id))
        ],
    }
    return render(request, "desk/administration/apps.html", context)


@page("apps.register")
@require_http_methods(["GET", "HEAD", "POST"])
def app_register(request: StaffRequest, channel: str) -> HttpResponse:
    """Enter what the platform gave. With `?app=`, the one that is kept is replaced. Where the desk registers by itself
    and nobody else can, there is only what it said, to be looked at and removed."""
    description = describe(channel)
    asked, servers = channel_apps.app_settings(channel), channel_apps.has_servers(channel)
    stored = _stored(channel, request.GET.get("app", ""), servers)
    if not asked and not stored:
        raise NotFound(f"{description.name} needs no app: it is connected with what a person enters.")
    entered = unseal_mapping(stored.secrets) | {SERVER: stored.server} if stored else {}
    shown = {setting.name: entered.get(setting.name, "") for setting in asked if not setting.secret}
    shown[SERVER] = entered.get(SERVER, "")
    form = AppForm(
        asked, request.POST or None, asks_server=servers and not stored, stored=stored is not None, initial=shown
    )
    if form.is_valid():
        given = dict(form.cleaned_data)
        server = given.pop(SERVER, stored.server if stored else "")
        if attempt(
            form,
            lambda: channel_apps.register_app(by=request.user, at=now(), channel=channel, server=server, given=given),
        ):
            messages.success(request, f"Kept. People can sign in to {description.name} from the presence’s page now.")
            return redirect("desk:apps")
    context = {
        "form": form,
        "description": description,
        "app": stored,
        "signed_in": channel_apps.signed_in_by(stored) if stored else [],
        "redirect": request.build_absolute_uri(reverse("desk:signed_in_there")) if sign_in(channel) else "",
        "scopes": way.scopes if (way := sign_in(channel)) else (),
        "only_here": not request.is_secure(),
        "hook": request.build_absolute_uri(reverse("public:hook", args=[channel])) if webhook(channel) else "",
        "word": _word(stored),
        "introduced": isinstance(sign_in(channel), IsIntroduced) and stored and stored.client_id.startswith("https://"),
    }
    return render(request, "desk/administration/app.html", context, status=422 if form.errors else 200)


@page("apps.remove")
@require_POST
def app_remove(request: StaffRequest, app_id: UUID) -> HttpResponse:
    app = ChannelApp.objects.filter(pk=app_id).first()
    if app is None:
        raise NotFound("There is no such app any more.")
    return act_and_return(
        request,
        lambda: channel_apps.remove_app(by=request.user, at=now(), app=app),
        done="Removed, and its secret forgotten. Delete it on the platform too.",
        to=reverse("desk:apps"),
    )


def _stored(channel: str, given: str, servers: bool) -> ChannelApp | None:
    rows = ChannelApp.objects.filter(channel=channel)
    if not servers:
        return rows.first()
    try:
        return rows.filter(pk=UUID(given)).first()
    except ValueError:
        return None


def _word(stored: ChannelApp | None) -> str:
    """What the platform asks for as its verify token, once there is a secret to make it of."""
    if stored is None or webhook(stored.channel) is None:
        return ""
    return next(
        (word(secret) for row, secret in channel_apps.secrets_of_knocks(stored.channel) if row.pk == stored.pk), ""
    )


urlpatterns = [
    path("agency/apps", app_list, name="apps"),
    path("agency/apps/<slug:channel>", app_register, name="app"),
    path("agency/apps/<uuid:app_id>/remove", app_remove, name="app_remove"),
]
