"""Which things on a channel are the agency's own: what the outbox put there, and what the account itself wrote.

The account is known by the id the channel gives it, never by the name beside a comment: anybody may type that name.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from masthead.channels.events import CommentEvent
from masthead.kernel.text import clean
from masthead.outbox.models import Delivery
from masthead.presences.models import LiveProfile, Presence
from masthead.presences.profile import AUTHOR_ID


@dataclass(frozen=True, slots=True)
class OurPost:
    """subject: `publication:<uuid>`; text: as it was sent."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Ours:
    """publications and replies (delivery ids) by native id; `ids`: the presence as the channel's author_id names it.

    `ids` is empty where comments carry no id of their author, as on the Noticeboard: there only replies are ours.
    """

    publications: dict[str, OurPost]
    replies: dict[str, UUID]
    ids: frozenset[str]

    def said(self, event: CommentEvent) -> bool:
        """Whether the agency itself said this."""
        return event.native_id in self.replies or bool(event.author_id and event.author_id in self.ids)


def ours_among(presence: Presence, native_ids: Collection[str], events: Collection[CommentEvent] = ()) -> Ours:
    """What of `native_ids` the outbox delivered to `presence`, and how its account is known. Two queries.

    An answer that a person posted is known by its address alone, and the channel calls it by another name: of `events`,
    what stands at that address in those words is that answer.
    """
    there: dict[str, list[CommentEvent]] = {}
    for event in events:
        there.setdefault(event.url, []).append(event)
    by_hand = Q(purpose="reply", state="said", permalink__in=sorted(there.keys() - {""}))
    delivered = Delivery.objects.filter(Q(ref__native_id__in=sorted(native_ids)) | by_hand, presence_id=presence.pk)
    delivered = delivered.exclude(purpose="takedown")
    publications: dict[str, OurPost] = {}
    replies: dict[str, UUID] = {}
    for delivery in delivered:
        native_id = str((delivery.ref or {})["native_id"])
        if delivery.purpose == "reply":
            replies[native_id] = delivery.pk
            same = (one for one in there.get(delivery.permalink, ()) if _words(one.text) == _words(delivery.text))
            replies |= {one.native_id: delivery.pk for one in same}
        else:
            publications[native_id] = OurPost(delivery.subject, str(delivery.payload.get("text", "")))
    profile = LiveProfile.objects.filter(presence=presence).first()
    told = profile.shown.get(AUTHOR_ID) or profile.shown.get("did") if profile else ""
    return Ours(publications, replies, frozenset({presence.handle, told or ""}) - {""})


def _words(text: str) -> list[str]:
    """A page may break lines otherwise than whoever wrote them."""
    return clean(text).split()
