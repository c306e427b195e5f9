"""A platform that takes posts from people only: the words are given out, and a person says where they are.

What is recorded afterwards is that person's word, under their name. It is never called read back.
"""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from masthead.agencies.models import Person
from masthead.channels.ref import Ref
from masthead.kernel.refusals import Invalid, NotFound, Refused
from masthead.kernel.text import clean
from masthead.outbox.clearance import clear
from masthead.outbox.models import Delivery
from masthead.outbox.settle import address_of
from masthead.outbox.steps import locked, note_gone, step
from masthead.records.append import append
from masthead.records.operation import operation


def to_post(delivery_id: UUID) -> Delivery:
    """A delivery in people's hands. Raises NotFound for any other."""
    found = (
        Delivery.objects.select_related("presence__connection", "upon").filter(pk=delivery_id, state="by_hand").first()
    )
    if found is None:
        raise NotFound("There is nothing to post by hand here. It may have been posted or taken back meanwhile.")
    return found


def why_not_now(delivery: Delivery, *, at: datetime) -> Refused | None:
    """Why nobody may post it now, asked whenever somebody opens it: hours may pass between leaving and posting."""
    try:
        clear(delivery, at=at)
    except Refused as reason:
        return reason
    return None


@operation("deliveries.by_hand")
def say_posted(*, by: Person, at: datetime, delivery_id: UUID, permalink: str) -> Delivery:
    """Somebody posted it, at `permalink`. What is public is recorded, also when a rule came in between meanwhile.

    Raises Invalid for an address that is none, is the account itself, or was given for another post already; Refused
    when it is not in anybody's hands.
    """
    delivery = locked(delivery_id)
    permalink = _address_there(delivery, permalink)
    # Comments that people paste later name the post by the address that was given first, whatever it is corrected to.
    named = Delivery.objects.filter(presence_id=delivery.presence_id, ref__native_id=permalink).exists()
    delivery.ref = Ref(f"{permalink}#{delivery.key}" if named else permalink, url=permalink).as_json()
    delivery.permalink, delivery.delivered_at, delivery.said_by = permalink, at, by.name
    return step(
        delivery, "say_posted", "delivery/said", by=by, at=at, more={"permalink": permalink, "said_by": by.name}
    )


@operation("deliveries.by_hand")
def correct_address(*, by: Person, at: datetime, delivery_id: UUID, permalink: str, why: str = "") -> Delivery:
    """The address that a person gave was not the post's: another person's word, or the same one's, stands from now on.

    What was pasted under the post stays under it. Raises Invalid as `say_posted`, and for the address it has already;
    Refused for a post that was read back: its address is the channel's.
    """
    delivery = locked(delivery_id)
    if delivery.state != "said":
        raise Refused("Only an address that a person gave is corrected by a person.")
    permalink = _address_there(delivery, permalink)
    if permalink == delivery.permalink:
        raise Invalid("That is the address it has already. Paste the right one.", field="permalink")
    before, stored = delivery.permalink, delivery.ref or {}
    delivery.ref = Ref(str(stored.get("native_id", "")), url=permalink).as_json()
    delivery.permalink, delivery.said_by = permalink, by.name
    delivery.updated_at = at
    delivery.save()
    append(
        "delivery/address_corrected",
        by=by,
        at=at,
        subject=delivery.record_subject,
        body={
            "of": delivery.subject,
            "presence": str(delivery.presence_id),
            "key": delivery.key,
            "why": clean(why).strip()[:1000],
            "before": before,
            "permalink": permalink,
            "said_by": by.name,
        },
        conversation=delivery.conversation,
    )
    return delivery


def _address_there(delivery: Delivery, given: str) -> str:
    """`given`, tidied. Raises Invalid for what cannot be the address of this post on the account's own site."""
    permalink = address_of(delivery, given)
    account = delivery.presence.profile_url.rstrip("/")
    if account and not _on_one_site(account, permalink):
        raise Invalid(
            f"This address is not on {_site(account)}, where the account is. "
            "Open the post there and copy the address the browser shows.",
            field="permalink",
        )
    return permalink


def _site(address: str) -> str:
    host = (urlsplit(address).hostname or "").casefold()
    return re.sub(r"^(?:www|m|mobile)\.", "", host)


def _on_one_site(account: str, post: str) -> bool:
    """Whether one host is the other or below it: of `library.tumblr.com`, posts may be shown on `tumblr.com` too."""
    ours, other = _site(account), _site(post)
    return ours == other or other.endswith(f".{ours}") or ("." in other and ours.endswith(f".{other}"))


@operation("deliveries.by_hand")
def say_taken_down(*, by: Person, at: datetime, delivery_id: UUID) -> Delivery:
    """Somebody took the post down on the platform. Raises Refused when that is in nobody's hands."""
    delivery = locked(delivery_id)
    if delivery.purpose != "takedown":
        raise Refused("This is a post to put up, not one to take down.")
    delivery.delivered_at, delivery.said_by = at, by.name
    note_gone(delivery, at=at)
    return step(delivery, "say_posted", "delivery/said", by=by, at=at, more={"permalink": "", "said_by": by.name})


@operation("deliveries.by_hand")
def say_not_posted(*, by: Person, at: datetime, delivery_id: UUID, why: str) -> Delivery:
    """It cannot be posted: held, until somebody releases it or takes it back."""
    said = why.strip()
    if not said:
        raise Invalid("Say what stood in the way: the author reads it.", field="why")
    cure = "Release it to post it by hand after all, or take it back."
    return step(locked(delivery_id), "hold", "delivery/held", by=by, at=at, why=said, cure=cure)
