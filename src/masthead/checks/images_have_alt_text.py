"""Every image and video says in words what it shows.

Source: Americans with Disabilities Act, Title II web rule (28 CFR 35.200, WCAG 2.1 level AA, criterion 1.1.1). A file
name, "image of", or one sentence repeated under every picture tells a listener nothing. Whether it is too long for a
channel is measured by the channel itself, with everything else it will not take: fits_the_channel.py.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from masthead.checks.engine.facts import AssetFacts, DraftFacts
from masthead.checks.engine.finding import Raised, Remedy

CODES = ("missing_alt_text",)
STAGE = "content"

_GOOD = AssetFacts("image", alt="Two children stack blocks beside a picture-book shelf", licence="own")
PASSES = (
    DraftFacts("Blocks!", assets=(_GOOD,)),
    DraftFacts("Then and now.", assets=(_GOOD, AssetFacts("image", alt="Faded photograph of a wooden store"))),
    DraftFacts("No picture at all."),
)
_NO_ALTS = ("", "  ", "IMG_2041.jpg", "DSC00017", "screenshot 2026-03-01 at 10.22", "image", "Photo of a cat", "...")
FAILS = (
    *((DraftFacts("Look!", assets=(AssetFacts("image", alt=alt),)), "missing_alt_text") for alt in _NO_ALTS),
    (DraftFacts("Look!", assets=(_GOOD, _GOOD)), "missing_alt_text"),
)

_FILE_NAME = re.compile(
    r"\S{1,200}\.(?:jpe?g|png|gif|webp|heic|tiff?|bmp|svg|mp4|mov|avi|webm|mkv)"
    r"|(?:img|dsc[nf]?|pxl|gopr|mvi|vid|pict?|image|photo|scan|screen[ _-]?shot|untitled|whatsapp)"
    r"[ _-]*[\d(][\w ().:-]*"
    r"|[0-9a-f-]{16,}|[\d\W_]+",
    re.IGNORECASE,
)
_SAYS_NOTHING = re.compile(
    r"(?:an? |the )?"
    r"(?:image|picture|photo|photograph|pic|graphic|video|flyer|poster|logo|alt text|none|n/?a|tbd)s?\.?",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(
    r"(?:this is )?(?:an? |the )?(?:image|picture|photo|pic|graphic|screenshot) (?:of|showing|that shows)\s+", re.I
)


def check(draft: DraftFacts) -> Iterator[Raised]:
    same = Counter(asset.alt.strip().casefold() for asset in draft.assets)
    for position, asset in enumerate(draft.assets, 1):
        if fault := _fault(asset) or _repeated(asset, same):
            handle = asset.id or asset.name or f"{asset.kind} {position}"
            remedy = Remedy("go", "Describe it", target=handle)
            yield Raised("missing_alt_text", fault, asset=handle, remedies=(remedy,))


def _fault(asset: AssetFacts) -> str | None:
    alt = asset.alt.strip()
    it = f"The {asset.kind}"
    if not alt:
        return f"{it} has no alt text; say in one sentence what it shows."
    if _FILE_NAME.fullmatch(alt) or alt == asset.name:
        return f"{it}'s alt text '{alt[:60]}' looks like a file name; say in one sentence what it shows."
    if _SAYS_NOTHING.fullmatch(alt):
        return f"{it}'s alt text '{alt}' says nothing about it; say in one sentence what it shows."
    if lead := _LEAD_IN.match(alt):
        return f"{it}'s alt text begins '{lead.group().strip()}', which screen readers say already; leave that out."
    return None


def _repeated(asset: AssetFacts, same: Counter[str]) -> str | None:
    if same[asset.alt.strip().casefold()] < 2:
        return None
    return f"Several items share the alt text '{asset.alt.strip()[:60]}'; describe each {asset.kind} in its own words."
