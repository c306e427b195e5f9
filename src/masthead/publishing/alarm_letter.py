"""The e-mail that tells somebody which posts did not arrive, why, what to do, and where."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urljoin

from django.core.mail import EmailMessage

from masthead.agencies.models import Agency, Person
from masthead.conversations.posting import sender
from masthead.outbox.models import Delivery
from masthead.outbox.states import MOVING
from masthead.policy.notices import notice
from masthead.publishing.carried import Carried, carried_by
from masthead.publishing.models import Alarm

_WORDS = {
    "held": "is held",
    "rejected": "was refused by the channel",
    "unknown": "may or may not be public",
    "by_hand": "is still to be posted by hand",
}
_STANDS_STILL = (
    "Nothing has carried it yet: what sends for the desk may be standing still.",
    "Ask whoever keeps this machine whether it runs; Today says when it was last seen.",
)
NOTHING_CARRIES_IT = " ".join(_STANDS_STILL)


@notice
def delivery_alarm(person: Person, alarms: Sequence[Alarm], *, agency: Agency) -> EmailMessage:
    """Whoever wrote or scheduled a post is told that it is late or failed: why, what to do, and where to do it."""
    deliveries = [alarm.delivery for alarm in alarms]
    carried = carried_by(deliveries)
    told = "\n".join(_paragraph(row, carried[row.subject], agency) for row in deliveries)
    return EmailMessage(
        subject=f"{agency.short_name}: {_headline(deliveries, carried)}",
        body=(
            f"{person.name},\n\nthis did not go out as planned:\n\n{told}\n"
            "You are told of each once. What still waits for you stands on Today.\n"
        ),
        from_email=sender(),
        to=[person.email],
        headers={"Auto-Submitted": "auto-generated"},
    )


def _headline(deliveries: Sequence[Delivery], carried: dict[str, Carried]) -> str:
    first, *others = deliveries
    if not others:
        return " ".join(_said(first, carried[first.subject]).split())
    return f"{len(deliveries)} deliveries did not go out as planned"


def _said(delivery: Delivery, carried: Carried) -> str:
    word = _WORDS.get(delivery.state, "has not arrived")
    if delivery.purpose == "takedown":
        word = {"unknown": "may or may not be done", "by_hand": "is still to be done by hand"}.get(delivery.state, word)
    if delivery.payload.get("private") and delivery.state == "unknown":
        word = "may or may not have arrived"
    return f"{carried.title} {word} on {delivery.presence.name}"


def _paragraph(delivery: Delivery, carried: Carried, agency: Agency) -> str:
    why, cure = (delivery.error, delivery.cure) if delivery.error else _STANDS_STILL
    again = (
        f"  Tried next: {_moment(delivery.not_before, agency)}\n" if delivery.error and delivery.state in MOVING else ""
    )
    where = urljoin(f"{agency.public_url.rstrip('/')}/", carried.path.lstrip("/"))
    return (
        f"{_said(delivery, carried)}. It was to leave {_moment(delivery.due_at, agency)}.\n"
        f"  Why: {why}\n  What to do: {cure}\n{again}  Where: {where}\n"
    )


def _moment(moment: datetime, agency: Agency) -> str:
    local = moment.astimezone(agency.zone)
    return f"on {local:%B} {local.day} at {local:%-I:%M %p %Z}"
