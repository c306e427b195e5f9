"""Pages speak the agency's local time. What is stored stays in UTC."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from masthead.agencies.models import the_agency


class AgencyTimeMiddleware:
    """Activates the agency's time zone for the request; UTC before an agency is set up. `request.agency` is it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        agency = the_agency()
        request.agency = agency  # type: ignore[attr-defined]
        if agency is None:
            return self.get_response(request)
        with timezone.override(agency.zone):
            return self.get_response(request)
