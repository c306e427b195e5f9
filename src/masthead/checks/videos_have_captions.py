"""Every video has captions.

Source: Americans with Disabilities Act, Title II web rule (28 CFR 35.200, WCAG 2.1 level AA, criterion 1.2.2). A video
of which nobody has said whether it has captions counts as having none.
"""

from __future__ import annotations

from collections.abc import Iterator

from masthead.checks.engine.facts import AssetFacts, DraftFacts
from masthead.checks.engine.finding import Raised, Remedy

CODES = ("missing_captions",)
STAGE = "content"
PASSES = (
    DraftFacts("Watch.", assets=(AssetFacts("video", captions=True),)),
    DraftFacts("Look.", assets=(AssetFacts("image"),)),
)
FAILS = (
    (DraftFacts("Watch.", assets=(AssetFacts("video", captions=False),)), "missing_captions"),
    (DraftFacts("Watch.", assets=(AssetFacts("video", captions=None),)), "missing_captions"),
)


def check(draft: DraftFacts) -> Iterator[Raised]:
    for position, asset in enumerate(draft.assets, 1):
        if asset.kind == "video" and not asset.captions:
            handle = asset.id or asset.name or f"video {position}"
            message = (
                "The video has no captions; add a caption file, or confirm that the words are shown in the picture."
            )
            if asset.captions is None:
                message = "Nobody has said whether the video has captions; add a caption file or confirm them."
            yield Raised(
                "missing_captions", message, asset=handle, remedies=(Remedy("go", "Add captions", target=handle),)
            )
