"""The part of the contract about following, for channels whose description says that they can.

A connector that answers `follow` with yes or conditional SHALL keep FollowsAccounts beside the port, and SHALL make
following what is followed, and unfollowing what is not, harmless. It SHALL raise only the port's errors.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, runtime_checkable

from masthead.channels.description import Act, Description
from masthead.channels.ref import Ref


@dataclass(frozen=True, slots=True)
class AccountThere:
    """An account as the channel gives it now. `native_id` stays when the account changes its handle."""

    native_id: str
    handle: str
    name: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Followed:
    """An account that is followed. `ref` finds the follow itself, where it is a thing of its own on the channel.

    requested: whose owner lets nobody follow unasked, and has not answered yet.
    """

    account: AccountThere
    ref: Ref
    since: datetime | None = None
    requested: bool = False


@dataclass(frozen=True, slots=True)
class FollowsPage:
    """Some of whom the presence follows. `cursor` goes into the next call; "" at the end."""

    follows: tuple[Followed, ...]
    cursor: str = ""


@dataclass(frozen=True, slots=True)
class Marked:
    """A post of somebody else that the presence liked or shared. `ref` is the like or share; its url, the post."""

    kind: Literal["like", "share"]
    author: AccountThere
    ref: Ref


@runtime_checkable
class FollowsAccounts(Protocol):
    """A connection that can follow for its presence."""

    def follow(self, handle: str) -> Followed:
        """Follow an account. Raises Rejected when there is none of that name."""

    def unfollow(self, ref: Ref | None, account: str) -> None:
        """End a follow, by its ref or by the account's id or handle. Unfollowing what is not followed SHALL succeed."""

    def follows(self, cursor: str) -> FollowsPage:
        """Whom the presence follows, as the channel has it now."""

    def marks(self) -> Sequence[Marked]:
        """What the presence lately liked and shared of others, the newest first. Only where `marks` is not a no."""


@runtime_checkable
class AsksToFollow(Protocol):
    """What a connection offers besides where an owner may have to accept a follow first."""

    def requested(self, accounts: Sequence[str]) -> frozenset[str]:
        """Those of `accounts` (native ids) whose owners have not answered yet."""


def can(description: Description, act: Act) -> bool:
    return description.capability(act).answer != "no"
