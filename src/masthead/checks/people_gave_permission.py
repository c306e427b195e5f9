"""Everyone singled out in a picture or film agreed in writing to be shown, and still agrees.

Source: the written policy (Presence 8). A crowd in which nobody is singled out needs none. A permission that ran out,
was withdrawn or is for another use (other channels, another program) is named as that, for adults and children alike; a
child without any is the matter of `children_have_guardian_permission`. Whether an adult who can be recognized at an
event open to everybody needs none is the policy's to say (`public_event`); unless it does, there is no exception, and a
permission that was withdrawn counts everywhere. Who is shown is a person's finding: until somebody has looked, nobody
knows whose permission to ask for. Where a machine sees more faces than people are listed, that is said, as advice
alone: it may be wrong, and a crowd has more faces than anybody lists. Nobody agreed to have it told where they were
filmed: a file that would be published with its place is held.
"""

from __future__ import annotations

from collections.abc import Iterator

from masthead.checks.engine.facts import AssetFacts, DraftFacts, PersonShown
from masthead.checks.engine.finding import Raised, Remedy

CODES = (
    "missing_permission_adult",
    "more_faces_than_listed",
    "place_leaves",
    "people_not_listed",
    "permission_expired",
    "permission_revoked",
    "permission_for_another_use",
)
STAGE = "content"


def _shown(*people: PersonShown) -> DraftFacts:
    return DraftFacts("Look!", assets=(AssetFacts("image", alt="People at a table", people=people, licence="own"),))


def _faces(seen: int, *people: PersonShown) -> DraftFacts:
    return DraftFacts("Look!", assets=(AssetFacts("image", alt="A table", people=people, faces=seen, licence="own"),))


PASSES = (
    _shown(PersonShown("adult", "written")),
    _shown(PersonShown("crowd", "none")),
    _shown(PersonShown("child", "guardian")),
    _faces(1, PersonShown("adult", "written")),
    _faces(9, PersonShown("adult", "written"), PersonShown("crowd", "none")),
    _faces(0, PersonShown("adult", "written"), PersonShown("child", "guardian")),
)
FAILS = (
    (_shown(PersonShown("adult", "written"), PersonShown("adult", "none")), "missing_permission_adult"),
    (_shown(PersonShown("adult", "guardian")), "missing_permission_adult"),
    (_shown(PersonShown("adult", "expired")), "permission_expired"),
    (_shown(PersonShown("child", "expired")), "permission_expired"),
    (_shown(PersonShown("adult", "revoked")), "permission_revoked"),
    (_shown(PersonShown("child", "revoked")), "permission_revoked"),
    (_shown(PersonShown("adult", "other_use")), "permission_for_another_use"),
    (_shown(PersonShown("child", "other_use")), "permission_for_another_use"),
    (DraftFacts("Look!", assets=(AssetFacts("image", alt="A table", people_listed=False),)), "people_not_listed"),
    (_faces(3, PersonShown("adult", "written"), PersonShown("adult", "written")), "more_faces_than_listed"),
    (_faces(1), "more_faces_than_listed"),
    (DraftFacts("Watch!", assets=(AssetFacts("video", names_place=True),)), "place_leaves"),
)


NO_EXCEPTION, ADULTS = "no exception", "adults"


def check(draft: DraftFacts, public_event: str = NO_EXCEPTION) -> Iterator[Raised]:
    """`public_event`: "no exception", or "adults". Raises ValueError for another word, which blocks."""
    if public_event not in (NO_EXCEPTION, ADULTS):
        raise ValueError(f'public_event is "{NO_EXCEPTION}" or "{ADULTS}", not {public_event!r}')
    for position, asset in enumerate(draft.assets, 1):
        handle = asset.id or asset.name or f"{asset.kind} {position}"
        if not asset.people_listed:
            remedy = Remedy("go", "Say who is in it", target=handle)
            message = f"Nobody has said yet who is in the {asset.kind}; list the people, or say that nobody is."
            yield Raised("people_not_listed", message, asset=handle, remedies=(remedy,))
        elif said := _more_faces(asset):
            remedy = Remedy("go", "Look who is in it", target=handle)
            yield Raised("more_faces_than_listed", said, asset=handle, remedies=(remedy,), only_advice=True)
        if asset.names_place:
            remedy = Remedy("go", f"Open the {asset.kind}", target=handle)
            message = f"The {asset.kind}'s file says where it was taken; export it without its place and upload that."
            yield Raised("place_leaves", message, asset=handle, remedies=(remedy,))
        excepted = asset.public_event and public_event == ADULTS
        for number, person in enumerate(asset.people, 1):
            if excepted and person.kind == "adult" and person.permission != "revoked":
                continue
            if fault := _fault(person, person.name or f"{person.kind} {number} in the {asset.kind}"):
                code, message = fault
                remedy = Remedy("go", "Open the permissions", target=handle)
                yield Raised(code, message, asset=handle, remedies=(remedy,))


def _more_faces(asset: AssetFacts) -> str:
    listed = len(asset.people)
    if asset.faces is None or asset.faces <= listed or any(person.kind == "crowd" for person in asset.people):
        return ""
    seen = "1 face was" if asset.faces == 1 else f"{asset.faces} faces were"
    people = {0: "nobody is", 1: "1 person is"}.get(listed, f"{listed} people are")
    return f"{seen} seen in the {asset.kind}, and {people} listed; look whether somebody is missing. A machine counted."


def _fault(person: PersonShown, who: str) -> tuple[str, str] | None:
    if person.kind == "crowd":
        return None
    if person.permission == "expired":
        return "permission_expired", f"The permission for {who} has run out; ask for a new one or use another picture."
    if person.permission == "revoked":
        return "permission_revoked", f"The permission for {who} was withdrawn; use another picture."
    if person.permission == "other_use":
        return (
            "permission_for_another_use",
            f"The permission for {who} is for other channels or for another program; ask for this use as well.",
        )
    if person.kind == "adult" and person.permission != "written":
        return (
            "missing_permission_adult",
            f"There is no written permission from {who}; get it signed or use another picture.",
        )
    return None
