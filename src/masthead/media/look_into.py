"""What an earlier version kept is looked into later: how long a video is, what a picture looks like, credentials."""

from __future__ import annotations

from datetime import datetime

from PIL import Image

from masthead.agencies.actors import Actor
from masthead.kernel.refusals import Invalid
from masthead.media import film
from masthead.media.credentials import carries_credentials
from masthead.media.likeness import likeness_of
from masthead.media.models import Asset
from masthead.records.append import append
from masthead.records.operation import operation


def waiting(most: int) -> list[Asset]:
    """Pictures and videos that have not been looked into, at most so many, oldest first."""
    return list(Asset.objects.filter(looked_into=False).order_by("uploaded_at", "pk")[:most])


@operation("media.look_into")
def look_into(*, by: Actor, at: datetime, asset: Asset) -> Asset:
    """Look into what is stored. Of a file that is gone or broken nothing is known, and it is not asked again."""
    asset = Asset.objects.select_for_update().get(pk=asset.pk)
    try:
        if asset.kind == "video":
            with asset.original.open("rb") as stored:
                seen = film.look_into(stored)
            asset.length, asset.credentials = seen.length, seen.credentials
        else:
            with asset.original.open("rb") as stored:
                asset.credentials = carries_credentials(stored.read())
            with asset.published.open("rb") as stored, Image.open(stored) as picture:
                asset.likeness = likeness_of(picture)
    except (OSError, ValueError, SyntaxError, Invalid, Image.DecompressionBombError):
        asset.credentials = None
    asset.looked_into = True
    asset.save(update_fields=["length", "likeness", "credentials", "looked_into"])
    body = {"likeness": asset.likeness, "credentials": asset.credentials, "length": asset.length}
    append("asset/looked_into", by=by, at=at, subject=asset.subject, body=body)
    return asset
