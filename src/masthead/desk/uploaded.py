"""A file somebody chose on a page of the desk, kept as what it is: a picture or a video."""

from __future__ import annotations

from datetime import date, datetime

from django.core.files.base import File

from masthead.agencies.models import Person
from masthead.kernel.refusals import Invalid
from masthead.media import decode, film, upload, webvtt
from masthead.media.models import Asset
from masthead.media.resembling import resembling


def keep(given: File[bytes] | None, *, by: Person, at: datetime) -> Asset:
    """Raises Invalid for none, for one too large, and for what is neither a whole picture nor a whole video."""
    if given is None:
        raise Invalid("Choose a picture or a video first.")
    name, size = given.name or "", given.size or 0
    beginning = given.read(12)
    given.seek(0)
    if film.is_film(beginning):
        return upload.upload_film(by=by, at=at, seen=film.look_into(given), name=name)
    if size > decode.MAX_BYTES:
        raise Invalid(f"The file is larger than {decode.MAX_BYTES // 1024 // 1024} MB. Make the picture smaller.")
    return upload.upload(by=by, at=at, picture=decode.decode(given.read()), name=name)


def looks_like(kept: Asset, today: date) -> str:
    """A sentence for each picture here already that looks like this one, with what is known of its use; or ""."""
    return " ".join(
        f"It looks like “{other.asset.name}”, already here ({other.standing})." for other in resembling(kept, today)
    )


def captions(given: File[bytes] | None) -> bytes:
    """What is in the caption file. Raises Invalid for none and for one that is larger than captions are."""
    if given is None:
        raise Invalid("Choose a caption file first.", field="captions")
    # One byte more than is allowed is enough to be told that it is too large.
    content: bytes = given.read(webvtt.MAX_BYTES + 1)
    return content
