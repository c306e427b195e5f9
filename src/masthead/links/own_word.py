"""The agency's own word on a site: denied, or allowed although an imported list has it.

An allowed site is taken out of the lists' verdict and of nothing else: its links are fetched, researched and signed as
any other. What is denied stays denied, also below a site that is allowed.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from masthead.agencies.days import local_day
from masthead.agencies.models import Person
from masthead.kernel.clock import said_day
from masthead.kernel.refusals import Invalid, NotFound, Refused
from masthead.kernel.text import clean
from masthead.links.list_edition import lists_changed
from masthead.links.lists import Against, said_by_lists
from masthead.links.models import SiteWord
from masthead.links.sites import site_of, sites_above
from masthead.records.append import append
from masthead.records.operation import operation

_ASKED = 500
_NO_SITE = "Give a site, such as forms.example, or the start of a path, such as host.example/forms."


@operation("links.say_of_site")
def say(*, by: Person, at: datetime, site: str, allowed: bool, why: str) -> SiteWord:
    """Allow or deny a site: its host with everything below it, or a host with the start of a path.

    Raises Invalid beside the field for what is no site or has no reason, and where the agency's word stands already.
    """
    named, said = site_of(site, or_else=_NO_SITE), clean(why).strip()
    if not said:
        raise Invalid("Say why: whoever is held up reads it.", field="why")
    if SiteWord.objects.filter(site=named, taken_back_at=None).exists():
        raise Invalid(f"There is a word on {named} already. Take it back first.", field="site")
    word = SiteWord.objects.create(site=named, allowed=allowed, why=said, said_by=by, said_at=at)
    body = {"site": named, "allowed": allowed, "why": said}
    append("link/site_judged", by=by, at=at, subject=word.subject, body=body)
    lists_changed()
    return word


@operation("links.say_of_site")
def take_back(*, by: Person, at: datetime, word_id: UUID, why: str) -> SiteWord:
    """The agency's word no longer holds, for a reason. It stays on record."""
    said = clean(why).strip()
    word = SiteWord.objects.select_for_update().filter(pk=word_id).first()
    if word is None:
        raise NotFound("There is no such word on a site.")
    if word.taken_back_at is not None:
        raise Refused(f"The word on {word.site} is taken back already.")
    if not said:
        raise Invalid("Say why it no longer holds: it is kept on record.", field="why")
    word.taken_back_at = at
    word.save(update_fields=["taken_back_at"])
    body = {"site": word.site, "allowed": word.allowed, "why": said}
    append("link/site_word_taken_back", by=by, at=at, subject=word.subject, body=body)
    lists_changed()
    return word


def against(addresses: Iterable[str]) -> dict[str, Against]:
    """What is held against each of `addresses`, by the agency itself or by a list.

    Two questions for each 500 sites; where one is denied, the agency's day is asked for once a word.
    """
    by_address = {address: set(sites_above(address)) for address in addresses}
    asked = {site for sites in by_address.values() for site in sites}
    names, words = sorted(asked), dict[str, SiteWord]()
    for start in range(0, len(names), _ASKED):
        rows = SiteWord.objects.filter(taken_back_at=None, site__in=names[start : start + _ASKED])
        words |= {word.site: word for word in rows.select_related("said_by")}
    denials = {site: _denied(word) for site, word in words.items() if not word.allowed}
    found = said_by_lists(by_address)
    for address, sites in by_address.items():
        said = [words[site] for site in sorted(sites & words.keys(), key=len)]
        if denied := [word for word in said if not word.allowed]:
            found[address] = denials[denied[-1].site]
        elif said:
            found.pop(address, None)
    return found


def _denied(word: SiteWord) -> Against:
    day = said_day(local_day(word.said_at))
    says = f"on {word.site}, where {word.said_by.name} denied links on {day}: “{word.why}”"
    return Against(f"denied {word.site} {word.pk}", says)
