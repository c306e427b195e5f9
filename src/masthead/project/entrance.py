"""What is turned away at the door, before anything reads a word of it, and what is said when nothing can be kept."""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable
from urllib.parse import unquote

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse

LARGEST = 24 * 1024 * 1024
"""Bytes of one request. The largest thing people send is a picture of 20 MB; without a bound, a stranger could fill
the disk with a body nobody asked for, since it is stored before anybody looks whose it is."""

_FULL = "Nothing was saved: the disk of this machine is full. Tell your administrator; go back to keep what you wrote."
_BUSY = "Nothing was saved: the database did not answer in time. Go back, and send it once more."
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
_log = logging.getLogger(__name__)


class EntranceMiddleware:
    """400 for an address with a NUL, which no person wrote and no database can look up; 413 for an endless body.

    507 or 503, in one sentence, when disk or database gave out: the transaction is undone, so nothing is half done.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info or "\0" in unquote(str(request.META.get("QUERY_STRING", ""))):
            return _say(400, "This address cannot be read.")
        length = str(request.META.get("CONTENT_LENGTH") or "0")
        if not length.isdecimal() or int(length[:20]) > LARGEST:
            return _say(413, f"This is larger than {LARGEST // 1024 // 1024} MB. Make the file smaller.")
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Django asks here before it gives up; None leaves every other error to it."""
        if not isinstance(error, OperationalError | OSError):
            return None
        full = getattr(error, "errno", None) in _NO_ROOM or "is full" in str(error) or "No space left" in str(error)
        if not full and not isinstance(error, OperationalError):
            return None
        _log.error("%s %s could not be kept: %s", request.method, request.path_info, error)
        return _say(507, _FULL) if full else _say(503, _BUSY)


def _say(status: int, sentence: str) -> HttpResponse:
    return HttpResponse(f"{sentence}\n", status=status, content_type="text/plain; charset=utf-8")
