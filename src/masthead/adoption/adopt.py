"""Third stage: the board adopted it, or the Executive Director did for working rules. From a day on it is in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from masthead.adoption.authors import authors_of
from masthead.adoption.day import midnight, today
from masthead.adoption.examine import examine, refuse_unless_another
from masthead.adoption.gates import another_person_records_the_adoption
from masthead.adoption.kept import keep
from masthead.adoption.models import Version
from masthead.adoption.review import refuse_while_blocked
from masthead.adoption.states import ADOPTED, VERSION
from masthead.agencies.models import Person
from masthead.agencies.rights import Role
from masthead.kernel.refusals import Invalid, NotPermitted
from masthead.kernel.text import clean
from masthead.policy.edit import with_adoption
from masthead.policy.gates import pass_gate
from masthead.policy.in_force import rulebook
from masthead.records.append import append
from masthead.records.operation import operation

LARGEST_COPY = 10 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class AdoptionFacts:
    """What the minutes say. `signed_copy` is a PDF; only working rules may do without one."""

    adopted_on: date
    minutes: str
    in_force_on: date
    signed_copy: bytes = b""


@operation("policy.adopt")
def adopt(*, by: Person, at: datetime, version: Version, facts: AdoptionFacts, seen_digest: str) -> Version:
    """Fix a version for good. Raises Refused for one changed since it was read, for its own authors, for a gap.

    The written policy's file then says the day of the vote; working rules leave the board's day as it is.
    """
    version = Version.objects.select_for_update(of=("self",)).select_related("file").get(pk=version.pk)
    version.state = VERSION.to(version.state, "adopt")
    if seen_digest != version.file_id:
        raise Invalid("Somebody changed this version since you opened the page. Read it again first.")
    if version.layer == "rules" and Role.DIRECTOR.value not in by.role_names:
        raise NotPermitted("Working rules are set by the Executive Director, who records it here.")
    clause = pass_gate(
        rulebook(), another_person_records_the_adoption, authors=authors_of(version), recorder=by.actor_id
    )
    minutes = _examined(facts, version, at)
    refuse_while_blocked(version)
    _fix_the_file(version, facts)
    version.in_force_from = _beginning(facts.in_force_on, at)
    version.adopted_on, version.minutes = facts.adopted_on, minutes
    version.signed_copy = keep(facts.signed_copy, "pdf") if facts.signed_copy else None
    version.adoption_recorded_by, version.adoption_recorded_at = by.actor_id, at
    version.save()
    append(
        "policy_version/adopted",
        by=by,
        at=at,
        subject=version.subject,
        body=body_of(version),
        clauses=[clause] if clause else [],
    )
    return version


def body_of(version: Version) -> dict[str, object]:
    """What the ledger keeps of an adoption: the stamp every later record carries, bound to the digest of the file."""
    if version.in_force_from is None or version.adopted_on is None:
        raise ValueError("only an adopted version has an adoption to tell of")
    return {
        "number": version.number,
        "stamp": version.stamp,
        "digest": version.file_id,
        "layer": version.layer,
        "adopted_on": version.adopted_on.isoformat(),
        "adopted_by": version.adopted_by,
        "minutes": version.minutes,
        "signed_copy": version.signed_copy_id or "",
        "in_force_from": version.in_force_from.isoformat(),
    }


def _examined(facts: AdoptionFacts, version: Version, at: datetime) -> str:
    """The reference to the minutes. Raises Invalid for the first thing wrong."""
    here = today(at)
    minutes = clean(facts.minutes).strip()
    if facts.adopted_on > here:
        raise Invalid("It cannot have been adopted in the future.", field="adopted_on")
    if not minutes or len(minutes) > 200:
        raise Invalid("Say where the vote is written down, in at most 200 characters.", field="minutes")
    if facts.in_force_on < here:
        raise Invalid("What was done before cannot be judged by it. Choose today or a later day.", field="in_force_on")
    if facts.in_force_on < facts.adopted_on:
        raise Invalid("It cannot be in force before it was adopted.", field="in_force_on")
    if not facts.signed_copy and version.layer == "policy":
        raise Invalid("Add the signed policy as a PDF.", field="signed_copy")
    if facts.signed_copy and not facts.signed_copy.startswith(b"%PDF-"):
        raise Invalid("The signed copy must be a PDF.", field="signed_copy")
    if len(facts.signed_copy) > LARGEST_COPY:
        raise Invalid("The signed copy is larger than 10 MB. Scan it at a lower resolution.", field="signed_copy")
    return minutes


def _fix_the_file(version: Version, facts: AdoptionFacts) -> None:
    raw = bytes(version.file.raw)
    if version.layer == "policy":
        try:
            raw = with_adoption(raw, adopted=facts.adopted_on)
        except ValueError as reason:
            raise Invalid(
                f"The day of the vote cannot be written into the file. {reason}", field="adopted_on"
            ) from None
    policy = examine(raw).policy
    refuse_unless_another(policy, own=version)
    version.file = keep(raw, "toml")
    version.adopted_by = policy.adopted_by if version.layer == "policy" else "Executive Director"


def _beginning(day: date, at: datetime) -> datetime:
    """Midnight of the agency's `day`, or now where that is past. No two versions begin at one moment."""
    begins = max(midnight(day), at)
    if other := Version.objects.filter(state__in=ADOPTED, in_force_from=begins).first():
        raise Invalid(f"Version {other.number} comes into force that day. Choose another.", field="in_force_on")
    return begins
