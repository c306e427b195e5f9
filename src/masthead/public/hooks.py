"""Where platforms knock. Only the signature on the very bytes received counts; everyone gets the same answer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from masthead.channels.registry import descriptions, webhook
from masthead.conversations.knock import greeting, hear
from masthead.kernel.clock import now
from masthead.kernel.refusals import NotFound
from masthead.public.callers import Callers
from masthead.public.page import address_of, page

LARGEST = 1024 * 1024
"""Bytes. The largest delivery a platform documents is far below."""
MOST = 3000
"""Deliveries of one caller in a minute, in each process. Platforms send again what they are told to send later."""


@page
@require_http_methods(["GET", "HEAD", "POST"])
def hook(request: HttpRequest, channel: str) -> HttpResponse:
    """Greet a platform that makes sure of the address, or hear what it knocks about."""
    if channel not in descriptions() or webhook(channel) is None:
        raise NotFound("No platform knocks here.")
    if request.method != "POST":
        said = greeting(channel, request.GET.dict())
        if said is None:
            raise NotFound("No platform knocks here in this way.")
        return _say(200, said.text, said.kind)
    at = now()
    if _callers.has_too_many(address_of(request), at):
        answer = _say(429, "Too many at once.")
        answer["Retry-After"] = "60"
        return answer
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    if not length.isdecimal() or int(length[:20]) > LARGEST:
        return _say(413, "Too large.")
    headers = {name.lower(): value for name, value in request.headers.items()}
    hear(channel, headers=headers, body=request.body, at=at)
    # Whether it was believed is nobody's business but the administrator's, who reads it beside the app.
    return _say(200, "Heard.")


_callers = Callers(MOST)


def _say(status: int, text: str, kind: str = "text/plain") -> HttpResponse:
    return HttpResponse(text, status=status, content_type=f"{kind}; charset=utf-8")
