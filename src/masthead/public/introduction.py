"""Where a platform reads who the desk is, before it lets staff sign in there (OAuth client metadata, RFC 7591)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from masthead.channels.registry import descriptions, sign_in
from masthead.channels.sign_in_port import IsIntroduced
from masthead.kernel.refusals import NotFound
from masthead.presences.channel_apps import app_for
from masthead.public.page import for_everyone, page


@page
@require_safe
def introduction(request: HttpRequest) -> HttpResponse:
    """The document, at the address it was asked at; 404 until somebody has begun to sign in where it is read."""
    for channel in descriptions():
        way, app = sign_in(channel), None
        if isinstance(way, IsIntroduced):
            app = app_for(channel, "")
        if isinstance(way, IsIntroduced) and app is not None:
            desk = f"{request.scheme}://{request.get_host()}"
            return for_everyone(JsonResponse(way.introduction(app, desk)))
    raise NotFound("Nobody has begun to sign in on a platform that asks who this desk is.")
