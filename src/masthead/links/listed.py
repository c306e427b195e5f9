"""What is held against where a link leads: a list of harmful sites, the agency's own word, or a campaign's site."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

from masthead.links.campaigns import Campaign, sites_of
from masthead.links.lists import Against
from masthead.links.own_word import against

Key = TypeVar("Key")
KINDS = ("listed", "campaign")
"""Of findings on live links that a list raised: a look at the page settles none of them."""


@dataclass(frozen=True, slots=True)
class Listing:
    """says: the rest of a sentence about the link. key: what it stands on, the same in later files of a list.

    address: which of the addresses it leads to is the one.
    """

    kind: Literal["listed", "campaign"]
    key: str
    says: str
    address: str


def listings(links: Mapping[Key, tuple[str, Iterable[str]]]) -> dict[Key, Listing]:
    """What is held against each of `links`, given as (its address, where it leads). As many queries as `against`."""
    every = {address for url, leads_to in links.values() for address in (url, *leads_to)}
    harmful, campaigns = against(every), sites_of(every)
    found = {}
    for key, (url, leads_to) in links.items():
        on_the_way = (url, *sorted(set(leads_to) - {url}))
        if listing := _harmful(url, on_the_way, harmful) or _campaign(url, on_the_way, campaigns):
            found[key] = listing
    return found


def harm(url: str, leads_to: Iterable[str], harmful: Mapping[str, Against]) -> str:
    """What is held against `url` or where it leads, as the rest of a sentence about it; else ""."""
    found = _harmful(url, (url, *sorted(set(leads_to) - {url})), harmful)
    return found.says if found else ""


def _harmful(url: str, on_the_way: Iterable[str], harmful: Mapping[str, Against]) -> Listing | None:
    for address in on_the_way:
        if held := harmful.get(address):
            says = f"is {held.says}" if address == url else f"leads to {address}, which is {held.says}"
            return Listing("listed", held.key, says, address)
    return None


def _campaign(url: str, on_the_way: Iterable[str], campaigns: Mapping[str, Campaign]) -> Listing | None:
    for address in on_the_way:
        if site := campaigns.get(address):
            way = "is on" if address == url else f"leads to {address}, which is on"
            return Listing(
                "campaign", f"campaign {site.site}", f"{way} {site.site}, a campaign's site: {site.why}", address
            )
    return None
