"""Everyone singled out in a picture or film agreed in writing to be shown, and still agrees.

Source: the written policy ("Written permission from people in photos is obtained before photos/videos are posted").
A crowd in which nobody is singled out needs none. A permission that ran out or was withdrawn is named as that, for
adults and children alike; a child without any is the matter of `children_have_guardian_permission`. Who is shown is a
person's finding: until somebody has looked, nobody knows whose permission to ask for.
"""

from __future__ import annotations

from collections.abc import Iterator

from masthead.checks.engine.facts import AssetFacts, DraftFacts, PersonShown
from masthead.checks.engine.finding import Raised, Remedy

CODES = ("missing_permission_adult", "people_not_listed", "permission_expired", "permission_revoked")
STAGE = "content"


def _shown(*people: PersonShown) -> DraftFacts:
    return DraftFacts("Look!", assets=(AssetFacts("image", alt="People at a table", people=people, licence="own"),))


PASSES = (
    _shown(PersonShown("adult", "written")),
    _shown(PersonShown("crowd", "none")),
    _shown(PersonShown("child", "guardian")),
)
FAILS = (
    (_shown(PersonShown("adult", "written"), PersonShown("adult", "none")), "missing_permission_adult"),
    (_shown(PersonShown("adult", "guardian")), "missing_permission_adult"),
    (_shown(PersonShown("adult", "expired")), "permission_expired"),
    (_shown(PersonShown("child", "expired")), "permission_expired"),
    (_shown(PersonShown("adult", "revoked")), "permission_revoked"),
    (_shown(PersonShown("child", "revoked")), "permission_revoked"),
    (DraftFacts("Look!", assets=(AssetFacts("image", alt="A table", people_listed=False),)), "people_not_listed"),
)


def check(draft: DraftFacts) -> Iterator[Raised]:
    for position, asset in enumerate(draft.assets, 1):
        handle = asset.id or asset.name or f"{asset.kind} {position}"
        if not asset.people_listed:
            remedy = Remedy("go", "Say who is in it", target=handle)
            message = f"Nobody has said yet who is in the {asset.kind}; list the people, or say that nobody is."
            yield Raised("people_not_listed", message, asset=handle, remedies=(remedy,))
        for number, person in enumerate(asset.people, 1):
            if said := _fault(person, person.name or f"{person.kind} {number} in the {asset.kind}"):
                code, message = said
                remedy = Remedy("go", "Open the permissions", target=handle)
                yield Raised(code, message, asset=handle, remedies=(remedy,))


def _fault(person: PersonShown, who: str) -> tuple[str, str] | None:
    if person.kind == "crowd":
        return None
    if person.permission == "expired":
        return "permission_expired", f"The permission for {who} has run out; ask for a new one or use another picture."
    if person.permission == "revoked":
        return "permission_revoked", f"The permission for {who} was withdrawn; use another picture."
    if person.kind == "adult" and person.permission != "written":
        return (
            "missing_permission_adult",
            f"There is no written permission from {who}; get it signed or use another picture.",
        )
    return None
