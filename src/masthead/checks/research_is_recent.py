"""A link's research is repeated once it has grown old: pages change hands, and what was read may be gone.

Source: a working rule of management, which says after how many days. It counts from the signature to the moment the
post leaves, so a post scheduled far ahead is asked in time. Whether there is any research is the matter of
`links_are_researched`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from masthead.checks.engine.facts import DraftFacts, LinkFacts
from masthead.checks.engine.finding import Raised, Remedy

CODES = ("link_research_old",)
STAGE = "content"

_NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
_SIGNED = LinkFacts("https://library.example/", "researched", signed_by="Inez Tate", researched_at=_NOON)
PASSES = (
    DraftFacts("Read on.", links=(_SIGNED,), leaves_at=_NOON + timedelta(days=30)),
    DraftFacts("Read on.", links=(LinkFacts("https://library.example/", "unresearched"),), leaves_at=_NOON),
)
FAILS = ((DraftFacts("Read on.", links=(_SIGNED,), leaves_at=_NOON + timedelta(days=31)), "link_research_old"),)


def check(draft: DraftFacts, *, days: int = 30) -> Iterator[Raised]:
    """days: how long a signature holds."""
    for link in draft.links:
        if draft.leaves_at is None or link.researched_at is None:
            continue
        if draft.leaves_at - link.researched_at > timedelta(days=days):
            message = (
                f"The research on {link.url} will be more than {days} days old when the post leaves; "
                "research it again and sign."
            )
            span = (link.start, link.end) if link.start is not None and link.end is not None else None
            remedy = Remedy("go", "Open the dossier", target=link.url)
            yield Raised("link_research_old", message, span=span, link=link.url, remedies=(remedy,))
