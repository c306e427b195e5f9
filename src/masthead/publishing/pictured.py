"""Where a picture is public now, and which pictures are although somebody shown no longer agrees to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from django.db.models import F, Prefetch, Q

from masthead.media.models import Asset, Permission
from masthead.outbox.models import Delivery
from masthead.outbox.states import ARRIVED
from masthead.publishing.models import Attachment, Publication

PERHAPS = frozenset({"committing", "unknown"})
"""It may be public already."""


@dataclass(frozen=True, slots=True)
class Showing:
    """A publication that shows some of the pictures asked about, and where: deliveries that are, or may be, public."""

    publication: Publication
    assets: frozenset[UUID]
    deliveries: Sequence[Delivery]


@dataclass(frozen=True, slots=True)
class NoLonger:
    """A picture that is public although a permission for it was taken back or has ended.

    since: when it was last taken back, None where it has merely ended.
    """

    asset: Asset
    why: Literal["revoked", "expired"]
    showing: Sequence[Showing]
    since: datetime | None = None


def showing(assets: Iterable[UUID]) -> list[Showing]:
    """Publications that show one of these pictures and are public, or may be, somewhere. Newest first; four queries."""
    wanted = set(assets)
    if not wanted:
        return []
    shown: dict[UUID, set[UUID]] = {}
    for draft, asset in Attachment.objects.filter(asset__in=wanted).values_list("draft_id", "asset_id"):
        shown.setdefault(draft, set()).add(asset)
    rows = Publication.objects.filter(draft__in=shown, taken_down_at=None).select_related("draft")
    publications = {row.subject: row for row in rows.order_by("-leaves_at", "-pk")}
    there = _there(publications)
    return [
        Showing(row, frozenset(shown[row.draft_id]), there[subject])
        for subject, row in publications.items()
        if there.get(subject)
    ]


def no_longer_agreed(today: date, *, limit: int = 200) -> list[NoLonger]:
    """Pictures to be taken down: public, with somebody on them whose permission was taken back, or has ended.

    A picture with both counts as taken back. Of `limit` permissions, those taken back last first; a fixed number of
    queries.
    """
    ended = Q(revoked_at__isnull=False) | Q(expires_on__lt=today)
    public = Attachment.objects.filter(draft__publications__isnull=False, draft__publications__taken_down_at=None)
    fallen = Permission.objects.filter(ended, depiction__asset__in=public.values("asset"))
    ids = list(
        dict.fromkeys(
            fallen.order_by(F("revoked_at").desc(nulls_last=True), "-expires_on", "-pk").values_list(
                "depiction__asset_id", flat=True
            )[:limit]
        )
    )
    # Forms may be ten megabytes each, and nobody reads them here.
    light = Prefetch("depictions__permissions", queryset=Permission.objects.defer("form"))
    assets = Asset.objects.filter(pk__in=ids).prefetch_related(light)
    why = {asset.pk: reason for asset in assets if (reason := _reason(asset, today))}
    by_asset: dict[UUID, list[Showing]] = {}
    for one in showing(why):
        for asset_id in one.assets:
            by_asset.setdefault(asset_id, []).append(one)
    return [
        NoLonger(asset, why[asset.pk], by_asset[asset.pk], _since(asset) if why[asset.pk] == "revoked" else None)
        for asset in assets
        if asset.pk in by_asset
    ]


def counted(found: Iterable[Showing]) -> tuple[int, int]:
    """(publications, presences)."""
    rows = {one.publication.pk: one for one in found}.values()
    return len(rows), len({row.presence_id for one in rows for row in one.deliveries})


def _reason(asset: Asset, today: date) -> Literal["revoked", "expired"] | None:
    held = {shown.permission_on(today) for shown in asset.depictions.all() if shown.kind != "crowd"}
    if "revoked" in held:
        return "revoked"
    return "expired" if "expired" in held else None


def _since(asset: Asset) -> datetime | None:
    return max((shown.taken_back_at for shown in asset.depictions.all() if shown.taken_back_at), default=None)


def _there(subjects: Collection[str]) -> dict[str, list[Delivery]]:
    """subject → its deliveries that are public, or may be, and are neither gone nor being taken down."""
    going = Delivery.objects.filter(upon__subject__in=subjects, purpose="takedown").exclude(state="cancelled")
    rows = Delivery.objects.filter(subject__in=subjects, state__in=ARRIVED | PERHAPS, gone_at=None)
    there: dict[str, list[Delivery]] = {}
    for row in rows.exclude(pk__in=going.values("upon")).select_related("presence").order_by("presence__name", "id"):
        there.setdefault(row.subject, []).append(row)
    return there
