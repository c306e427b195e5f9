"""Which official e-mail address opened the account of which presence: none opens a private one.

Source: the clause that binds the gate `official_address_opens_only_a_presence`. An account can be taken back only by
whoever reads the address it was opened with, so the list also says who to ask when a password is lost.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q, QuerySet

from masthead.agencies.models import Person, the_agency
from masthead.employees.gates import official_address_opens_only_a_presence
from masthead.employees.models import AddressUse
from masthead.kernel.refusals import Invalid
from masthead.kernel.text import clean
from masthead.policy.gates import pass_gate
from masthead.policy.in_force import rulebook
from masthead.presences.models import Presence
from masthead.records.append import append
from masthead.records.operation import operation

_LONGEST = 254
"""Characters of an address (RFC 5321)."""


def official_domains() -> frozenset[str]:
    """The domains of official addresses: those the policy names, and that of the records mailbox."""
    named = rulebook().policy.facts.get("email_domains", ())
    agency = the_agency()
    own = [agency.records_address.rpartition("@")[2]] if agency else []
    return frozenset(domain.casefold() for domain in (*named, *own) if domain)


def is_official(address: str, domains: Collection[str]) -> bool:
    """Whether `address` is at one of `domains` or below it."""
    domain = address.strip().rpartition("@")[2].casefold()
    return any(domain == ours or domain.endswith(f".{ours}") for ours in domains)


def approved_presences() -> QuerySet[Presence]:
    """Presences whose account may exist: whoever decided said yes, and has not taken it back."""
    return Presence.objects.exclude(decided_at=None).exclude(state__in=_NEVER_APPROVED).order_by("name", "pk")


_NEVER_APPROVED = ("proposed", "in_discussion", "returned", "declined", "withdrawn")


@operation("addresses.note")
def note_address(*, by: Person, at: datetime, presence: Presence, address: str) -> AddressUse:
    """Note with which official address the account of `presence` was opened; once more, where it was changed.

    Raises Invalid for what is no address, Refused (with the clause) for one that is not official or a presence that
    was never approved.
    """
    address = clean(address).strip().casefold()
    try:
        if len(address) > _LONGEST:
            raise ValidationError("too long")
        validate_email(address)
    except ValidationError:
        raise Invalid("Give the e-mail address, such as social@library.example.", field="address") from None
    presence = Presence.objects.select_for_update().get(pk=presence.pk)
    clause = pass_gate(
        rulebook(),
        official_address_opens_only_a_presence,
        address_is_official=is_official(address, official_domains()),
        presence_was_approved=approved_presences().filter(pk=presence.pk).exists(),
    )
    before = AddressUse.objects.filter(presence=presence).first()
    if before and before.address == address:
        raise Invalid("This address is already noted for this presence.", field="address")
    used, _ = AddressUse.objects.update_or_create(
        presence=presence, defaults={"address": address, "noted_by": by, "noted_at": at}
    )
    append(
        "presence/address_noted",
        by=by,
        at=at,
        subject=presence.subject,
        body={"address": address, "channel": presence.channel, "before": before.address if before else ""},
        clauses=[clause] if clause else [],
    )
    return used


def uses(*, words: str = "") -> QuerySet[AddressUse]:
    """Every address and the presence it opened, the latest noted first; with `words`, those that hold them."""
    rows = AddressUse.objects.select_related("presence", "noted_by")
    found = Q(address__icontains=words) | Q(presence__name__icontains=words)
    return rows.filter(found) if words else rows


def without_address() -> QuerySet[Presence]:
    """Approved presences of which nobody has said which address opened them."""
    return approved_presences().exclude(state="retired").filter(opened_with=None)
