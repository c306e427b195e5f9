"""An address with a NUL in it was written by no person and no page of ours, and no database can look it up."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote

from django.http import HttpRequest, HttpResponse


class ReadableAddressesMiddleware:
    """Answers 400 to such an address, before anything reads a word of it. Forms refuse NULs by themselves."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info or "\0" in unquote(str(request.META.get("QUERY_STRING", ""))):
            return HttpResponse("This address cannot be read.\n", status=400, content_type="text/plain")
        return self.get_response(request)
