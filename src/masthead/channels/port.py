"""The contract between Masthead and a channel. A connector is a folder with a channel.py that keeps every SHALL here.

A connector SHALL take the key before anything is sent, SHALL make nothing public before `commit`, SHALL make at most
one public mutation in `commit`, and SHALL answer `probe` without changing anything. It MAY say CannotTell; it SHALL
NOT guess. It SHALL raise only the errors below. Blocking, and free of the database and the clock unless it is its own
server (the Noticeboard is).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol

Answer = Literal["yes", "no", "conditional"]
Proved = Literal["server", "contract", "own", "people"]
Action = Literal["hide", "restore"]
Kind = Literal["new", "edited", "deleted", "hidden"]
Seen = Literal["present", "edited", "gone", "hidden", "unknown"]
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


# ---------------------------------------------------------------------------------------------- what is said, and where


@dataclass(frozen=True, slots=True)
class Ref:
    """One thing on a channel. `native_id` finds it; `version` tells one wording from the next ("" if never told).

    url: where the public reads it, "" when there is no such page.
    """

    native_id: str
    version: str = ""
    url: str = ""

    def as_json(self) -> dict[str, str]:
        return {"native_id": self.native_id, "version": self.version, "url": self.url}

    @classmethod
    def from_json(cls, stored: Mapping[str, str]) -> Ref:
        return cls(stored["native_id"], stored.get("version", ""), stored.get("url", ""))


@dataclass(frozen=True, slots=True)
class AssetFile:
    """A file that goes with a post. `path` is readable now; `mime` was sniffed, not believed; `alt` may be empty.

    url: where a platform that fetches files itself gets this picture, as a JPEG, or this film, within the hour; ""
    where the desk has no public address. lang: of captions, as staff state it; "" where it is that of the post.
    name: as staff know it, where the file lies under another; "" where nobody is told of it.
    """

    path: Path
    mime: str
    alt: str = ""
    url: str = ""
    lang: str = ""
    name: str = ""

    @property
    def called(self) -> str:
        """What people know it by."""
        return self.name or self.path.name


@dataclass(frozen=True, slots=True)
class Post:
    """What is to be said. `created_at` is frozen with the post, so that sending it twice sends the same bytes.

    private: an answer to a private message. It SHALL reach whoever wrote that message, and nobody else.
    """

    text: str
    created_at: datetime
    assets: tuple[AssetFile, ...] = ()
    links: tuple[str, ...] = ()
    reply_to: Ref | None = None
    reply_root: Ref | None = None
    lang: str = "en"
    private: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """What the channel will not take, known offline. `violations` are sentences for the composer, worst first.

    length, limit: in the channel's own units, named by `unit`; over_from: index into `text` where it grows too long.
    """

    violations: tuple[str, ...]
    length: int
    limit: int
    over_from: int | None = None
    unit: str = "characters"


# ----------------------------------------------------------------------------------------------- what a channel can do


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


@dataclass(frozen=True, slots=True)
class Profile:
    """The account as the public sees it now.

    extra: what else the channel tells, by these names: did (its permanent id), link (on the profile), avatar (changes
    with the picture), verified (by the platform, "" if not), author_id (of what it writes itself, as in
    CommentEvent). credentials_end: when a person must connect again.
    """

    handle: str
    name: str
    about: str
    url: str
    extra: Mapping[str, str] = field(default_factory=dict)
    credentials_end: datetime | None = None


# ------------------------------------------------------------------------------------------------------------- sending


@dataclass(frozen=True, slots=True)
class Pending:
    """A post half sent. `state` is the connector's own JSON, kept by the outbox between steps; nothing is public.

    ready: False while the platform is still working on an upload; `advance` asks again.
    """

    post: Post
    key: str
    ready: bool = True
    state: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Done:
    """The channel said yes. It is not called published until it has been read back."""

    ref: Ref


@dataclass(frozen=True, slots=True)
class Unknown:
    """The channel may or may not have done it: the answer was lost. Never sent again before a probe."""

    why: str


@dataclass(frozen=True, slots=True)
class HandedOver:
    """Nothing was sent: this platform takes posts from people alone. A person posts it, and says where it is."""


@dataclass(frozen=True, slots=True)
class Found:
    ref: Ref


@dataclass(frozen=True, slots=True)
class Absent:
    """It is not there and no earlier attempt can still arrive: sending again is safe."""


@dataclass(frozen=True, slots=True)
class CannotTell:
    why: str


@dataclass(frozen=True, slots=True)
class ReadBack:
    """What the public reads at `ref` now. `text` is as the channel gives it."""

    ref: Ref
    text: str
    raw: bytes = b""


@dataclass(frozen=True, slots=True)
class Moderated:
    """What the channel shows after the act: `hidden` was read back, not assumed."""

    ref: Ref
    hidden: bool
    read_back: str = ""


# ------------------------------------------------------------------------------------------------------------ taking in


@dataclass(frozen=True, slots=True)
class CommentEvent:
    """Something that happened to a comment. (native_id, version, kind) is the same however often it is pulled.

    author_shown: the name beside the comment; author_id: the channel's own id of the author, "" if it has none;
    raw: the bytes as received; observed_at: when Masthead saw it; via: the call that brought it;
    said_at: when the channel says it was written; private: the public cannot read it. A private event SHALL name as its
    root the head of the private exchange, and never something public.
    """

    native_id: str
    version: str
    kind: Kind
    author_shown: str
    author_id: str
    text: str
    parent_ref: Ref | None
    root_ref: Ref | None
    url: str
    raw: bytes
    observed_at: datetime
    via: str
    said_at: datetime | None = None
    private: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A page of events, oldest first. `cursor` goes into the next pull; `more` asks for one at once."""

    events: tuple[CommentEvent, ...]
    cursor: str
    more: bool = False


# -------------------------------------------------------------------------------------------------------------- errors


class ChannelError(Exception):
    """`str(error)` is a sentence for staff; `cure` says what a person can do.

    setting: the Setting at fault, where the channel says which; scope: the permission the account's credentials lack.
    """

    def __init__(self, sentence: str, *, cure: str = "", setting: str = "", scope: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.cure = cure
        self.setting = setting
        self.scope = scope


class Rejected(ChannelError):
    """The channel read it and said no. Sending the same again will get the same answer."""


class RateLimited(ChannelError):
    """Too much, too soon: nothing was done. `until` is when the channel will listen again, aware."""

    def __init__(
        self, sentence: str, *, until: datetime, cure: str = "Nothing to do: it is sent when the wait ends."
    ) -> None:
        super().__init__(sentence, cure=cure)
        self.until = until


class Reauth(ChannelError):
    """The channel no longer accepts our credentials: a person has to connect the presence again. Nothing was done."""


class NoPlan(ChannelError):
    """The account's plan with the platform does not include this act."""


class Transient(ChannelError):
    """It did not get through. From `commit` this means the request certainly did not take effect."""


class OutcomeUnknown(ChannelError):
    """An edit, deletion or moderation was sent and its answer lost. Read back before doing it again."""


# ---------------------------------------------------------------------------------------------------------- the port


class Channel(Protocol):
    """One presence's connection. Built by `connect(settings, secrets)` in the connector's channel.py.

    Every method but `describe` and `measure` may raise the errors above, and no others.
    """

    def describe(self) -> Description: ...

    def measure(self, post: Post) -> Measure:
        """SHALL NOT reach the network."""

    def begin(self, post: Post, key: str) -> Pending:
        """Upload what goes with the post. Nothing SHALL become public. SHALL be safe to repeat with the same key."""

    def advance(self, pending: Pending) -> Pending:
        """Ask whether uploads are ready. SHALL change nothing."""

    def commit(self, pending: Pending) -> Done | Unknown | HandedOver:
        """The one public mutation. SHALL answer Unknown, not raise, when the answer was lost.

        HandedOver SHALL come only from a connector that never publishes anything by itself.
        """

    def probe(self, pending: Pending) -> Found | Absent | CannotTell:
        """Look for what an earlier `commit` with this key may have left. SHALL change nothing."""

    def read_back(self, ref: Ref) -> ReadBack | None:
        """What the public reads there now; None when there is nothing."""

    def edit(self, ref: Ref, post: Post) -> Ref: ...

    def delete_own(self, ref: Ref) -> None:
        """Deleting what is already gone SHALL succeed."""

    def moderate(self, ref: Ref, action: Action, reason: str) -> Moderated:
        """Hide or restore another's comment and read the result back. Repeating SHALL be harmless."""

    def pull(self, stream: str, cursor: str, *, at: datetime) -> Page:
        """Events after `cursor` ("" for the beginning). Pulling the same cursor twice SHALL lose nothing.

        A connector whose streams are apart MAY leave a cursor empty where the presence has no such source.
        """

    def recheck(self, refs: Sequence[Ref]) -> Mapping[str, Seen]:
        """native_id → what became of it since `ref.version`."""

    def profile(self) -> Profile: ...


class Connect(Protocol):
    """What every channel.py offers beside DESCRIPTION, a Description that needs no connection."""

    def __call__(self, presence_settings: Mapping[str, str], secrets: Mapping[str, str]) -> Channel: ...
