"""A film straight into the store (S3) of a forum that has one: its own server may let nothing so large through.

By https://docs.discourse.org: create-multipart, batch-presign-multipart-parts and complete-multipart, of which a forum
allows ten calls a minute each, so addresses are asked for by the handful. A part counts by its number however often it
is sent; an upload that was given up is forgotten by the forum, and made anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import IO, Any

from masthead.channels.discourse.forum import Forum, Json
from masthead.channels.errors import Transient
from masthead.channels.films import sent_again
from masthead.channels.post import AssetFile

PART = 8 * 1024 * 1024
"""Bytes of each but the last: S3 takes none below five MiB, and a slow line sends them while its address holds."""
AT_ONCE = 4
"""Addresses asked for together; each holds for some minutes."""


def uploaded(forum: Forum, film: AssetFile, name: str, sent: Callable[[], None]) -> str:
    """The short address of the film. sent: called after each part; what it raises comes out.

    Raises OutcomeUnknown where an answer was lost, and else as `Forum.write`.
    """
    size = film.path.stat().st_size
    asked: Json = {"upload_type": "composer", "file_name": name, "file_size": size}
    upload = _told(forum.write("POST", "/uploads/create-multipart.json", asked), "unique_identifier")
    parts: list[Json] = []
    with film.path.open("rb") as file:
        for number, address in _addresses(forum, upload, -(-size // PART)):
            tag = sent_again("the forum's store", partial(_part, forum, address, file, number))
            parts.append({"part_number": number, "etag": tag})
            sent()
    done = forum.write("POST", "/uploads/complete-multipart.json", {"unique_identifier": upload, "parts": parts})
    return _told(done, "short_url")


def _addresses(forum: Forum, upload: str, count: int) -> Iterator[tuple[int, str]]:
    """(number, where it goes) of each part, asked for shortly before it is sent."""
    for first in range(1, count + 1, AT_ONCE):
        numbers = list(range(first, min(first + AT_ONCE, count + 1)))
        asked: Json = {"unique_identifier": upload, "part_numbers": numbers}
        told = forum.write("POST", "/uploads/batch-presign-multipart-parts.json", asked).get("presigned_urls") or {}
        for number in numbers:
            yield number, _told(told, str(number))


def _part(forum: Forum, address: str, file: IO[bytes], number: int) -> str:
    file.seek((number - 1) * PART)
    return forum.put(address, file.read(PART))


def _told(answer: Any, name: str) -> str:
    said = str(answer.get(name) or "") if isinstance(answer, dict) else ""
    if not said:
        raise Transient("The forum did not say where the video goes.")
    return said
