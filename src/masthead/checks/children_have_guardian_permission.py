"""A child is shown only with a parent's or guardian's written permission.

Source: the written policy (Presence 8). A child's own signature, or a teacher's, is not a guardian's. A permission that
ran out, was withdrawn or is for another use is reported by `people_gave_permission`.
"""

from __future__ import annotations

from collections.abc import Iterator

from masthead.checks.engine.facts import AssetFacts, DraftFacts, PersonShown
from masthead.checks.engine.finding import Raised, Remedy

CODES = ("missing_permission_child",)
STAGE = "content"


def _shown(*people: PersonShown) -> DraftFacts:
    return DraftFacts("Look!", assets=(AssetFacts("image", alt="A child reads", people=people, licence="own"),))


PASSES = (
    _shown(PersonShown("child", "guardian")),
    _shown(PersonShown("child", "expired")),
    _shown(PersonShown("crowd", "none"), PersonShown("adult", "none")),
)
FAILS = (
    (_shown(PersonShown("child", "guardian"), PersonShown("child", "none")), "missing_permission_child"),
    (_shown(PersonShown("child", "written")), "missing_permission_child"),
)


def check(draft: DraftFacts) -> Iterator[Raised]:
    for position, asset in enumerate(draft.assets, 1):
        handle = asset.id or asset.name or f"{asset.kind} {position}"
        for number, person in enumerate(asset.people, 1):
            if person.kind == "child" and person.permission in ("none", "written"):
                who = person.name or f"child {number} in the {asset.kind}"
                message = f"No parent or guardian of {who} has signed; get the permission or use another picture."
                remedy = Remedy("go", "Open the permissions", target=handle)
                yield Raised("missing_permission_child", message, asset=handle, remedies=(remedy,))
