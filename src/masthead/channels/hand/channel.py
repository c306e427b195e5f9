"""By hand: the desk gives out words and files, a person posts them and says where. Nothing here reaches a network."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

from masthead.channels.by_people import ByPeople
from masthead.channels.description import Description
from masthead.channels.errors import Rejected
from masthead.channels.events import Page
from masthead.channels.hand.description import DESCRIPTION, LONGEST
from masthead.channels.port import Channel
from masthead.channels.post import Measure, Post
from masthead.channels.profile import Profile

_SHARED_BY = re.compile(r"utm_\w+|fbclid|gclid|igsh(?:id)?|mibextid|source|share|shared|ref|ref_src|si|is_from_webapp")
"""What "copy link" adds to an address, to tell the platform who passed it on: no page needs it."""

__all__ = ["DESCRIPTION", "ByHand", "connect"]


def connect(presence_settings: Mapping[str, str], secrets: Mapping[str, str]) -> Channel:
    """Settings: `platform` (its name), `address` (of the account's page), `limit` (characters, may be empty)."""
    return ByHand(
        presence_settings.get("platform", "").strip(),
        presence_settings.get("address", "").strip(),
        presence_settings.get("limit", "").strip(),
    )


class ByHand(ByPeople):
    """Keeps the port by saying plainly, everywhere, that a person has to do it."""

    def __init__(self, platform: str, address: str, limit: str) -> None:
        self.platform, self.address, self.limit = platform or "the platform", address, limit

    @property
    def do_it(self) -> str:
        return f"Do it on {self.platform} yourself."

    def describe(self) -> Description:
        return replace(DESCRIPTION, text_limit=self._limit())

    def measure(self, post: Post) -> Measure:
        limit, length = self._limit(), len(post.text)
        violations = []
        if length > limit:
            violations.append(f"The text is {length - limit} characters too long for {self.platform}.")
        if not post.text.strip() and not post.assets:
            violations.append("The post is empty.")
        return Measure(tuple(violations), length, limit, limit if length > limit else None)

    def pull(self, stream: str, cursor: str, *, at: datetime) -> Page:
        return Page((), cursor)

    def profile(self) -> Profile:
        """What the person who connects says, tidied. Raises Rejected for what cannot be an account's page."""
        parts = urlsplit(self.address)
        if parts.scheme != "https" or not parts.hostname or "." not in parts.hostname:
            raise Rejected("The address of the account's page has to begin with https://.", setting="address")
        if self.limit and not (self.limit.isdecimal() and 0 < int(self.limit) <= LONGEST):
            raise Rejected(f"The longest post is a number of characters, up to {LONGEST}, or empty.", setting="limit")
        handle = f"{parts.hostname.removeprefix('www.')}{parts.path.rstrip('/')}"
        return Profile(handle, self.platform, "", _as_published(parts), {"platform": self.platform})

    def _limit(self) -> int:
        return min(int(self.limit), LONGEST) if self.limit.isdecimal() and int(self.limit) else LONGEST


def _as_published(parts: SplitResult) -> str:
    """The address the public is given: without a mark inside the page and without what "copy link" adds."""
    kept = [(name, value) for name, value in parse_qsl(parts.query, True) if not _SHARED_BY.fullmatch(name)]
    return parts._replace(query=urlencode(kept), fragment="").geturl()
