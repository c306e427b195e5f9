"""A public page: anonymous, without cookies, and honest about what is not there.

Django's own protection of forms needs a cookie. Here nobody is signed in, so a form of another site could do nothing
in anybody's name; public forms carry a signed token instead (`form_token`), which keeps out what never saw the form.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from masthead.kernel.refusals import NotFound

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def page(view: View[P]) -> Callable[..., HttpResponseBase]:
    """Make a view a public page: what it does not find is said in its own words, with status 404."""

    @functools.wraps(view)
    def answered(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except NotFound as gone:
            return render(request, "public/gone.html", {"sentence": gone.sentence}, status=404)

    return csrf_exempt(answered)


def for_everyone(response: HttpResponse) -> HttpResponse:
    """Let programs on other sites read it: lists and feeds are there to be taken."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def address_of(request: HttpRequest) -> str:
    """The network address of whoever asks, "" where it is unknown. Used to count comments within the hour."""
    if settings.SECURE_PROXY_SSL_HEADER:
        # A proxy of ours stands in front and adds the caller at the end; what precedes that, anybody may have written.
        return str(request.headers.get("X-Forwarded-For", "")).rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))
