"""The agency may use every picture and film it posts.

Source: the written policy (Presence 5, on copyright); 17 U.S.C. 106. What nobody has looked up is unknown, and unknown
is not permission: the check asks, it never guesses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from masthead.checks.engine.facts import AssetFacts, DraftFacts
from masthead.checks.engine.finding import Raised, Remedy
from masthead.checks.engine.licenses import LICENSES

CODES = ("media_unlicensed",)
STAGE = "content"
PASSES = (
    DraftFacts("Our cat.", assets=(AssetFacts("image", licence="own"),)),
    DraftFacts("Sunrise. Photo: D. Okafor, CC BY 4.0.", assets=(AssetFacts("image", licence="cc-by"),)),
    DraftFacts("The old store.", assets=(AssetFacts("image", licence="public-domain"),)),
)
FAILS = (
    (DraftFacts("A cat.", assets=(AssetFacts("image", licence="unknown"),)), "media_unlicensed"),
    (DraftFacts("A cat.", assets=(AssetFacts("image", licence="all-rights-reserved"),)), "media_unlicensed"),
    (DraftFacts("A cat.", assets=(AssetFacts("image", licence="cc-by-nc"),)), "media_unlicensed"),
    (DraftFacts("Sunrise.", assets=(AssetFacts("image", licence="cc-by"),)), "media_unlicensed"),
)

# CC BY asks for the maker's name. A line that credits somebody, or names the licence, is taken as that.
_CREDIT = re.compile(
    r"\bCC[ -]?BY\b|\b(?:photo|image|video|picture|credit|courtesy|by|source|art(?:work)?|film)\b\s*(?:by|of|:)", re.I
)


def check(draft: DraftFacts) -> Iterator[Raised]:
    for position, asset in enumerate(draft.assets, 1):
        if fault := _fault(asset, draft.text):
            handle = asset.id or asset.name or f"{asset.kind} {position}"
            remedy = Remedy("go", "State the license", target=handle)
            yield Raised("media_unlicensed", fault, asset=handle, remedies=(remedy,))


def _fault(asset: AssetFacts, text: str) -> str | None:
    licence = asset.licence.strip().lower()
    if licence in ("", "unknown"):
        return f"Nobody has said whether the agency may use the {asset.kind}; state its license or replace it."
    license_ = LICENSES.get(licence)
    if license_ is None or not license_.usable:
        return f"The {asset.kind} is marked '{asset.licence}'; get a permission letter from its owner or replace it."
    if license_.credit and not _CREDIT.search(text):
        return f"The {asset.kind}'s license asks for a credit; name its maker and the license in the text."
    return None
