"""A version of the policy on its road, in one line each, for tests."""

from __future__ import annotations

from datetime import datetime, timedelta

from factories import at, person
from masthead.administration.set_up import choose_policy
from masthead.adoption import draft, review
from masthead.adoption.adopt import AdoptionFacts, adopt
from masthead.adoption.amend import Amendment, amended
from masthead.adoption.models import Version
from masthead.adoption.start import start_with
from masthead.agencies.actors import Worker
from masthead.agencies.models import Agency, Person
from masthead.agencies.rights import Role
from masthead.policy.pack import find_pack

__all__ = ["choose_policy"]
PDF = b"%PDF-1.7\nsigned\n%%EOF"
LONG_AGO = at(days=-20)


def started(agency: Agency) -> Version:
    """The agency's starting version, in force for weeks."""
    return start_with(find_pack(agency.policy).read_bytes(), by=Worker("first-run"), at=LONG_AGO)


def owner() -> Person:
    return Person.objects.filter(grants__role="policy_owner").first() or person(Role.POLICY_OWNER)


def director() -> Person:
    return Person.objects.filter(grants__role="director").first() or person(Role.DIRECTOR)


def changed(label: str, *, clause: str = "", duty: str = "", base: Version | None = None, **words: str) -> bytes:
    """The bytes of `base` (the latest) with one clause reworded, named `label`."""
    base = base or Version.objects.select_related("file").latest("number")
    said = {**({"duty": duty} if duty else {}), **words}
    return amended(bytes(base.file.raw), Amendment(label=label, words={clause: said}))


def drafted(raw: bytes, *, when: datetime = LONG_AGO + timedelta(days=1), why: str = "It was unclear.") -> Version:
    return draft.draft(by=owner(), at=when, raw=raw, why=why)


def cleared(raw: bytes, *, when: datetime = LONG_AGO + timedelta(days=1)) -> Version:
    version = drafted(raw, when=when)
    review.send_to_review(by=owner(), at=when, version=version)
    return review.clear(
        by=owner(), at=when, version=version, counsel="Ada Pruitt", reviewed_on=when.date(), opinion="It can stand."
    )


def adopted(raw: bytes, *, when: datetime = LONG_AGO + timedelta(days=1), days: int = 0) -> Version:
    """Adopted at `when` by the director, in force `days` later (at once for 0)."""
    version = cleared(raw, when=when)
    facts = AdoptionFacts(
        adopted_on=when.date(),
        minutes="Board minute 7",
        in_force_on=when.date() + timedelta(days=days),
        signed_copy=PDF,
    )
    return adopt(by=director(), at=when, version=version, facts=facts, seen_digest=version.file_id)
