"""What is put before somebody who is asked for a permission, as text: shown on the page, hashed, and kept as signed.

The page shows exactly these parts. Whoever signs sends the hash of them along, so that nobody signs another text than
the one they read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from masthead.agencies.models import the_agency
from masthead.channels.registry import describe, descriptions
from masthead.kernel.clock import stamp
from masthead.media.models import AskedPermission, Asset

MIME, NAME = "text/plain; charset=utf-8", "signed-on-a-screen.txt"


@dataclass(frozen=True, slots=True)
class SignedPage:
    """The parts of the page. `lines` is the whole of it, `sha256` of those lines in UTF-8."""

    agency: str
    person: str
    guardian: str
    relation: str
    kind: str
    assets: Sequence[Asset]
    event: str
    purpose: str
    commitment: str
    places: Sequence[str]
    until: date | None
    words: str
    words_version: str

    @property
    def lines(self) -> str:
        pictures = [f"{asset.name} (SHA-256 {asset.published_sha256})" for asset in self.assets]
        if self.event:
            pictures.append(f"Any picture or video of the event “{self.event}”")
        parts = [
            f"{self.agency} asks for permission to show somebody in pictures or videos.",
            f"Who is shown: {self.person}",
            f"Parent or guardian: {self.guardian}, {self.relation}" if self.kind == "child" else "",
            *(f"Which: {picture}" for picture in pictures),
            f"For what: {self.purpose}",
            f"Only in posts for: {self.commitment}" if self.commitment else "",
            f"Where: {', '.join(self.places)}",
            f"Until: {self.until.isoformat()}" if self.until else "Until: it is taken back",
            f"Wording: {self.words_version}",
            " ".join(self.words.split()),
        ]
        return "\n".join(part for part in parts if part) + "\n"

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.lines.encode()).hexdigest()


ANYWHERE = "Every account of the agency"


def page_for(asked: AskedPermission) -> SignedPage:
    """What whoever is asked sees now."""
    who, agency = asked.who, the_agency()
    shown = asked.depictions.select_related("asset").order_by("asset__name", "pk")
    assets = list({row.asset_id: row.asset for row in shown}.values())
    return SignedPage(
        agency=agency.name if agency else "",
        person=who["person"],
        guardian=who.get("guardian", ""),
        relation=who.get("relation", ""),
        kind=asked.kind,
        assets=assets,
        event=asked.event,
        purpose=asked.purpose,
        commitment=asked.commitment.name if asked.commitment else "",
        places=asked.places,
        until=asked.until,
        words=asked.words,
        words_version=asked.words_version,
    )


def places_of(channels: Sequence[str]) -> list[str]:
    """Channels by the names people know."""
    known = descriptions()
    return [describe(one).name if one in known else one for one in sorted(set(channels))] or [ANYWHERE]


def document(page: SignedPage, *, signer: str, signed_on: date, at: datetime, salt: str) -> bytes:
    """The page with its signature. The salt keeps its hash from giving the names away."""
    signature = [
        f"The text above, SHA-256: {page.sha256}",
        f"Signed by: {signer}",
        f"Date given: {signed_on.isoformat()}",
        f"Received: {stamp(at)}",
        f"Salt: {salt}",
    ]
    return f"{page.lines}\n{chr(10).join(signature)}\n".encode()
