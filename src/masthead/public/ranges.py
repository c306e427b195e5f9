"""A file in whole or in the part a player asks for: HTTP ranges, by RFC 9110, section 14."""

from __future__ import annotations

import re
from typing import IO

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

PIECE = 1024 * 1024
"""The most sent to a player that asks for the rest. Browsers ask so for every film on a page and then stop reading: the
whole rest would keep one of the server's few threads waiting. A player asks again once it has played what it has;
whoever downloads does not, and gets the rest."""

_RANGE = re.compile(r"bytes=(?:(\d{1,18})-(\d{1,18})?|-(\d{1,18}))", re.ASCII | re.IGNORECASE)


def ranged(request: HttpRequest, file: IO[bytes], *, mime: str, etag: str = "") -> HttpResponseBase:
    """`file`, which the answer closes: 200 in whole, 206 in part, 416 where it has no such part.

    etag: of these very bytes; "" where they have none, so that nobody goes on with a part after an interruption.
    """
    size = file.seek(0, 2)
    file.seek(0)
    response: HttpResponseBase
    wanted = _asked(request, etag)
    if wanted is None:
        response = FileResponse(file, content_type=mime)
    elif (part := _part(wanted, size, _most(request))) is None:
        file.close()
        response = HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"}, content_type=mime)
    else:
        file.seek(part.start)
        response = FileResponse(_Part(file, len(part)), status=206, content_type=mime)
        response["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
        response["Content-Length"] = str(len(part))
    response["Accept-Ranges"] = "bytes"
    return response


def _asked(request: HttpRequest, etag: str) -> re.Match[str] | None:
    """The one range asked for. None where the whole is to be sent: no range, many, nonsense, or other bytes by now."""
    if request.method != "GET" or request.headers.get("If-Range", etag) != etag:
        return None
    wanted = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if wanted and wanted[1] and wanted[2] and int(wanted[2]) < int(wanted[1]):
        return None
    return wanted


def _most(request: HttpRequest) -> int | None:
    """Browsers say for what they fetch (Sec-Fetch-Dest, by the W3C's Fetch Metadata)."""
    return PIECE if request.headers.get("Sec-Fetch-Dest") in ("video", "audio") else None


def _part(wanted: re.Match[str], size: int, most: int | None) -> range | None:
    """The bytes to send, None where there are none such. most: of an open end."""
    first, last, at_the_end = wanted.groups()
    if at_the_end:
        start, stop = max(0, size - int(at_the_end)), size
    else:
        start = int(first)
        stop = min(int(last) + 1 if last else start + (most or size), size)
    return range(start, stop) if start < stop else None


class _Part:
    """So many bytes of a file from where it stands."""

    def __init__(self, file: IO[bytes], length: int) -> None:
        self._file, self._left = file, length

    def read(self, size: int) -> bytes:
        content = self._file.read(min(size, self._left))
        self._left -= len(content)
        return content

    def close(self) -> None:
        self._file.close()
