"""Words shown in a picture are in its alt text too.

Source: Americans with Disabilities Act, Title II web rule (28 CFR 35.200, WCAG 2.1 level AA, criteria 1.1.1 and 1.4.5).
A flyer posted as a picture says nothing to whoever cannot see it, and cannot be enlarged without blur. No machine here
reads the picture: whoever uploaded it says whether there is text, and the length of the alt text is held against that.
Where nobody has said it, that is told first: an answer is one press. How well the text stands out from its ground
(1.4.3) is left to people. docs/adr/media.md says why.
"""

from __future__ import annotations

from collections.abc import Iterator

from masthead.checks.engine.facts import AssetFacts, DraftFacts
from masthead.checks.engine.finding import Raised, Remedy

CODES = ("text_in_picture_unsaid", "text_in_picture_unasked")
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
)
FAILS = (
    (DraftFacts("Come!", assets=(AssetFacts("image", alt="A sign", text_shown="few"),)), "text_in_picture_unsaid"),
    (DraftFacts("Come!", assets=(AssetFacts("image", alt=_SIGN, text_shown="much"),)), "text_in_picture_unsaid"),
    (DraftFacts("Come!", assets=(AssetFacts("image", alt=_SIGN, text_shown=""),)), "text_in_picture_unasked"),
)
_ANSWERS = (
    Remedy("text_shown", "There is no text in it", "none"),
    Remedy("text_shown", "A few words", "few"),
    Remedy("text_shown", "A sentence or more", "much"),
)


def check(draft: DraftFacts, *, few: int = 25, much: int = 80) -> Iterator[Raised]:
    """few, much: characters the alt text has at least, where there are a few words in the picture, or a sentence."""
    for position, asset in enumerate(draft.assets, 1):
        if asset.kind != "image":
            continue
        handle = asset.id or asset.name or f"image {position}"
        if asset.text_shown == "":
            message = "Nobody has said whether there is text in the picture; look at it, and say so."
            yield Raised("text_in_picture_unasked", message, asset=handle, remedies=_ANSWERS)
        elif fault := _fault(asset, few, much):
            yield Raised(
                "text_in_picture_unsaid", fault, asset=handle, remedies=(Remedy("go", "Describe it", target=handle),)
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
