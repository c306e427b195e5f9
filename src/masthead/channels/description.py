"""What a channel can do and what it asks for, told offline, in words that staff read. Each connector's description.py
is made of this."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Answer = Literal["yes", "no", "conditional"]
Proved = Literal["server", "contract", "own", "people"]
Act = Literal[
    "publish",
    "edit",
    "delete_own",
    "reply",
    "moderate",
    "pull",
    "messages",
    "recheck",
    "profile",
    "follow",
    "marks",
    "metrics",
]


@dataclass(frozen=True, slots=True)
class Capability:
    """Whether an act is possible. `reason` is shown to staff whenever the answer is not a plain yes."""

    answer: Answer
    reason: str = ""
    reversible: bool = True
    visible_to_author: bool = True
    public_side_effect: bool = False

    def __post_init__(self) -> None:
        if self.answer != "yes" and not self.reason:
            raise TypeError("a capability that is not a plain yes says why")


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing a person gives to connect a presence. Secrets are kept encrypted and never shown again.

    identifies: another value means another account, which a launched presence cannot become.
    """

    name: str
    label: str
    help: str = ""
    secret: bool = False
    required: bool = True
    identifies: bool = True


@dataclass(frozen=True, slots=True)
class Description:
    """A channel, as staff and the composer need to know it.

    id: the folder's name; proved: "server" (ran against the platform's own server), "contract" (against its schema),
    "own" (Masthead is the server), "people" (no machine reaches it); handle_pattern: a full-match regular expression
    for the handle; handle_forms: how handles are built there, with {} for the name; steps: what a person does to
    connect a presence, in order, one sentence each; one_account: the channel is a single page, so there can be one
    presence on it; own_pages: the public reads it, and comments on it, on this desk's own pages; follows_nobody: why a
    presence on it cannot follow anybody, not even by hand, "" where it can; pull_every: seconds to leave between two
    pulls, where the platform counts calls; streams_apart: each stream is a source of its own, told by its name, and one
    that fails or asks for a wait holds up no other; messages_within: hours after a person's last private message in
    which the platform lets it be answered, 0 where it sets none; messages_apart: the platform counts calls for them by
    themselves, so that a wait it asks for there holds up nothing else; message_scopes: those permissions of its sign-in
    that private messages alone take: whoever signs in may leave them out, and everything else goes on.
    """

    id: str
    name: str
    proved: Proved
    capabilities: Mapping[Act, Capability]
    text_limit: int
    asset_limit: int
    handle_pattern: str
    handle_help: str
    streams: tuple[str, ...] = ("comments",)
    settings: tuple[Setting, ...] = ()
    retention: str = ""
    notes: tuple[str, ...] = ()
    one_account: bool = False
    own_pages: bool = False
    handle_forms: tuple[str, ...] = ("{}",)
    steps: tuple[str, ...] = ()
    follows_nobody: str = ""
    pull_every: int = 0
    messages_within: int = 0
    messages_apart: bool = False
    message_scopes: tuple[str, ...] = ()
    streams_apart: bool = False

    def capability(self, act: Act) -> Capability:
        return self.capabilities.get(act, Capability("no", f"{self.name} does not offer this."))
