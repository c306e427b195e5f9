"""A channel that follows, in memory: what a person does on the platform's own page is done to its lists directly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import cast

from masthead.channels import registry
from masthead.channels.description import Capability, Description
from masthead.channels.errors import Rejected, Transient
from masthead.channels.follow_port import AccountThere, Followed, FollowsPage, Marked
from masthead.channels.port import Channel
from masthead.channels.ref import Ref

_YES = Capability("yes")
DESCRIPTION = Description(
    id="followsome",
    name="Followsome",
    proved="own",
    capabilities={"follow": _YES, "marks": _YES},
    text_limit=100,
    asset_limit=1,
    handle_pattern=r".+",
    handle_help="Anything.",
)


class Followsome:
    """Keeps FollowsAccounts. `page` is how many follows one call tells of."""

    def __init__(self) -> None:
        self.there: dict[str, AccountThere] = {}
        self.followed: dict[str, Ref] = {}
        self.marked: list[Marked] = []
        self.silent = False
        self.locked: set[str] = set()
        self.asked: set[str] = set()
        self.page = 2

    def account(self, handle: str, native_id: str = "") -> AccountThere:
        made = AccountThere(native_id or f"id-{handle}", handle, handle.title(), f"https://followsome.example/{handle}")
        self.there[made.native_id] = made
        return made

    def describe(self) -> Description:
        return DESCRIPTION

    def follow(self, handle: str) -> Followed:
        self._answer()
        found = next((one for one in self.there.values() if one.handle == handle), None)
        if found is None:
            raise Rejected(f"Followsome knows no account {handle}.", cure="Look at how it is spelled.")
        if handle in self.locked:
            self.asked.add(found.native_id)
            return Followed(found, Ref(found.native_id), requested=True)
        self.followed.setdefault(found.native_id, Ref(f"follow-{found.native_id}"))
        return Followed(found, self.followed[found.native_id])

    def unfollow(self, ref: Ref | None, account: str) -> None:
        self._answer()
        self.asked.discard(account)
        self.followed = {key: one for key, one in self.followed.items() if one != ref and key != account}

    def follows(self, cursor: str) -> FollowsPage:
        self._answer()
        start = int(cursor or 0)
        keys = list(self.followed)[start : start + self.page]
        more = start + self.page < len(self.followed)
        found = tuple(Followed(self.there[key], self.followed[key]) for key in keys)
        return FollowsPage(found, str(start + self.page) if more else "")

    def requested(self, accounts: Sequence[str]) -> frozenset[str]:
        return frozenset(self.asked) & frozenset(accounts)

    def marks(self) -> Sequence[Marked]:
        return self.marked

    def _answer(self) -> None:
        if self.silent:
            raise Transient("Followsome could not be reached.", cure="It is tried again tomorrow.")


@contextmanager
def followsome() -> Iterator[Followsome]:
    """The channel, registered while the test runs."""
    channel = Followsome()
    registry.descriptions()
    registry.register(DESCRIPTION, lambda settings, secrets: cast(Channel, channel))
    try:
        yield channel
    finally:
        del registry._connectors[DESCRIPTION.id]
