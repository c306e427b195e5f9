"""Whether a live profile says plainly that the account is official: its name, its text, its link and its picture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from masthead.presences.gates import carries


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing somebody who meets the account looks at. `says` tells what is there, or what to write."""

    what: str
    plain: bool
    says: str


def signs(kept: Mapping[str, str], *, agency: str, short_name: str, home: str, name_reason: str = "") -> Iterator[Sign]:
    """What the profile shows, sign by sign; one that the channel does not tell of is left out.

    `home` is the address of the agency's public pages, without https://.
    """
    name, about = kept.get("name", ""), kept.get("about", "")
    handle = kept.get("handle", "")
    if bearing := next((word for word in (name, handle) if carries(word, agency, short_name)), ""):
        yield Sign("Name", True, f"“{bearing}” carries the agency's name.")
    elif name_reason:
        yield Sign("Name", True, f"“{name}” does not carry the agency's name, for the reason that was approved.")
    else:
        yield Sign("Name", False, f"“{name}” does not carry “{agency}” or “{short_name}”. Change it on the channel.")
    if "official" in about.casefold() and carries(about, agency, short_name):
        yield Sign("Profile text", True, "It says that the account is official, and whose.")
    else:
        yield Sign(
            "Profile text", False, f"Let it say so, such as: “Official account of the {agency}. {home}/official”."
        )
    link = kept.get("link", "")
    if home and (home in link or home in about):
        yield Sign("Link", True, f"It leads to {home}.")
    else:
        yield Sign("Link", False, f"Let the profile link to https://{home}/official, where the account is listed.")
    if "avatar" in kept:
        shown = bool(kept["avatar"])
        yield Sign("Picture", shown, "There is one." if shown else "There is none. Use the agency's seal or logo.")
    if kept.get("verified"):
        yield Sign("Verification", True, "The platform has verified the account.")
