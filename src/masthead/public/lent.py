"""A picture lent to a platform while a post goes out. Whoever has the address has the permission, for an hour."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from masthead.outbox.lend import lent
from masthead.public.page import page


@page
@require_safe
def lent_picture(request: HttpRequest, token: str) -> HttpResponseBase:
    response = HttpResponse(lent(token), content_type="image/jpeg")
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
