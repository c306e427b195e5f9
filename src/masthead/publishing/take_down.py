"""Afterwards: one publication disappears from every presence it reached. What was said stays on record."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from masthead.agencies.actors import Actor
from masthead.agencies.models import Person
from masthead.kernel.refusals import Invalid, Refused
from masthead.kernel.text import clean
from masthead.outbox import clearance
from masthead.outbox.cancel import cancel
from masthead.outbox.enqueue import enqueue
from masthead.outbox.models import Delivery
from masthead.outbox.payload import freeze
from masthead.outbox.states import ARRIVED, DELIVERY
from masthead.publishing.models import Publication, Takedown
from masthead.publishing.pictured import PERHAPS, showing
from masthead.publishing.reached import reached, way_to_take_down
from masthead.records.append import append
from masthead.records.operation import operation


@operation("publications.take_down")
def take_down(*, by: Person, at: datetime, publication: Publication, why: str) -> Takedown:
    """Take `publication` down wherever it arrived, and keep what has not arrived yet from arriving.

    What is on its way, or not known to have arrived, is taken down as soon as that is known. Raises Invalid without
    a reason, Refused where nothing of it is public or on its way.
    """
    said = clean(why).strip()
    if not said:
        raise Invalid("Say why: it is kept on record.", field="why")
    publication = Publication.objects.select_for_update().get(pk=publication.pk)
    if publication.taken_down_at:
        raise Refused("This publication is already taken down, or being taken down.")
    rows = Delivery.objects.select_for_update().filter(subject=publication.subject).order_by("id")
    if not any(row.state in ARRIVED | PERHAPS for row in rows):
        raise Refused("Nothing of this is public. Where it has not left yet, take it back instead.")
    publication.taken_down_at = at
    publication.save(update_fields=["taken_down_at"])
    takedown = Takedown.objects.create(publication=publication, why=said, by=by, at=at)
    _keep_back(takedown, by, at)
    taken = _go_down(takedown, by, at)
    append(
        "publication/taken_down",
        by=by,
        at=at,
        subject=publication.subject,
        body={"takedown": str(takedown.pk), "why": said, "deliveries": [str(row.pk) for row in taken]},
    )
    return takedown


@operation("publications.take_down")
def take_down_pictures(*, by: Person, at: datetime, assets: Collection[UUID], why: str) -> list[Takedown]:
    """Take down every publication that shows one of these pictures, in one act. Each is a takedown of its own.

    Raises Invalid without a reason, Refused where nothing of them is public any more.
    """
    taken = [take_down(by=by, at=at, publication=one.publication, why=why) for one in showing(assets)]
    if not taken:
        raise Refused("Nothing that shows these pictures is public any more.")
    return taken


@operation("deliveries.carry")
def follow_up(*, by: Actor, at: datetime, takedown: Takedown) -> list[Delivery]:
    """Take down what has turned out to be public after all, and keep back what has not.

    Raises Refused when there is nothing of either kind.
    """
    Publication.objects.select_for_update().get(pk=takedown.publication_id)
    kept_back, taken = _keep_back(takedown, by, at), _go_down(takedown, by, at)
    if not kept_back and not taken:
        raise Refused("Nothing more of it is public.")
    return taken


def to_follow_up(*, limit: int = 50) -> list[Takedown]:
    """Takedowns whose publication arrived somewhere only afterwards. A few queries for each of the newest."""
    newest = Takedown.objects.select_related("publication")[:limit]
    return [takedown for takedown in newest if reached(takedown.publication) or _not_gone(takedown)]


def deliveries_of(takedown: Takedown) -> list[Delivery]:
    """What became of it, presence by presence."""
    rows = Delivery.objects.filter(subject=takedown.subject).select_related("presence", "upon")
    return list(rows.order_by("presence__name", "id"))


def _not_gone(takedown: Takedown) -> list[Delivery]:
    """Deliveries of the publication that can still be kept from arriving."""
    rows = Delivery.objects.filter(subject=takedown.publication.subject).order_by("id")
    return [row for row in rows if DELIVERY.may(row.state, "cancel")]


def _keep_back(takedown: Takedown, by: Actor, at: datetime) -> int:
    rows = _not_gone(takedown)
    for row in rows:
        cancel(by=by, at=at, delivery_id=row.pk, why=takedown.why)
    return len(rows)


def _go_down(takedown: Takedown, by: Actor, at: datetime) -> list[Delivery]:
    return [
        enqueue(
            by=by,
            at=at,
            purpose="takedown",
            subject=takedown.subject,
            presence=row.presence,
            payload=freeze(text="", created_at=at),
            way=way_to_take_down(row),
            upon=row,
        )
        for row in reached(takedown.publication)
    ]


def _reason_against(delivery: Delivery, at: datetime) -> str | None:
    """Nothing is asked of a takedown but that somebody ordered it."""
    known = Takedown.objects.filter(pk=delivery.subject.removeprefix("takedown:")).exists()
    return None if known else "The takedown this belongs to does not exist."


clearance.register("takedown", _reason_against)
