"""Why a comment is no longer shown: the ground and the clause, never the words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max, Q
from django.db.models.functions import Coalesce

from masthead.channels.registry import on_own_pages
from masthead.moderation.models import Decision
from masthead.policy.in_force import rulebook_under


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What stands where a comment stood. `ground` is its published name, `clause` the id of its clause,
    `policy` the stamp of the version it was decided under, `removed_at` when it was taken from sight."""

    ground: str
    ground_id: str
    clause: str
    policy: str
    removed_at: datetime


def tombstones(comment_ids: Iterable[UUID]) -> Mapping[UUID, Tombstone]:
    """For comments of the Noticeboard by their ids there: the removal that stands, where there is one. One query."""
    by_native = {f"comment:{comment_id}": comment_id for comment_id in comment_ids}
    if not by_native:
        return {}
    rows = Decision.objects.filter(
        outcome="remove",
        state="final",
        case__comment__native_id__in=by_native,
        case__comment__presence__channel__in=on_own_pages(),
    )
    hidden = Max("enforcements__done_at", filter=Q(enforcements__action="hide"))
    found = (
        rows.annotate(removed_at=Coalesce(hidden, "at"))
        .order_by("at")
        .values_list("case__comment__native_id", "ground", "clause", "policy", "removed_at")
    )
    # The latest stands: rows come oldest first.
    return {
        by_native[native]: Tombstone(_name(ground, policy), ground, clause, policy, removed_at)
        for native, ground, clause, policy, removed_at in found
    }


def _name(ground: str, policy: str) -> str:
    """The ground's name in the version it was decided under; its id where nobody kept that version."""
    try:
        return rulebook_under(policy).ground(ground).name
    except LookupError:
        return ground.replace("_", " ")
