"""Every image and video says in words what it shows.

Source: Americans with Disabilities Act, Title II web rule (28 CFR 35.200, WCAG 2.1 level AA, criterion 1.1.1). A file
name, a placeholder, "image of", the post's own words or one sentence repeated under every picture tells a listener
nothing. Where there is text in the picture, as staff say, its words may be those of the post. Whether it is too long
for a channel is measured by the channel itself, with everything else it will not take: fits_the_channel.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from masthead.checks.engine.alt_nothings import is_file_name, repeats, says_nothing
from masthead.checks.engine.alt_openings import opening_of
from masthead.checks.engine.facts import AssetFacts, DraftFacts
from masthead.checks.engine.finding import Raised, Remedy

CODES = ("missing_alt_text",)
STAGE = "content"

_GOOD = AssetFacts("image", alt="Two children stack blocks beside a picture-book shelf", licence="own")
_ALTS = (
    "Faded photograph of a wooden store",
    "Photo of the Year award certificate",
    "Photo booth with balloons at the prom",
    "Picture books on a shelf",
    "The Picture of Dorian Gray lies open on a table",
    "Test pilots beside a plane",
    "X marks the spot on a map",
    "Image of the Virgin carried through the street, painted 1890",
    "Imagen de la Virgen en una procesión",
    "Painting of a river at dusk by Ann Roe",
    "Graphic novels fanned out on a table",
    "Video game tournament on two screens",
    "Merry-go-round in the park",
    "Untitled painting by a student, in blue and gold",
)
_NO_ALTS = (
    *("", "  ", "...", "q", "image", "Screenshot", "picture here", "logo", "TODO", "test", "description", "see post"),
    *("Untitled design", "Canva design 4", "asdf", "asdf jkl", "aaaa", "Look!", "Sin título"),
    *("IMG_2041.jpg", "DSC00017", "screenshot 2026-03-01 at 10.22", "Summer Flyer FINAL (2).pdf", "flyer-final-v3"),
    *("Photo of a cat", "Photographs of the old depot", "Close-up photo of a rose", "Image: a cat on a mat"),
    *("An image which shows a cat", "Picture shows three boys", "A graphic with the hours", "Video of the parade"),
    *("Imagen de un gato", "Foto del gato", "Fotografía que muestra la plaza", "Captura de pantalla del catálogo"),
)
_FLYER = "Story hour: every Tuesday at ten in the Okatoma branch, free"
PASSES = (
    DraftFacts("Blocks!", assets=(_GOOD,)),
    *(DraftFacts("Then and now.", assets=(AssetFacts("image", alt=alt),)) for alt in _ALTS),
    DraftFacts(_FLYER, assets=(AssetFacts("image", alt=_FLYER, text_shown="much"),)),
    DraftFacts("No picture at all."),
)
FAILS = (
    *((DraftFacts("Look!", assets=(AssetFacts("image", alt=alt),)), "missing_alt_text") for alt in _NO_ALTS),
    (DraftFacts("Look!", assets=(_GOOD, _GOOD)), "missing_alt_text"),
    (DraftFacts(_FLYER, assets=(AssetFacts("image", alt=f"{_FLYER}!"),)), "missing_alt_text"),
    (DraftFacts(f"{_FLYER} #reading", assets=(AssetFacts("image", alt=_FLYER),)), "missing_alt_text"),
)


def check(draft: DraftFacts) -> Iterator[Raised]:
    same = Counter(asset.alt.strip().casefold() for asset in draft.assets)
    for position, asset in enumerate(draft.assets, 1):
        handle = asset.id or asset.name or f"{asset.kind} {position}"
        describe = Remedy("go", "Describe it", target=handle)
        if fault := _fault(asset, draft.text) or _repeated(asset, same):
            yield Raised("missing_alt_text", fault, asset=handle, remedies=(describe,))
        elif opening := opening_of(asset.alt.strip()):
            yield Raised(
                "missing_alt_text", _begins(asset, opening[0]), asset=handle, remedies=(*_without(opening), describe)
            )


def _fault(asset: AssetFacts, post: str) -> str | None:
    alt = asset.alt.strip()
    it = f"The {asset.kind}"
    if not alt:
        return f"{it} has no alt text; say in one sentence what it shows."
    if is_file_name(alt, asset.name):
        return f"{it}'s alt text '{alt[:60]}' looks like a file name; say in one sentence what it shows."
    if says_nothing(alt):
        return f"{it}'s alt text '{alt[:60]}' says nothing about it; say in one sentence what it shows."
    if asset.text_shown not in ("few", "much") and repeats(alt, post):
        return f"{it}'s alt text repeats the post, which a listener hears anyway; say in one sentence what it shows."
    return None


def _begins(asset: AssetFacts, said: str) -> str:
    return f"The {asset.kind}'s alt text begins '{said}', which screen readers say already; leave that out."


def _without(opening: tuple[str, str]) -> tuple[Remedy, ...]:
    """One press that leaves the opening out, where what is left says something."""
    said, rest = opening
    if is_file_name(rest) or says_nothing(rest) or opening_of(rest):
        return ()
    return (Remedy("alt_text", f"Leave out '{said}'", text=rest),)


def _repeated(asset: AssetFacts, same: Counter[str]) -> str | None:
    if same[asset.alt.strip().casefold()] < 2:
        return None
    return f"Several items share the alt text '{asset.alt.strip()[:60]}'; describe each {asset.kind} in its own words."
