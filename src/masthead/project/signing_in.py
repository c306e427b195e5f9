"""Signing in: by e-mail and password, passkey or one-time code. Nobody makes an account for themselves."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from masthead.agencies.models import MailSettings
from masthead.kernel.refusals import NotFound
from masthead.project import demo

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """An administrator adds people; the sign-up page is closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_from_email(self) -> str:
        """Password links come from the address the agency set, not from this machine's name."""
        mail = MailSettings.objects.first()
        return mail.sender if mail else str(super().get_from_email())


@never_cache
@require_safe
def demo_sign_in(request: HttpRequest, token: str) -> HttpResponse:
    """Sign a sample person in. Anywhere but in a running demo this page does not exist."""
    try:
        person = demo.person_of(token)
    except NotFound as missing:
        raise Http404(missing.sentence) from missing
    login(request, person, backend=BACKEND)
    return redirect("/desk/")


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """Answers as soon as the desk does, its database included: for `serve`, and for whoever watches the machine."""
    return HttpResponse("alive\n", content_type="text/plain")
