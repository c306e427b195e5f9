"""Where a publication is now, and what can be done with it there: said plainly before anybody confirms it."""

from __future__ import annotations

from dataclasses import dataclass

from masthead.channels import registry
from masthead.channels.description import Description
from masthead.channels.ref import Ref
from masthead.outbox.models import Delivery
from masthead.outbox.states import ARRIVED
from masthead.outbox.ways import Way, can_take_down, ways_to_correct
from masthead.publishing.models import Publication

_ACT = {"edit": "edit", "answer": "reply", "replace": "delete_own", "take_down": "delete_own"}
_SAYS = {
    "edit": "The words are changed in place: the same address shows the corrected post.",
    "answer": "The post stays as it is, and an answer below it carries the correction.",
    "replace": "The post is taken down and the corrected one goes up in its place, at another address. What was"
    " answered, liked or shared does not come along.",
    "take_down": "The post is taken down.",
    "by_hand": "The desk cannot do this there: a person does it on the platform and says so here.",
}


@dataclass(frozen=True, slots=True)
class Possible:
    """One way on one presence, in a sentence for staff."""

    way: Way
    says: str


@dataclass(frozen=True, slots=True)
class There:
    """A delivery that arrived and was not taken down."""

    delivery: Delivery
    ways: tuple[Possible, ...]


def reached(publication: Publication) -> list[Delivery]:
    """Deliveries of `publication` that the public can read now, by presence: arrived, not gone nor being taken down."""
    rows = Delivery.objects.filter(subject=publication.subject, state__in=ARRIVED, gone_at=None)
    gone = Delivery.objects.filter(upon__subject=publication.subject, purpose="takedown").exclude(state="cancelled")
    return list(rows.exclude(pk__in=gone.values("upon")).select_related("presence").order_by("presence__name", "id"))


def to_take_down(publication: Publication) -> list[There]:
    """What a takedown would do, presence by presence."""
    return [There(row, (_possible(way_to_take_down(row), _described(row)),)) for row in reached(publication)]


def to_correct(publication: Publication) -> list[There]:
    """How each post could be corrected, the plainest way first."""
    return [
        There(row, tuple(_possible(way, _described(row)) for way in ways_to_correct(_described(row), ref_of(row))))
        for row in reached(publication)
    ]


def way_to_take_down(row: Delivery) -> Way:
    return "take_down" if can_take_down(_described(row), ref_of(row)) else "by_hand"


def ref_of(row: Delivery) -> Ref | None:
    return Ref.from_json(row.ref) if row.ref else None


def what_it_means(way: Way, channel: str) -> str:
    """One way on one channel, in words."""
    return _possible(way, registry.describe(channel)).says


def _described(row: Delivery) -> Description:
    return registry.describe(row.presence.channel)


def _possible(way: Way, description: Description) -> Possible:
    reason = description.capability(_ACT[way]).reason if way in _ACT else ""  # type: ignore[arg-type]
    return Possible(way, f"{_SAYS[way]} {reason}".strip())
