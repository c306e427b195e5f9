"""The proof, on our own domain, of which account may bear it as its name (AT Protocol handle resolution)."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from masthead.agencies.models import the_agency
from masthead.presences.official import permanent_ids
from masthead.public.page import for_everyone


@require_safe
def atproto_did(request: HttpRequest) -> HttpResponse:
    """The permanent id of the official account whose handle is this site's host; 404 while there is none.

    An account can take the host as its handle only after the host has named it. So while no account bears it, the one
    account we have may: with several, the desk cannot know which is meant, and names none.
    """
    agency = the_agency()
    host = (urlsplit(agency.public_url).hostname or "") if agency else ""
    known = permanent_ids()
    bearer = known.get(host) or (next(iter(known.values())) if len(known) == 1 else "")
    if not bearer:
        raise Http404
    return for_everyone(HttpResponse(bearer, content_type="text/plain; charset=utf-8"))
