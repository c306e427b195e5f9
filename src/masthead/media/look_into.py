"""What an earlier version kept is looked into later: how long a video is, what a picture looks like, credentials."""

from __future__ import annotations

import io
from datetime import datetime

from PIL import Image

from masthead.agencies.actors import Actor
from masthead.kernel.refusals import Invalid
from masthead.media import file_says, film
from masthead.media.credentials import carries_credentials
from masthead.media.heic import is_heic
from masthead.media.likeness import likeness_of
from masthead.media.models import Asset
from masthead.records.append import append
from masthead.records.operation import operation


def _says(original: bytes) -> file_says.FileSays:
    if is_heic(original[:12]):
        return file_says.read_heic(original)
    with Image.open(io.BytesIO(original)) as picture:
        return file_says.read(picture)


def waiting(most: int) -> list[Asset]:
    """Pictures and videos that have not been looked into, at most so many, oldest first."""
    return list(Asset.objects.filter(looked_into=False).order_by("uploaded_at", "pk")[:most])


@operation("media.look_into")
def look_into(*, by: Actor, at: datetime, asset: Asset) -> Asset:
    """Look into what is stored. Of a file that is gone or broken nothing is known, and it is not asked again.

    One that names a place for good says so: the check `people_gave_permission` holds what would be published with it.
    """
    asset = Asset.objects.select_for_update().get(pk=asset.pk)
    try:
        if asset.kind == "video":
            with asset.original.open("rb") as stored:
                seen = film.look_into(stored, kept=True)
            asset.length, asset.credentials, asset.says = seen.length, seen.credentials, seen.says.as_json()
        else:
            with asset.original.open("rb") as stored:
                original = stored.read()
            asset.credentials = carries_credentials(original)
            asset.says = _says(original).as_json()
            with asset.published.open("rb") as stored, Image.open(stored) as picture:
                asset.likeness = likeness_of(picture)
    except (OSError, ValueError, SyntaxError, Invalid, Image.DecompressionBombError):
        asset.credentials = None
    asset.looked_into = True
    asset.save(update_fields=["length", "likeness", "credentials", "says", "looked_into"])
    body = {"likeness": asset.likeness, "credentials": asset.credentials, "length": asset.length}
    append("asset/looked_into", by=by, at=at, subject=asset.subject, body=body)
    return asset
