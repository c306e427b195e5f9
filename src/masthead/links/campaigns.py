"""The sites known to belong to campaigns: those staff list here, and those registers of candidates tell of.

A link to one of them, or leading to one, does not leave.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from masthead.agencies.models import Person
from masthead.kernel.refusals import Invalid, NotFound, Refused
from masthead.kernel.text import clean
from masthead.links.candidate_sites import in_registers
from masthead.links.list_edition import lists_changed
from masthead.links.models import CampaignSite
from masthead.links.sites import site_of, sites_above
from masthead.records.append import append
from masthead.records.operation import operation

_ASKED = 500
_NO_SITE = "Give the campaign's site, such as vote-tull.example."


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign's site, and whose it is by whose word."""

    site: str
    why: str


@operation("links.list_campaign")
def put_on_list(*, by: Person, at: datetime, site: str, why: str) -> CampaignSite:
    """Put a campaign's site on the list: its host with everything below it, or a host with the start of a path.

    Raises Invalid beside the field for what is no site or has no reason, and for one that is listed already.
    """
    named, said = site_of(site, or_else=_NO_SITE), clean(why).strip()
    if not said:
        raise Invalid("Say whose campaign it is and how you know: colleagues will read it.", field="why")
    if CampaignSite.objects.filter(site=named, struck_at=None).exists():
        raise Invalid(f"{named} is on the list already.", field="site")
    listed = CampaignSite.objects.create(site=named, why=said, listed_by=by, listed_at=at)
    append("link/campaign_listed", by=by, at=at, subject=listed.subject, body={"site": named, "why": said})
    lists_changed()
    return listed


@operation("links.strike_campaign")
def strike(*, by: Person, at: datetime, site_id: UUID, why: str) -> CampaignSite:
    """Take a site off the list, with a reason. It stays on record."""
    said = clean(why).strip()
    listed = CampaignSite.objects.select_for_update().filter(pk=site_id).first()
    if listed is None:
        raise NotFound("There is no such site on the list.")
    if listed.struck_at is not None:
        raise Refused(f"{listed.site} is off the list already.")
    if not said:
        raise Invalid("Say why it comes off the list: it is kept on record.", field="why")
    listed.struck_at = at
    listed.save(update_fields=["struck_at"])
    append("link/campaign_struck", by=by, at=at, subject=listed.subject, body={"site": listed.site, "why": said})
    lists_changed()
    return listed


def on_list(addresses: Iterable[str]) -> frozenset[str]:
    """Those of `addresses` that lie on a listed site. However long the lists are."""
    return frozenset(sites_of(addresses))


def sites_of(addresses: Iterable[str]) -> dict[str, Campaign]:
    """The listed site on which each of `addresses` lies that lies on one: the narrowest. Two queries for 500 sites.

    What a colleague wrote of a site goes before what a register says of it.
    """
    by_address = {address: set(sites_above(address)) for address in addresses}
    asked = {site for sites in by_address.values() for site in sites}
    listed: dict[str, Campaign] = {}
    names = sorted(asked)
    for start in range(0, len(names), _ASKED):
        some = names[start : start + _ASKED]
        rows = CampaignSite.objects.filter(struck_at=None, site__in=some).values_list("site", "why")
        known = in_registers(some) | dict(rows)
        listed |= {site: Campaign(site, why) for site, why in known.items()}
    return {
        address: listed[max(hit, key=len)] for address, sites in by_address.items() if (hit := sites & listed.keys())
    }
