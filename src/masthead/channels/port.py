"""The contract between Masthead and a channel. A connector is a folder with a channel.py that keeps every SHALL here.

A connector SHALL take the key before anything is sent, SHALL make nothing public before `commit`, SHALL make at most
one public mutation in `commit`, and SHALL answer `probe` without changing anything. It MAY say CannotTell; it SHALL
NOT guess. It SHALL raise only the errors of errors.py. Blocking, and free of the database and the clock unless it is
its own server (the Noticeboard is).

What it is asked stands here, in terms of post.py; what it answers in outcomes.py, events.py and profile.py; what it
says of itself beforehand in description.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, Protocol

from masthead.channels.description import Description
from masthead.channels.events import Page, Seen
from masthead.channels.outcomes import Absent, CannotTell, Done, Found, HandedOver, Moderated, ReadBack, Unknown
from masthead.channels.post import Measure, Pending, Post
from masthead.channels.profile import Profile
from masthead.channels.ref import Ref

Action = Literal["hide", "restore"]


class Channel(Protocol):
    """One presence's connection. Built by `connect(settings, secrets)` in the connector's channel.py.

    Every method but `describe` and `measure` may raise the errors of errors.py, and no others.
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
