"""What a proposal has to say, and everything that is wrong with one, each at its field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from masthead.agencies.models import Bureau, Commitment, Person, the_agency
from masthead.channels.registry import describe, descriptions
from masthead.kernel.refusals import Invalid, Refused
from masthead.kernel.text import clean
from masthead.policy.gates import pass_gate
from masthead.policy.in_force import rulebook
from masthead.presences.admissible import refusals
from masthead.presences.gates import presence_name_carries_the_agency
from masthead.presences.handles import suggested_handles
from masthead.presences.models import Presence
from masthead.presences.spelling import stored_handle
from masthead.presences.states import ENDED

NEEDED = (
    ("name", "Give the name the public will see."),
    ("purpose", "Say what the presence is for."),
    ("audience", "Say whom it is for."),
    ("why_channel", "Say why this channel is the right one."),
)
NO_COMMITMENT = "Choose at least one existing program or goal it supports."
_LONGEST = (("name", 120), ("handle", 253), ("audience", 200), ("existing_run_by", 200))


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What the policy wants to know before a presence exists.

    existing_since, existing_run_by: of an account that was there before anybody asked; official_duty: one employee
    runs it as part of the job. Such accounts go the same road.
    """

    channel: str
    name: str
    handle: str
    purpose: str
    audience: str
    why_channel: str
    run_by: Person
    commitments: Sequence[Commitment]
    bureau: Bureau | None = None
    name_reason: str = ""
    existing_since: date | None = None
    existing_run_by: str = ""
    official_duty: bool = False


def refuse_unless_sound(proposal: Proposal, *, today: date, own: Presence | None = None) -> str:
    """Returns the clause the name keeps ("" if none). Raises Invalid for the first fault, with the others in it."""
    if found := list(faults(proposal, today=today, own=own)):
        first, *others = found
        raise Invalid(first.sentence, field=first.field, clause=first.clause, others=others)
    clause = rulebook().gate(presence_name_carries_the_agency.__name__)
    return clause.id if clause else ""


def faults(proposal: Proposal, *, today: date, own: Presence | None = None) -> Iterator[Invalid]:
    """Everything that is wrong, in the order of the form; `own` is the presence whose proposal is mended."""
    for field, words in NEEDED:
        if not getattr(proposal, field).strip():
            yield Invalid(words, field=field)
    for field, longest in _LONGEST:
        if len(clean(getattr(proposal, field)).strip()) > longest:
            yield Invalid(f"Keep this to {longest} characters.", field=field)
    yield from _of_the_channel(proposal, own)
    named = f"{proposal.channel} {proposal.name} {proposal.handle}"
    yield from (Invalid(reason, field="channel", clause=clause) for reason, clause in refusals(named))
    yield from _of_the_name(proposal)
    yield from _of_the_commitments(proposal, today)
    yield from _of_an_existing_account(proposal, today)


def _of_the_channel(proposal: Proposal, own: Presence | None) -> Iterator[Invalid]:
    try:
        description = describe(proposal.channel)
    except Invalid as unknown:
        yield unknown
        return
    others = Presence.objects.filter(channel=proposal.channel).exclude(state__in=ENDED)
    others = others.exclude(pk=own.pk) if own else others
    if description.one_account and (there := others.first()):
        yield Invalid(
            f"The {description.name} is one page, and {there.name} speaks there already. Post through that presence.",
            field="channel",
        )
        return
    handle = stored_handle(proposal.handle)
    if not handle:
        return
    if not re.fullmatch(description.handle_pattern, handle):
        asked = f"{description.handle_help[0].lower()}{description.handle_help[1:]}"
        yield Invalid(f"This is no handle for the channel “{description.name}”. Give {asked}", field="handle")
    elif others.filter(handle__iexact=handle).exists():
        yield Invalid("There is already a presence with this handle on this channel.", field="handle")


def _of_the_name(proposal: Proposal) -> Iterator[Invalid]:
    if not proposal.name.strip():
        return
    try:
        ask_the_name_gate(name=proposal.name, handle=proposal.handle, reason=proposal.name_reason)
    except Refused as refusal:
        better = _better_handles(proposal.channel)
        yield Invalid(f"{refusal.sentence}{better}", field="name", clause=refusal.clause)


def _better_handles(channel: str) -> str:
    known = descriptions().get(channel)
    found = suggested_handles([known])[channel] if known else ()
    return f" Handles that carry it and fit here: {', '.join(found)}." if found else ""


def _of_the_commitments(proposal: Proposal, today: date) -> Iterator[Invalid]:
    if not proposal.commitments:
        yield Invalid(NO_COMMITMENT, field="commitments")
    for commitment in proposal.commitments:
        if commitment.has_ended(today):
            yield Invalid(f"{commitment.name} has ended. Choose one that goes on.", field="commitments")


def _of_an_existing_account(proposal: Proposal, today: date) -> Iterator[Invalid]:
    since, run_by = proposal.existing_since, proposal.existing_run_by.strip()
    if since and since > today:
        yield Invalid("This day has not come yet.", field="existing_since")
    if since and not run_by:
        yield Invalid("Say who has run the account until now.", field="existing_run_by")
    if run_by and not since:
        yield Invalid("Say since when the account has existed.", field="existing_since")


def ask_the_name_gate(*, name: str, handle: str, reason: str) -> str:
    """Ask whether the name carries the agency's. Returns the clause kept; raises Refused with it."""
    agency = the_agency()
    return pass_gate(
        rulebook(),
        presence_name_carries_the_agency,
        name=name,
        handle=handle,
        agency=agency.name if agency else "",
        short_name=agency.short_name if agency else "",
        reason=reason,
    )
