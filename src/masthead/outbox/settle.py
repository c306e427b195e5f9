"""What a person does with a delivery that cannot go on alone: release it, or say what they found on the channel."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from masthead.agencies.models import Person
from masthead.channels.ref import Ref
from masthead.kernel.refusals import Invalid
from masthead.kernel.text import clean
from masthead.outbox.clearance import clear
from masthead.outbox.links_before_leaving import NotYet
from masthead.outbox.models import Delivery
from masthead.outbox.steps import locked, note_gone, one_post, step
from masthead.records.operation import operation

LONGEST_ADDRESS = 1000


@operation("deliveries.settle")
def release(*, by: Person, at: datetime, delivery_id: UUID, why: str = "") -> Delivery:
    """Let a held delivery try again, from the beginning. Everything is asked now, and again before it goes out.

    Raises Refused with what still stands in the way: it stays held.
    """
    delivery = locked(delivery_id)
    with suppress(NotYet):  # its links are looked at again once it waits to leave
        clear(delivery, at=max(at, delivery.not_before))
    delivery.progress, delivery.attempts = {}, 0
    delivery.not_before = delivery.due_at = max(at, delivery.not_before)
    return step(delivery, "release", "delivery/released", by=by, at=at, reason=why)


@operation("deliveries.settle")
def settle(*, by: Person, at: datetime, delivery_id: UUID, found: bool, permalink: str = "") -> Delivery:
    """A person looked. Found: it is published, as they say, at `permalink`. Not found: it is sent again, same key.

    Of a takedown the opposite holds: what is found is still public and is taken down again, what is not found is gone,
    as they say. Raises Refused for a delivery whose outcome is known, Invalid for an address that is none, is the
    account itself, or another post's.
    """
    delivery = locked(delivery_id)
    taking_down = delivery.purpose == "takedown"
    permalink = address_of(delivery, permalink) if found and not taking_down else ""
    # A worker that is looking at the same moment finds its claim gone: the person's word stands.
    delivery.claim, delivery.claimed_until, delivery.doubtful_until = None, None, None
    more: dict[str, str | bool] = {"found": found, "permalink": permalink}
    if found == taking_down:
        delivery.progress, delivery.attempts = {}, 0
        delivery.not_before = delivery.due_at = at
        return step(delivery, "settle_absent", "delivery/settled", by=by, at=at, more=more)
    delivery.delivered_at, delivery.said_by = at, by.name
    if taking_down:
        note_gone(delivery, at=at)
    else:
        delivery.ref, delivery.permalink = Ref("", url=permalink).as_json(), permalink
    return step(delivery, "settle_found", "delivery/settled", by=by, at=at, more=more)


def address_of(delivery: Delivery, given: str) -> str:
    """`given`, tidied. Raises Invalid for what cannot be the address of this post."""
    permalink = address_of_a_post(given)
    account = delivery.presence.profile_url.rstrip("/")
    if account and permalink.rstrip("/") == account:
        raise Invalid("That is the address of the account. Paste the address of the post itself.", field="permalink")
    others = Delivery.objects.filter(presence_id=delivery.presence_id, permalink=permalink)
    # A post that is corrected in place keeps its address.
    if others.exclude(pk__in=one_post(delivery, reworded_by=("edit", "by_hand"))).exists():
        raise Invalid("Another post was said to be at this address. Look again which is which.", field="permalink")
    return permalink


def address_of_a_post(given: str) -> str:
    """What a person pasted, tidied. Raises Invalid for anything but a web address."""
    permalink = clean(given).strip()
    try:
        parts = urlsplit(permalink)
    except ValueError:
        parts = urlsplit("")
    if (
        parts.scheme not in ("https", "http")
        or not parts.hostname
        or " " in permalink
        or len(permalink) > LONGEST_ADDRESS
    ):
        raise Invalid("Paste the address of the post, beginning with https://.", field="permalink")
    return permalink
