"""Light or dark: kept with the person; before signing in, in a cookie of the desk. Public pages follow the system."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from masthead.agencies.models import Person
from masthead.agencies.preferences import choose_theme

COOKIE = "theme"
_THEMES = ("light", "dark")


def theme_of(request: HttpRequest) -> str:
    """light, dark, or "" to follow the system."""
    user = getattr(request, "user", None)
    chosen = user.theme if isinstance(user, Person) else request.COOKIES.get(COOKIE, "")
    return chosen if chosen in _THEMES else ""


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Remember the theme and go back to the page one came from."""
    wanted = request.POST.get("theme", "")
    theme = wanted if wanted in _THEMES else ""
    response = HttpResponse(status=204) if request.headers.get("HX-Request") else HttpResponseRedirect(_back(request))
    if isinstance(request.user, Person):
        choose_theme(request.user, theme)
    else:
        response.set_cookie(
            COOKIE, theme, max_age=365 * 24 * 3600, secure=request.is_secure(), httponly=True, samesite="Lax"
        )
    return response


def _back(request: HttpRequest) -> str:
    came_from = request.headers.get("referer", "")
    safe = url_has_allowed_host_and_scheme(
        came_from, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return came_from if safe else "/desk/"
