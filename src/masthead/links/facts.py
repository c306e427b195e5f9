"""What the checks are told of the links in a text: where they are, who signed for them, what changed since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from masthead.checks.engine.addresses import FoundLink, find_links
from masthead.checks.engine.facts import DraftFacts, LinkFacts
from masthead.checks.engine.finding import Finding
from masthead.checks.engine.run import run
from masthead.links.campaigns import on_list
from masthead.links.certificate import refused_one, soonest_to_end
from masthead.links.linked_words import english
from masthead.links.listed import harm
from masthead.links.lists import Against
from masthead.links.look_again import latest_looks, looked_at
from masthead.links.models import Dossier, Look
from masthead.links.own_word import against
from masthead.links.sign import latest_dossiers
from masthead.policy.in_force import rulebook

_OF_THE_PAGE = frozenset({"links_are_researched", "links_lead_nowhere_indecent"})

Verdict = Literal["unresearched", "researched", "dead", "blocked", "redirects_elsewhere"]


def link_facts(text: str) -> tuple[LinkFacts, ...]:
    """The facts of every link in `text`, in its order. A handful of queries, however many links; none without one."""
    found = find_links(text)
    if not found:
        return ()
    dossiers = latest_dossiers([link.url for link in found])
    looks = latest_looks(dossiers.values())
    addresses = {link.url for link in found} | {hop for d in dossiers.values() for hop in where_it_leads(d, looks)}
    listed = on_list(addresses)
    harmful = against(addresses)
    return tuple(_facts(link, dossiers.get(link.url), looks, listed, harmful) for link in found)


def verdict(dossier: Dossier, look: Look | None) -> Verdict:
    """What is so of a link: the newest research, undone where a later look found something else.

    A page that could be read when it was signed and cannot be read now is nobody's word any more.
    """
    if dossier.state == "dead" or (look and look.state == "dead"):
        return "dead"
    if dossier.signed_at is None:
        if dossier.leads_elsewhere:
            return "redirects_elsewhere"
        return "unresearched" if dossier.state in ("waiting", "ok") else "blocked"
    if look and look.changed:
        return "redirects_elsewhere"
    return "blocked" if look and look.state == "blocked" and dossier.state == "ok" else "researched"


def where_it_leads(dossier: Dossier, looks: Mapping[UUID, Look]) -> set[str]:
    """Every address a link was seen to pass or end at."""
    look = looks.get(dossier.pk)
    passed = {str(hop[0]) for hop in dossier.hops}
    return {address for address in (*passed, dossier.final_url, look.final_url if look else "") if address}


def _facts(
    link: FoundLink,
    dossier: Dossier | None,
    looks: Mapping[UUID, Look],
    listed: frozenset[str],
    harmful: Mapping[str, Against],
) -> LinkFacts:
    if dossier is None:
        state: Verdict | Literal["campaign_site"] = "campaign_site" if link.url in listed else "unresearched"
        said = harm(link.url, (), harmful)
        return LinkFacts(url=link.url, state=state, start=link.start, end=link.end, listed=said)
    look = looks.get(dossier.pk)
    found = verdict(dossier, look)
    campaign = listed & {link.url, *where_it_leads(dossier, looks)}
    stands = dossier.signed_by is not None and found != "blocked"
    facts = LinkFacts(
        url=link.url,
        state="campaign_site" if campaign else found,
        final_url=look.final_url if look and look.final_url else dossier.final_url,
        title=dossier.title,
        signed_by=dossier.signed_by.name if stands and dossier.signed_by else "",
        changed=look.changed if look else "",
        researched_at=dossier.signed_at,
        looked_at=looked_at(dossier, look),
        start=link.start,
        end=link.end,
        page=words_of(dossier),
        listed=harm(link.url, where_it_leads(dossier, looks), harmful),
    )
    return _with_certificate(facts, look.certificates if look else dossier.certificates)


def _with_certificate(facts: LinkFacts, kept: Sequence[Mapping[str, Any]]) -> LinkFacts:
    """As it was last seen: a look finds a renewed one."""
    first, refused = soonest_to_end(kept), refused_one(kept)
    return replace(
        facts,
        certificate_ends=first.ends if first else None,
        certificate_told_from=first.worth_a_word_from if first else None,
        certificate_refused=refused.why_refused if refused else "",
    )


def words_of(dossier: Dossier) -> str:
    """What was read of the page as it was researched, for the check that reads English; else ""."""
    return english(dossier.title, dossier.excerpt, dossier.language)


def findings_on(dossier: Dossier, *, at: datetime) -> list[Finding]:
    """What the policy in force has against the page itself, for whoever is about to sign it at `at`."""
    looks = latest_looks([dossier])
    leads_to = where_it_leads(dossier, looks)
    facts = LinkFacts(
        url=dossier.link.url,
        state="researched",
        final_url=dossier.final_url,
        signed_by="whoever is about to sign",
        page=words_of(dossier),
        listed=harm(dossier.link.url, leads_to, against({dossier.link.url, *leads_to})),
    )
    look = looks.get(dossier.pk)
    facts = _with_certificate(facts, look.certificates if look else dossier.certificates)
    return run(DraftFacts("", links=(facts,), leaves_at=at), rulebook(), only=_OF_THE_PAGE)
