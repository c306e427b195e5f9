"""What the policy asks of a private account's profile: whose it is, and whose it must not look like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from masthead.checks.engine.finding import Raised
from masthead.employees.about import Mention, first_of
from masthead.employees.disclaimer import Disclaimer, carries

_OWN = re.compile(r"\bofficial\b|\bwe are the\b|\bofficial (?:account|page|feed)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Profile:
    """An account as its readers see it, and the address it was opened with. Each may be "": then it is not judged."""

    name: str = ""
    handle: str = ""
    bio: str = ""
    email: str = ""

    @property
    def empty(self) -> bool:
        return not any(part.strip() for part in (self.name, self.handle, self.bio, self.email))


def points_on_a_profile(
    profile: Profile,
    *,
    in_bio: tuple[Mention, ...],
    in_name: tuple[Mention, ...],
    in_email: tuple[Mention, ...],
    unfit: bool,
    words: Disclaimer | None,
) -> Iterator[Raised]:
    """Every point on a profile. unfit: its own words would not be fit beside the agency's name."""
    if official := first_of(in_email, "email"):
        yield Raised(
            "profile_official_email",
            f"{official.words} is an official address. It may not open a private account: use one of your own. An "
            "account for the agency begins with a proposal on the desk.",
        )
    if named := first_of(in_name, "agency"):
        yield Raised(
            "profile_looks_official",
            f"The name of the account carries the agency's (“{named.words}”), so it looks like the agency's own. "
            "Use your own name, and say in the profile where you work if you wish.",
        )
    elif first_of(in_bio, "agency") and (claim := _OWN.search(profile.bio)):
        yield Raised(
            "profile_looks_official",
            f"“{claim.group()}” beside the agency's name makes readers take this for the agency's own account.",
        )
    told = first_of(in_bio, "agency") or first_of(in_bio, "email")
    if told is None:
        return
    yield Raised(
        "profile_names_agency",
        f"Your profile names the agency (“{told.words}”), so all of it should suit the trust placed in your job.",
    )
    if unfit:
        yield Raised(
            "profile_unfit",
            "Beside the agency's name, these words of your profile do not suit the trust placed in your job. Take out "
            "the one or the other.",
        )
    if words and not carries(profile.bio, words.text):
        yield Raised(
            "profile_missing_disclaimer",
            "Your profile names the agency; add the disclaimer, word for word, where it has room.",
        )
