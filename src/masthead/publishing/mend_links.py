"""What a correction begins with for the links of a post that are no longer as they were signed.

A page that moved for good gets its new address; of a dead one it is said that it is dead. A person reads, changes,
researches and signs it like any draft: nothing suggested here is public before that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from masthead.checks.engine.addresses import find_links, place
from masthead.links.look_again import latest_looks
from masthead.links.models import LinkFinding, Look

_FOR_GOOD = frozenset({301, 308})
"""Moved Permanently and Permanent Redirect (RFC 9110, 15.4.2 and 15.4.9)."""


@dataclass(frozen=True, slots=True)
class Mend:
    """A link of the post that needs somebody. to: its new address where it moved for good, "" where it is dead."""

    url: str
    to: str
    told: str

    @property
    def says(self) -> str:
        """As it stands in the reason of the correction, on record."""
        if self.to:
            return f"Suggested in the text: {self.to} in place of {self.url}, which moved there for good."
        return f"{self.told.rstrip('.')}. The words are left as they were: choose another link, or leave it out."


def mends_of(texts: Iterable[str]) -> list[Mend]:
    """What can be said of the links in `texts` about which a person is asked. Three queries at most."""
    urls = list(dict.fromkeys(found.url for text in texts for found in find_links(text)))
    if not urls:
        return []
    told = LinkFinding.objects.filter(link__url__in=urls, state="open", kind__in=("dead", "elsewhere"))
    rows = list(told.select_related("link", "dossier"))
    looks = latest_looks(row.dossier for row in rows if row.dossier)
    found = {}
    for row in rows:
        look = looks.get(row.dossier_id) if row.dossier_id else None
        to = moved_to(row.link.url, look) if row.kind == "elsewhere" and look else ""
        if to or row.kind == "dead":
            found[row.link.url] = Mend(row.link.url, to, row.why)
    return [found[url] for url in urls if url in found]


def moved_to(url: str, look: Look) -> str:
    """Where the page at `url` moved for good and answers; "" where any step there is for the time being, or unsure.

    A page that is sent to the front page of a site has not moved: it is gone.
    """
    steps = [status for _, status in look.hops[:-1]]
    if look.state != "ok" or not steps or not _FOR_GOOD.issuperset(steps):
        return ""
    gone = bool(place(url)[1]) and not place(look.final_url)[1]
    return "" if gone or any(sign.isspace() for sign in look.final_url) else look.final_url


def mended(text: str, mends: Sequence[Mend]) -> str:
    """`text` with the new addresses in place of the old, and nothing else of it changed."""
    to = {mend.url: mend.to for mend in mends if mend.to}
    for found in sorted(find_links(text), key=lambda link: link.start, reverse=True):
        if found.url in to:
            text = text[: found.start] + to[found.url] + text[found.end :]
    return text
