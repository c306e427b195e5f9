"""A picture or film lent to a platform while a post goes out. Who has the address may read it, for an hour."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from masthead.outbox.lend import FILM, lent, lent_film
from masthead.public.page import page
from masthead.public.ranges import ranged


@page
@require_safe
def lent_picture(request: HttpRequest, token: str) -> HttpResponseBase:
    return _for_the_platform(HttpResponse(lent(token), content_type="image/jpeg"))


@page
@require_safe
def lent_video(request: HttpRequest, token: str) -> HttpResponseBase:
    """Sent in pieces, or the piece that is asked for: a film need not fit into memory."""
    return _for_the_platform(ranged(request, lent_film(token), mime=FILM))


def _for_the_platform(response: HttpResponseBase) -> HttpResponseBase:
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
