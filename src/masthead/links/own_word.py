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
from masthead.kernel.refusals import Invalid, NotFound, Refused
from masthead.kernel.text import clean
from masthead.links.lists import said_by_lists, said_day
from masthead.links.models import SiteWord
from masthead.links.sites import site_of, sites_above
from masthead.records.append import append
from masthead.records.operation import operation

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
    return word


def said_of(addresses: Iterable[str]) -> dict[str, str]:
    """What is held against each of `addresses`, by the agency itself or by a list, as a clause of a sentence.

    Two questions, however many words and links; where one is denied, the agency's day is asked for once a word.
    """
    by_address = {address: set(sites_above(address)) for address in addresses}
    asked = {site for sites in by_address.values() for site in sites}
    standing = SiteWord.objects.filter(taken_back_at=None, site__in=asked).select_related("said_by") if asked else ()
    words = {word.site: word for word in standing}
    denials = {site: _denied(word) for site, word in words.items() if not word.allowed}
    against = said_by_lists(by_address)
    for address, sites in by_address.items():
        said = [words[site] for site in sorted(sites & words.keys(), key=len)]
        if denied := [word for word in said if not word.allowed]:
            against[address] = denials[denied[-1].site]
        elif said:
            against.pop(address, None)
    return against


def _denied(word: SiteWord) -> str:
    day = said_day(local_day(word.said_at))
    return f"on {word.site}, where {word.said_by.name} denied links on {day}: “{word.why}”"
