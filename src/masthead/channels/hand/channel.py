"""By hand: the desk gives out words and files, a person posts them and says where. Nothing here reaches a network."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

from masthead.channels.hand.description import DESCRIPTION, LONGEST
from masthead.channels.port import (
    Absent,
    Action,
    CannotTell,
    Channel,
    Description,
    Done,
    Found,
    HandedOver,
    Measure,
    Moderated,
    Page,
    Pending,
    Post,
    Profile,
    ReadBack,
    Ref,
    Rejected,
    Seen,
    Unknown,
)

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


class ByHand:
    """Keeps the port by saying plainly, everywhere, that a person has to do it."""

    def __init__(self, platform: str, address: str, limit: str) -> None:
        self.platform, self.address, self.limit = platform or "the platform", address, limit

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

    def begin(self, post: Post, key: str) -> Pending:
        if violations := self.measure(post).violations:
            raise Rejected(violations[0], cure="Change the draft and have it approved again.")
        return Pending(post, key)

    def advance(self, pending: Pending) -> Pending:
        return pending

    def commit(self, pending: Pending) -> Done | Unknown | HandedOver:
        return HandedOver()

    def probe(self, pending: Pending) -> Found | Absent | CannotTell:
        """Asked only after a machine was cut off before people had the words: nobody can have posted them."""
        return Absent()

    def read_back(self, ref: Ref) -> ReadBack | None:
        return None

    def edit(self, ref: Ref, post: Post) -> Ref:
        raise self._by_hand("edit")

    def delete_own(self, ref: Ref) -> None:
        raise self._by_hand("delete_own")

    def moderate(self, ref: Ref, action: Action, reason: str) -> Moderated:
        raise self._by_hand("moderate")

    def pull(self, stream: str, cursor: str, *, at: datetime) -> Page:
        return Page((), cursor)

    def recheck(self, refs: Sequence[Ref]) -> Mapping[str, Seen]:
        return {ref.native_id: "unknown" for ref in refs}

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

    def _by_hand(self, act: str) -> Rejected:
        reason = DESCRIPTION.capabilities[act].reason  # type: ignore[index]
        return Rejected(reason, cure=f"Do it on {self.platform} yourself.")


def _as_published(parts: SplitResult) -> str:
    """The address the public is given: without a mark inside the page and without what "copy link" adds."""
    kept = [(name, value) for name, value in parse_qsl(parts.query, True) if not _SHARED_BY.fullmatch(name)]
    return parts._replace(query=urlencode(kept), fragment="").geturl()
