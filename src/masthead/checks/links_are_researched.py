"""A person has researched every link, it still leads where it led then, and none leads to a campaign or to harm.

Source: the written policy (Presence 5; Presence 6 keeps the agency away from campaigns). A link is researched when its
dossier is finished and a person signed it. An address typed in the text that nobody attached as a link is a link all
the same, because every channel makes it one. `campaign_sites` are sites the policy file names; staff keep a list too.
The agency imports lists of malware and phishing sites; a link to one of those, or leading to one, is told with its row.
A certificate that browsers refuse, or that runs out soon, is only advice: the page may be right, and is not ours. So is
a host whose letters look like others: whoever signs is to see that it is the site that was meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from masthead.checks.engine.addresses import find_links, is_listed, place
from masthead.checks.engine.disguised_hosts import disguised
from masthead.checks.engine.facts import DraftFacts, LinkFacts
from masthead.checks.engine.finding import Raised, Remedy
from masthead.kernel.clock import said_day

CODES = (
    "link_not_researched",
    "link_dead",
    "link_changed",
    "link_campaign",
    "link_listed",
    "certificate_ends",
    "certificate_refused",
    "host_disguised",
)
STAGE = "content"

_NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
_SIGNED = LinkFacts("https://library.example/hours", "researched", signed_by="Inez Tate")
_ENDING = LinkFacts(
    "https://library.example/",
    "researched",
    signed_by="Inez Tate",
    certificate_ends=_NOON,
    certificate_told_from=_NOON - timedelta(days=14),
)
_SHUNNED = LinkFacts(
    "https://old.example/", "researched", signed_by="Inez Tate", certificate_refused="its certificate has run out"
)
PASSES = (
    DraftFacts("New hours are on our site.", links=(_SIGNED,)),
    DraftFacts("New hours: library.example/hours.", links=(_SIGNED,)),
    DraftFacts("Read on.", links=(_ENDING,), leaves_at=_NOON - timedelta(days=15)),
    DraftFacts("Read on.", links=(LinkFacts("https://b\u00fccher.example/", "researched", signed_by="Inez Tate"),)),
    DraftFacts("Write to desk@library.example, from 9 a.m. to 5 p.m. e.e. cummings will not answer."),
)
FAILS = (
    (
        DraftFacts("A list of grants.", links=(LinkFacts("https://grants.example/", "unresearched"),)),
        "link_not_researched",
    ),
    (
        DraftFacts("A list of grants.", links=(LinkFacts("https://grants.example/", "researched"),)),
        "link_not_researched",
    ),
    (DraftFacts("See grants.example today.", links=(_SIGNED,)), "link_not_researched"),
    (DraftFacts("See https://forum.example/@reader/9 today.", links=(_SIGNED,)), "link_not_researched"),
    (DraftFacts("See https://library.example@forum.example/ today.", links=(_SIGNED,)), "link_not_researched"),
    (DraftFacts("Read on.", links=(LinkFacts("https://old.example/", "dead"),)), "link_dead"),
    (DraftFacts("Read on.", links=(LinkFacts("https://old.example/", "redirects_elsewhere"),)), "link_changed"),
    (DraftFacts("Read on.", links=(LinkFacts("https://old.example/", "redirects_elsewhere"),)), "link_not_researched"),
    (DraftFacts("Read on.", links=(LinkFacts("https://vote-tull.example/", "campaign_site"),)), "link_campaign"),
    (
        DraftFacts("Read on.", links=(LinkFacts("https://evil.example/", "researched", listed="is listed"),)),
        "link_listed",
    ),
    (DraftFacts("Read on.", links=(_ENDING,), leaves_at=_NOON - timedelta(days=14)), "certificate_ends"),
    (DraftFacts("Read on.", links=(_ENDING,), leaves_at=_NOON + timedelta(days=1)), "certificate_ends"),
    (DraftFacts("Read on.", links=(_SHUNNED,)), "certificate_refused"),
    (DraftFacts("Read on.", links=(LinkFacts("https://c\u0430rds.example/", "researched"),)), "host_disguised"),
)
_ONLY_ADVICE = frozenset({"certificate_ends", "certificate_refused", "host_disguised"})


def check(draft: DraftFacts, *, campaign_sites: Sequence[str] = ()) -> Iterator[Raised]:
    """campaign_sites: hosts, or hosts with the start of a path, that belong to campaigns."""
    for link in draft.links:
        span = (link.start, link.end) if link.start is not None and link.end is not None else None
        remedy = Remedy("go", "Open the dossier", target=link.url)
        for code, message in (
            *_faults(link, campaign_sites),
            *_of_certificate(link, draft.leaves_at),
            *_of_host(link),
        ):
            advice = code in _ONLY_ADVICE
            yield Raised(code, message, span=span, link=link.url, remedies=(remedy,), only_advice=advice)
    known = {place(address) for link in draft.links for address in (link.url, link.final_url) if address}
    hosts = {host for host, _ in known}
    for found in find_links(draft.text):
        host, path = place(found.url)
        if (host, path) in known or (not path and host in hosts):
            continue
        span, address = (found.start, found.end), draft.text[found.start : found.end]
        if is_listed(address, campaign_sites):
            yield Raised("link_campaign", _campaign(address), span=span, link=address)
            continue
        message = f"{address} stands in the text but has not been researched; add it as a link and finish its dossier."
        remedy = Remedy("go", "Research this link", target=address)
        yield Raised("link_not_researched", message, span=span, link=address, remedies=(remedy,))


def _faults(link: LinkFacts, campaign_sites: Sequence[str]) -> Iterator[tuple[str, str]]:
    url = link.url
    if link.listed:
        yield "link_listed", f"{url} {link.listed}; take the link out, or give another."
    if link.state == "campaign_site" or is_listed(url, campaign_sites) or is_listed(link.final_url, campaign_sites):
        yield "link_campaign", _campaign(url)
        return
    if link.state == "dead":
        yield "link_dead", f"{url} does not answer; correct the address or remove the link."
        return
    if link.state == "redirects_elsewhere":
        where = f"it now leads to {link.final_url}" if link.final_url else "it now leads somewhere else"
        yield "link_changed", f"{url}: {link.changed or where}; research it again and sign, or remove the link."
    # To research what is listed would help nobody: it has to come out.
    if link.listed or (link.signed_by and link.state != "unresearched"):
        return
    if link.state == "unresearched" and not link.final_url:
        yield "link_not_researched", f"Nobody has researched {url} yet; open its dossier and finish it."
    elif link.state == "blocked":
        message = f"The desk could not read {url}, and its dossier says why; look at it yourself and sign the dossier."
        yield "link_not_researched", message
    else:
        message = f"The research on {url} is not signed; a person must read the dossier and sign it."
        yield "link_not_researched", message


def _of_certificate(link: LinkFacts, leaves_at: datetime | None) -> Iterator[tuple[str, str]]:
    """A link nobody has signed is held already, and its dossier says why."""
    if link.certificate_refused and link.signed_by:
        yield (
            "certificate_refused",
            f"Browsers warn whoever follows {link.url}, because {link.certificate_refused}; link to another page, or "
            "ask its owner to mend it.",
        )
    ends, told_from = link.certificate_ends, link.certificate_told_from
    if ends and told_from and leaves_at and leaves_at >= told_from:
        yield (
            "certificate_ends",
            f"The certificate behind {link.url} runs out on {said_day(ends)}, and from then on "
            "browsers warn whoever follows the link; tell its owner, or research the link again once it is renewed.",
        )


def _of_host(link: LinkFacts) -> Iterator[tuple[str, str]]:
    for address in dict.fromkeys((link.url, link.final_url)):
        if odd := disguised(address):
            leads = f"{link.url} may not be what it seems" if address == link.url else f"{link.url} leads to {address}"
            yield "host_disguised", f"{leads}: {odd}; see that it is the site you mean."
            return


def _campaign(address: str) -> str:
    return f"{address} belongs to a political campaign; link to an official or neutral page instead."
