"""The live profile: read from the channel, compared with what was confirmed, and what has changed in plain words.

Readings are made outside any transaction, because they wait on a platform; what they found is then written down.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from masthead.channels.profile import Profile

WATCHED = {
    "handle": "The handle",
    "name": "The name",
    "about": "The profile text",
    "url": "The address",
    "link": "The link on the profile",
    "verified": "The platform’s verification",
    "avatar": "The picture",
    "did": "The permanent id",
}
"""What is compared, in the words of a page. A channel that does not tell one of them is not asked about it."""


AUTHOR_ID = "author_id"
"""Kept and not compared: by it, what the account writes itself is known among the comments."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is not as it was confirmed."""

    key: str
    what: str
    before: str
    after: str

    def as_json(self) -> dict[str, str]:
        return {"what": self.key, "before": self.before, "after": self.after}


def as_kept(profile: Profile) -> dict[str, str]:
    """A profile as rows and records keep it."""
    own = {"handle": profile.handle, "name": profile.name, "about": profile.about, "url": profile.url}
    return {**{key: value for key, value in profile.extra.items() if key in WATCHED or key == AUTHOR_ID}, **own}


def changes(confirmed: Mapping[str, str], shown: Mapping[str, str]) -> tuple[Change, ...]:
    """What differs, in the order of WATCHED."""
    return tuple(
        Change(key, what, confirmed.get(key, ""), shown.get(key, ""))
        for key, what in WATCHED.items()
        if (key in confirmed or key in shown) and confirmed.get(key, "") != shown.get(key, "")
    )
