"""What is here already and looks like a picture, with what is known of its use. Advice: nothing is merged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from masthead.media.likeness import alike
from masthead.media.models import Asset

MOST = 3
"""As many are told of one picture; more is a list nobody reads."""


@dataclass(frozen=True, slots=True)
class Resembling:
    """A picture that looks like another, and in a clause what stands about license and permission on a day."""

    asset: Asset
    standing: str


def resembling(asset: Asset, day: date) -> list[Resembling]:
    """The pictures that look like this one, those that came first before others."""
    found = resembling_ids([asset]).get(asset.pk, [])[:MOST]
    rows = Asset.objects.prefetch_related("depictions__permissions").in_bulk(found)
    return [Resembling(rows[pk], standing_of_use(rows[pk], day)) for pk in found if pk in rows]


def resembling_ids(assets: Iterable[Asset]) -> dict[UUID, list[UUID]]:
    """Of each of these pictures that others look like, the others' ids, oldest first: one query, then arithmetic."""
    asked = {asset.pk: asset.likeness for asset in assets if len(asset.likeness) == 16}
    if not asked:
        return {}
    every = Asset.objects.exclude(likeness="").order_by("uploaded_at", "pk").values_list("pk", "likeness")
    found: dict[UUID, list[UUID]] = {}
    for pk, likeness in every:
        for one, own in asked.items():
            if one != pk and alike(own, likeness):
                found.setdefault(one, []).append(pk)
    return found


def standing_of_use(asset: Asset, day: date) -> str:
    """License and permissions, as a clause of a sentence. Reads the prefetched rows."""
    people = [shown for shown in asset.depictions.all() if shown.kind != "crowd"]
    held = {shown.permission_on(day) for shown in people}
    if "revoked" in held:
        said = "somebody shown took their permission back"
    elif "expired" in held:
        said = "a permission has ended"
    elif "none" in held or "other_use" in held:
        said = "somebody shown has not signed"
    elif people:
        said = "everybody listed has signed"
    elif asset.nobody_shown or asset.depictions.all():
        said = "nobody can be recognized"
    else:
        said = "nobody has said who is in it"
    return f"license: {asset.get_licence_display()}; {said}"
