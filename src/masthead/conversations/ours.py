"""Which things on a channel are the agency's own: found by the deliveries that put them there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from masthead.channels.port import CommentEvent
from masthead.outbox.models import Delivery
from masthead.presences.models import Presence


@dataclass(frozen=True, slots=True)
class OurPost:
    """subject: `publication:<uuid>`; text: as it was sent."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Ours:
    """publications and replies (delivery ids) by native id; `names` are how the channel calls the presence."""

    publications: dict[str, OurPost]
    replies: dict[str, UUID]
    names: frozenset[str]

    def said(self, event: CommentEvent) -> bool:
        """Whether the agency itself said this."""
        return event.native_id in self.replies or bool(self.names & {event.author_id, event.author_shown})


def ours_among(presence: Presence, native_ids: Collection[str]) -> Ours:
    """What of `native_ids` the outbox delivered to `presence`. One query."""
    delivered = Delivery.objects.filter(presence_id=presence.pk, ref__native_id__in=sorted(native_ids))
    publications: dict[str, OurPost] = {}
    replies: dict[str, UUID] = {}
    for delivery in delivered:
        native_id = str((delivery.ref or {})["native_id"])
        if delivery.purpose == "reply":
            replies[native_id] = delivery.pk
        else:
            publications[native_id] = OurPost(delivery.subject, str(delivery.payload.get("text", "")))
    return Ours(publications, replies, frozenset({presence.handle}) - {""})
