"""What is done with a post that has arrived: taken down, reworded in place, answered, replaced, or left to a person.

Each way is a channel of its own to the outbox, with the same four rules: `commit` makes the one public change, its
outcome is read back, what was lost is looked for, and only what may safely be done twice is done twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal, cast, get_args

from masthead.channels.description import Description
from masthead.channels.errors import ChannelError, OutcomeUnknown, Transient
from masthead.channels.message_port import AnswersPrivately
from masthead.channels.outcomes import Absent, CannotTell, Done, Found, HandedOver, ReadBack, Unknown
from masthead.channels.port import Channel
from masthead.channels.post import Pending, Post
from masthead.channels.ref import Ref
from masthead.channels.upload_port import begin
from masthead.outbox.models import Delivery

Way = Literal["post", "edit", "answer", "replace", "take_down", "by_hand"]
WAYS: tuple[Way, ...] = get_args(Way)


def can_take_down(description: Description, ref: Ref | None) -> bool:
    """Whether the desk itself can take a post down there; else a person does."""
    return _reachable(ref) and description.capability("delete_own").answer != "no"


def ways_to_correct(description: Description, ref: Ref | None) -> tuple[Way, ...]:
    """How a post can be corrected there, the plainest first. What no machine can do is done by a person."""
    if not _reachable(ref):
        return ("by_hand",)
    can = {act: description.capability(act).answer != "no" for act in ("edit", "reply", "delete_own")}
    found: list[Way] = []
    if can["edit"]:
        found.append("edit")
    if can["reply"] and description.proved != "people":
        found.append("answer")
    if can["delete_own"]:
        found.append("replace")
    return tuple(found) or ("by_hand",)


def _reachable(ref: Ref | None) -> bool:
    """A post that a person found has an address only; the channel's own name of it is not known."""
    return ref is not None and bool(ref.native_id)


def acting(channel: Channel, delivery: Delivery) -> Channel:
    """The channel as this delivery uses it. A plain post, and a public answer, which is one, use it as it is."""
    upon = Ref.from_json(delivery.upon.ref) if delivery.upon and delivery.upon.ref else Ref("")
    if delivery.way == "take_down":
        return cast(Channel, _TakingDown(channel, upon))
    if delivery.way == "edit":
        before = delivery.upon.text if delivery.upon else ""
        return cast(Channel, _Editing(channel, upon, before))
    if delivery.way == "replace":
        return cast(Channel, _Replacing(channel, upon))
    if delivery.way == "by_hand":
        return cast(Channel, _ByHand(channel, upon))
    if delivery.payload.get("private"):
        return cast(Channel, _Privately(channel, upon))
    return channel


def removed_by(channel: Channel) -> bool:
    """Whether the commit just made took down the post it was to replace, whatever became of the new one."""
    return isinstance(channel, _Replacing) and channel.removed


class _Upon:
    """Everything as the channel does it, but for what a way does otherwise. Nothing is uploaded beforehand."""

    def __init__(self, channel: Channel, upon: Ref) -> None:
        self.channel, self.upon = channel, upon

    def __getattr__(self, name: str) -> object:
        return getattr(self.channel, name)

    def begin(self, post: Post, key: str) -> Pending:
        return Pending(post, key)

    def begin_in_pieces(self, post: Post, key: str, sent: Callable[[], None]) -> Pending:
        return self.begin(post, key)

    def advance(self, pending: Pending) -> Pending:
        return pending


class _TakingDown(_Upon):
    """Deleting what is gone already succeeds by the port's contract, so an interrupted deletion is carried again."""

    def commit(self, pending: Pending) -> Done | Unknown:
        _delete(self.channel, self.upon)
        if self.channel.read_back(self.upon) is not None:
            raise Transient("The channel took the request, but it still shows the post.")
        return Done(self.upon)

    def probe(self, pending: Pending) -> Found | Absent:
        return Found(self.upon) if self.channel.read_back(self.upon) is None else Absent()

    def read_back(self, ref: Ref) -> ReadBack | None:
        """What is read back is that there is nothing."""
        return ReadBack(replace(ref, url=""), "") if self.channel.read_back(ref) is None else None


class _Editing(_Upon):
    """The same words written twice are the same words: an edit whose answer was lost is looked for, then repeated."""

    def __init__(self, channel: Channel, upon: Ref, before: str) -> None:
        super().__init__(channel, upon)
        self.before = before

    def commit(self, pending: Pending) -> Done | Unknown:
        try:
            return Done(self.channel.edit(self.upon, pending.post))
        except OutcomeUnknown as lost:
            return Unknown(lost.sentence)

    def probe(self, pending: Pending) -> Found | Absent | CannotTell:
        shown = self.channel.read_back(self.upon)
        if shown is None:
            return CannotTell("The post that was to be corrected is no longer there.")
        return Found(shown.ref) if _same(shown.text, pending.post.text) else Absent()

    def read_back(self, ref: Ref) -> ReadBack | None:
        """None as long as the earlier words are shown."""
        shown = self.channel.read_back(ref)
        return None if shown is None or _same(shown.text, self.before) else shown


class _Replacing(_Upon):
    """The earlier post is taken down, then the new one goes up: for a moment there is none, never both.

    `removed`: whether the earlier one was seen to be gone. Where the new one is then refused, there is none at all.
    """

    def __init__(self, channel: Channel, upon: Ref) -> None:
        super().__init__(channel, upon)
        self.removed = False

    def begin(self, post: Post, key: str) -> Pending:
        return self.channel.begin(post, key)

    def begin_in_pieces(self, post: Post, key: str, sent: Callable[[], None]) -> Pending:
        return begin(self.channel, post, key, sent=sent)

    def advance(self, pending: Pending) -> Pending:
        return self.channel.advance(pending)

    def commit(self, pending: Pending) -> Done | Unknown | HandedOver:
        _delete(self.channel, self.upon)
        if self.channel.read_back(self.upon) is not None:
            raise Transient("The channel took the request, but it still shows the earlier post.")
        self.removed = True
        try:
            return self.channel.commit(pending)
        except ChannelError as error:
            error.sentence = f"The earlier post is taken down, and this one is not there yet. {error.sentence}"
            raise


class _Privately(_Upon):
    """An answer to a private message goes the same road, and is read back where its one reader reads it."""

    def begin(self, post: Post, key: str) -> Pending:
        return self.channel.begin(post, key)

    def advance(self, pending: Pending) -> Pending:
        return self.channel.advance(pending)

    def read_back(self, ref: Ref) -> ReadBack | None:
        return self.channel.read_message(ref) if isinstance(self.channel, AnswersPrivately) else None


class _ByHand(_Upon):
    """What the channel cannot do, or the desk not reach, is done by a person, who says so."""

    def commit(self, pending: Pending) -> HandedOver:
        return HandedOver()

    def probe(self, pending: Pending) -> Absent:
        return Absent()


def _delete(channel: Channel, ref: Ref) -> None:
    try:
        channel.delete_own(ref)
    except OutcomeUnknown as lost:
        # Nothing of ours went up, and deleting twice is harmless: it is simply tried again.
        raise Transient(lost.sentence, cure=lost.cure) from lost


def _same(shown: str, written: str) -> bool:
    return " ".join(shown.split()) == " ".join(written.split())
