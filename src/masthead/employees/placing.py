"""Where the disclaimer goes: in the post where it fits, else in a first reply, else in the profile. Never altered.

Source: the clause that binds the notice `disclaimer`. A disclaimer cut short or abbreviated is not the disclaimer, so
it moves instead of shrinking.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from masthead.employees.disclaimer import carries
from masthead.employees.places import Place

Where = Literal["there", "post", "first_reply", "profile", "nowhere"]
_SEPARATORS = ("\n\n", " ")
"""A paragraph of its own, or, where that is a letter too long, the next sentence."""


@dataclass(frozen=True, slots=True)
class Placement:
    """where: `there` when the post carries it already. add: what to add there, "" when nothing is to be done.

    why: one sentence. over: by how many characters the post would be too long with the disclaimer in it.
    """

    where: Where
    why: str
    add: str
    over: int = 0


def place_disclaimer(text: str, exact: str, place: Place, *, profile: str = "") -> Placement:
    """Where `exact` goes for a post of `text` at `place`; `profile` is what the profile there says already."""
    if carries(text, exact):
        return Placement("there", "The post carries the disclaimer, word for word.", "")
    added = [f"{separator}{exact}" if text.strip() else exact for separator in _SEPARATORS]
    lengths = [place.length(text.rstrip() + words) for words in added]
    if not place.post or min(lengths) <= place.post:
        words = next(add for add, length in zip(added, lengths, strict=True) if not place.post or length <= place.post)
        room = f": {place.name} takes {place.post:,} characters" if place.post else ""
        return Placement("post", f"It fits in the post{room}.", words)
    over = min(lengths) - place.post
    too_long = f"With it the post would be {over:,} too long for {place.name} ({place.post:,})"
    if place.length(exact) <= place.post:
        also = "" if carries(profile, exact) or not _fits_profile(exact, place) else " It belongs in your profile, too."
        why = f"{too_long}. Put it, unaltered, in a first reply to your own post, at the same moment.{also}"
        return Placement("first_reply", why, exact, over)
    if _fits_profile(exact, place):
        return Placement("profile", f"{too_long}, and a reply is as short. Put it in your profile.", exact, over)
    return Placement("nowhere", f"{too_long}, and nothing there holds it. Write about this elsewhere.", "", over)


def _fits_profile(exact: str, place: Place) -> bool:
    return not place.profile or place.length(exact) <= place.profile
