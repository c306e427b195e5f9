"""The first run: an agency is named, takes a policy and opens its desk. Later: what an administrator may change."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from masthead.adoption.start import start_with
from masthead.agencies.actors import Actor
from masthead.agencies.models import Agency, Person, the_agency
from masthead.agencies.rights import Role
from masthead.kernel.refusals import Invalid, Refused
from masthead.kernel.text import clean
from masthead.policy.pack import find_pack, read_bytes
from masthead.records.append import append
from masthead.records.operation import operation


@dataclass(frozen=True, kw_only=True)
class AgencyFacts:
    """What the first step asks. `time_zone` is an IANA name; `records_address` receives every exchange."""

    name: str
    short_name: str
    public_url: str
    records_address: str
    time_zone: str = "America/Chicago"
    mission: str = ""
    source_url: str = ""


@operation("agency.set_up")
def name_agency(*, by: Actor, at: datetime, facts: AgencyFacts, demo: bool = False) -> Agency:
    """First step, and again after going back. Raises Invalid for a gap, Refused once the desk is open."""
    agency = _not_yet_open() or Agency(demo=demo)
    facts = _examined(facts)
    _write(agency, facts)
    append("agency/named", by=by, at=at, subject=f"agency:{agency.pk}", body={**asdict(facts), "demo": agency.demo})
    return agency


@operation("agency.set_up")
def choose_policy(*, by: Actor, at: datetime, policy: str) -> Agency:
    """Second step: the desk's starting version, from a policy file there is. Raises Invalid when it cannot be used."""
    agency = _named()
    try:
        version = start_with(read_bytes(find_pack(policy)), by=by, at=at)
    except (LookupError, ValueError, OSError) as error:
        raise Invalid(f"This policy cannot be used: {error}", field="policy") from error
    except Invalid as refusal:
        raise Invalid(refusal.sentence, field="policy") from refusal
    agency.policy = version.policy_id
    agency.save(update_fields=["policy"])
    append(
        "agency/policy_chosen",
        by=by,
        at=at,
        subject=f"agency:{agency.pk}",
        body={"policy": policy, "stamp": version.stamp, "digest": version.file_id},
    )
    return agency


@operation("agency.set_up")
def open_desk(*, by: Actor, at: datetime) -> Agency:
    """Last step: from now on people sign in, and the first run is over. Raises Refused while something is missing."""
    agency = _named()
    if not agency.policy:
        raise Refused("Choose the policy the desk works under first.")
    if not Person.objects.filter(is_active=True, grants__role=Role.ADMINISTRATOR.value).exists():
        raise Refused("Add at least one administrator first: somebody must be able to add the others.")
    agency.set_up_at = at
    agency.save(update_fields=["set_up_at"])
    append("agency/opened", by=by, at=at, subject=f"agency:{agency.pk}", body={"policy": agency.policy})
    return agency


@operation("agency.change")
def change_agency(*, by: Actor, at: datetime, facts: AgencyFacts) -> Agency:
    """An administrator corrects what the first step asked."""
    agency = the_agency()
    if agency is None:
        raise Refused("There is no agency yet: finish the first run.")
    facts = _examined(facts)
    _write(agency, facts)
    append("agency/changed", by=by, at=at, subject=f"agency:{agency.pk}", body=asdict(facts))
    return agency


def _not_yet_open() -> Agency | None:
    agency = Agency.objects.select_for_update().first()
    if agency and agency.set_up_at:
        raise Refused("This desk is already set up. An administrator changes it under Agency.")
    return agency


def _named() -> Agency:
    agency = _not_yet_open()
    if agency is None:
        raise Refused("Name the agency first.")
    return agency


def _examined(facts: AgencyFacts) -> AgencyFacts:
    facts = AgencyFacts(**{field: clean(value).strip() for field, value in asdict(facts).items()})
    if not facts.name:
        raise Invalid("Give the agency's name as the public knows it.", field="name")
    if not facts.short_name:
        raise Invalid("Give the short name people use, as letters or a word.", field="short_name")
    for field, longest in (("name", 200), ("short_name", 40)):
        if len(getattr(facts, field)) > longest:
            raise Invalid(f"Keep this to {longest} characters.", field=field)
    try:
        validate_email(facts.records_address)
    except ValidationError:
        raise Invalid("Give the e-mail address that keeps the agency's records.", field="records_address") from None
    try:
        URLValidator(schemes=["http", "https"], regex=_ANY_HOST)(facts.public_url)
    except ValidationError:
        raise Invalid("Give the whole address, beginning with https://.", field="public_url") from None
    try:
        if facts.source_url:
            URLValidator(schemes=["http", "https"], regex=_ANY_HOST)(facts.source_url)
    except ValidationError:
        raise Invalid(
            "Give the whole address, beginning with https://, or leave it empty.", field="source_url"
        ) from None
    try:
        ZoneInfo(facts.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise Invalid("Choose a time zone from the list, such as America/Chicago.", field="time_zone") from None
    return facts


# A desk inside a building is reached by a bare host name or a loopback address, which Django's own pattern refuses.
_ANY_HOST = r"^https?://[^\s/:?#]+(:\d{2,5})?(/[^\s?#]*)?$"


def _write(agency: Agency, facts: AgencyFacts) -> None:
    for field, value in asdict(facts).items():
        setattr(agency, field, value)
    agency.save()
