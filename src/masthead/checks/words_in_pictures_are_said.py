"""Words shown in a picture are in its alt text too, and are not plainly pale.

Source: Americans with Disabilities Act, Title II web rule (28 CFR 35.200, WCAG 2.1 level AA, 1.1.1, 1.4.3 and 1.4.5).
A flyer posted as a picture says nothing to whoever cannot see it, and cannot be enlarged without blur. No machine here
reads the picture: whoever uploaded it says whether there is text, and the length of the alt text is held against that.
Where nobody has said it, that is told first: an answer is one press. Where somebody has, and a machine measured rows
that stay below what even large letters need, that is told; nothing is where nothing was measured. docs/adr/media.md.
"""

from __future__ import annotations

from collections.abc import Iterator

from masthead.checks.engine.facts import AssetFacts, DraftFacts
from masthead.checks.engine.finding import Raised, Remedy

CODES = ("text_in_picture_unsaid", "text_in_picture_unasked", "text_is_pale")
STAGE = "content"

_SIGN = "A hand-painted sign over the door reads Story Hour"
_FLYER = (
    "Flyer for story hour: every Tuesday at 10 in the Okatoma branch, free, for children up to five and their adults"
)
PASSES = (
    DraftFacts("Come!", assets=(AssetFacts("image", alt=_SIGN, text_shown="few"),)),
    DraftFacts("Come!", assets=(AssetFacts("image", alt=_FLYER, text_shown="much"),)),
    DraftFacts("Come!", assets=(AssetFacts("image", alt="A cat", text_shown="none"), AssetFacts("image", alt="A dog"))),
    DraftFacts("Watch.", assets=(AssetFacts("video", alt="A cat", text_shown="much"),)),
    DraftFacts("Come!", assets=(AssetFacts("image", alt=_FLYER, text_shown="much", contrast=3.0),)),
    DraftFacts("Come!", assets=(AssetFacts("image", alt="A fence", text_shown="none", contrast=1.4),)),
)
FAILS = (
    (DraftFacts("Come!", assets=(AssetFacts("image", alt="A sign", text_shown="few"),)), "text_in_picture_unsaid"),
    (DraftFacts("Come!", assets=(AssetFacts("image", alt=_SIGN, text_shown="much"),)), "text_in_picture_unsaid"),
    (DraftFacts("Come!", assets=(AssetFacts("image", alt=_SIGN, text_shown=""),)), "text_in_picture_unasked"),
    (DraftFacts("Come!", assets=(AssetFacts("image", alt=_FLYER, text_shown="much", contrast=2.1),)), "text_is_pale"),
    (DraftFacts("Come!", assets=(AssetFacts("image", alt=_SIGN, text_shown="few", contrast=1.1),)), "text_is_pale"),
)
_ANSWERS = (
    Remedy("text_shown", "There is no text in it", "none"),
    Remedy("text_shown", "A few words", "few"),
    Remedy("text_shown", "A sentence or more", "much"),
)


def check(draft: DraftFacts, *, few: int = 25, much: int = 80, pale: float = 3.0) -> Iterator[Raised]:
    """few, much: characters the alt text has at least, where there are a few words in the picture, or a sentence.

    pale: the contrast, as x to 1, below which text is pale. 3 is what WCAG asks of large letters, 4.5 of others.
    """
    for position, asset in enumerate(draft.assets, 1):
        if asset.kind != "image":
            continue
        handle = asset.id or asset.name or f"image {position}"
        if asset.text_shown == "":
            message = "Nobody has said whether there is text in the picture; look at it, and say so."
            yield Raised("text_in_picture_unasked", message, asset=handle, remedies=_ANSWERS)
        if asset.text_shown in ("few", "much") and asset.contrast is not None and asset.contrast < pale:
            remedy = Remedy("go", "Look at the picture", target=handle)
            yield Raised("text_is_pale", _pale(asset.contrast), asset=handle, remedies=(remedy,))
        if fault := _fault(asset, few, much):
            yield Raised(
                "text_in_picture_unsaid", fault, asset=handle, remedies=(Remedy("go", "Describe it", target=handle),)
            )


def _pale(contrast: float) -> str:
    return (
        f"The palest text seen in the picture differs from its ground by {contrast:.1f} : 1, where WCAG asks for "
        "4.5 : 1 (3 : 1 for large letters); make it darker or its ground lighter, or the other way round. "
        "A machine measured: look whether it is text, and not a logo."
    )


def _fault(asset: AssetFacts, few: int, much: int) -> str | None:
    length = len(" ".join(asset.alt.split()))
    if asset.text_shown == "few" and length < few:
        return (
            f"There are words in the picture, and its alt text has {length} characters; "
            "say in the alt text what they say."
        )
    if asset.text_shown == "much" and length < much:
        return (
            f"There is a sentence or more in the picture, and its alt text has {length} characters; say all of it in "
            "the alt text, or say the picture's facts in the post as well."
        )
    return None
