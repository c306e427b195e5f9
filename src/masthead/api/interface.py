"""The interface for programs: REST over JSON, described at /api/openapi.json; refusals in the rules' own words."""

from __future__ import annotations

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from masthead import __version__
from masthead.api.access import Bearer
from masthead.api.routes import (
    assessments,
    cases,
    conversations,
    drafts,
    following,
    lookalikes,
    presences,
    publications,
)
from masthead.kernel.refusals import Invalid, NotFound, NotPermitted, Refused

api = NinjaAPI(
    title="Masthead",
    version=__version__,
    description="Every call is an operation under the agency's written policy; refusals cite the clause.",
    auth=Bearer(),
    urls_namespace="api",
    docs_url=None,
)
api.add_router("/presences", presences.router)
api.add_router("/look-alikes", lookalikes.router)
api.add_router("/following", following.router)
api.add_router("/drafts", drafts.router)
api.add_router("/publications", publications.router)
api.add_router("/conversations", conversations.router)
api.add_router("/cases", cases.router)
api.add_router("/assessments", assessments.router)

_STATUS = ((NotPermitted, 403), (NotFound, 404), (Invalid, 422), (Refused, 409))


@api.exception_handler(Refused)
def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """403 not permitted, 404 no such thing, 422 cannot be used, 409 a rule says no: with the sentence and clause."""
    status = next(status for kind, status in _STATUS if isinstance(refusal, kind))
    body = {"error": refusal.sentence, "clause": refusal.clause, "field": getattr(refusal, "field", "")}
    if others := getattr(refusal, "others", ()):
        body["others"] = [{"error": one.sentence, "clause": one.clause, "field": one.field} for one in others]
    return api.create_response(request, body, status=status)


@api.exception_handler(IntegrityError)
def collided(request: HttpRequest, error: IntegrityError) -> HttpResponse:
    body = {"error": "This was already done by another call.", "clause": "", "field": ""}
    return api.create_response(request, body, status=409)
