"""What the checks are told of the links in a text: their places, their dossiers, who signed them."""

from __future__ import annotations

from masthead.checks.engine.facts import LinkFacts
from masthead.links.find import find_links
from masthead.links.models import Dossier
from masthead.links.sign import latest_dossiers


def link_facts(text: str) -> tuple[LinkFacts, ...]:
    """The facts of every link in `text`, in its order. One query."""
    found = find_links(text)
    dossiers = latest_dossiers([link.url for link in found]) if found else {}
    return tuple(_facts(link.url, link.start, link.end, dossiers.get(link.url)) for link in found)


def _facts(url: str, start: int, end: int, dossier: Dossier | None) -> LinkFacts:
    if dossier is None:
        return LinkFacts(url=url, state="unresearched", start=start, end=end)
    return LinkFacts(
        url=url,
        state=dossier.verdict,
        final_url=dossier.final_url,
        title=dossier.title,
        signed_by=dossier.signed_by.name if dossier.signed_by else "",
        start=start,
        end=end,
    )
