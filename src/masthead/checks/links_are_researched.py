"""All links are fully researched before posting, and none leads to a campaign.

Source: the written policy ("All links are fully researched before posting"; candidates are not to be endorsed). A link
is researched when its dossier is finished and a person signed it. An address typed in the text that nobody attached
as a link is a link all the same, because every channel makes it one.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from masthead.checks.engine.facts import DraftFacts, LinkFacts
from masthead.checks.engine.finding import Raised, Remedy
from masthead.checks.engine.prose import ADDRESS

CODES = ("link_not_researched", "link_dead", "link_changed", "link_campaign")
STAGE = "content"

_SIGNED = LinkFacts("https://library.example/hours", "researched", signed_by="Inez Tate")
PASSES = (
    DraftFacts("New hours are on our site.", links=(_SIGNED,)),
    DraftFacts("New hours: library.example/hours.", links=(_SIGNED,)),
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
    (DraftFacts("Read on.", links=(LinkFacts("https://old.example/", "dead"),)), "link_dead"),
    (DraftFacts("Read on.", links=(LinkFacts("https://old.example/", "redirects_elsewhere"),)), "link_changed"),
    (DraftFacts("Read on.", links=(LinkFacts("https://vote-tull.example/", "campaign_site"),)), "link_campaign"),
)


def check(draft: DraftFacts) -> Iterator[Raised]:
    for link in draft.links:
        if said := _fault(link):
            code, message = said
            span = (link.start, link.end) if link.start is not None and link.end is not None else None
            yield Raised(
                code, message, span=span, link=link.url, remedies=(Remedy("go", "Open the dossier", target=link.url),)
            )
    known = {_place(address) for link in draft.links for address in (link.url, link.final_url) if address}
    hosts = {host for host, _ in known}
    for match in ADDRESS.finditer(draft.text):
        address = match.group().rstrip(".,;:!?)'\"")
        if "@" in address or address.startswith("#"):
            continue
        host, path = _place(address)
        if (host, path) in known or (not path and host in hosts):
            continue
        message = f"{address} stands in the text but has not been researched; add it as a link and finish its dossier."
        span = (match.start(), match.start() + len(address))
        remedy = Remedy("go", "Research this link", target=address)
        yield Raised("link_not_researched", message, span=span, link=address, remedies=(remedy,))


def _fault(link: LinkFacts) -> tuple[str, str] | None:
    if link.state == "unresearched":
        return "link_not_researched", f"Nobody has researched {link.url} yet; open its dossier and finish it."
    if link.state == "dead":
        return "link_dead", f"{link.url} does not answer; correct the address or remove the link."
    if link.state == "redirects_elsewhere":
        where = f" to {link.final_url}" if link.final_url else " somewhere else"
        return "link_changed", f"{link.url} now leads{where}; research the new address or remove the link."
    if link.state == "campaign_site":
        return (
            "link_campaign",
            f"{link.url} belongs to a political campaign; link to an official or neutral page instead.",
        )
    if link.signed_by:
        return None
    if link.state == "blocked":
        return "link_not_researched", f"{link.url} does not let machines in; look at it yourself and sign its dossier."
    return (
        "link_not_researched",
        f"The research on {link.url} is not signed; a person must read the dossier and sign it.",
    )


def _place(address: str) -> tuple[str, str]:
    """Host and path, so that `www.Library.example/hours/` and `https://library.example/hours` are one place."""
    try:
        parts = urlsplit(address if "://" in address else f"https://{address}")
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return address, ""
    return host, parts.path.rstrip("/") + (f"?{parts.query}" if parts.query else "")
