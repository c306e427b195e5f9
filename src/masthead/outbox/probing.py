"""What becomes of a delivery after its one public call: read back, looked for, looked for again, never guessed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TypedDict
from uuid import UUID

from masthead.agencies.actors import Actor
from masthead.channels.errors import ChannelError
from masthead.channels.outcomes import Absent, CannotTell, ReadBack
from masthead.channels.port import Channel
from masthead.channels.post import Pending, Post
from masthead.channels.ref import Ref
from masthead.outbox import steps
from masthead.outbox.claims import Claim
from masthead.outbox.crash import contained
from masthead.outbox.models import Delivery

FIRST_LOOK = timedelta(seconds=10)
LONGEST_WAIT = timedelta(hours=1)


class Step(TypedDict):
    by: Actor
    at: datetime
    claim: UUID
    delivery_id: UUID


class Probing:
    """One worker, one claim. Each act makes at most one call to the channel and returns whether to go on."""

    def __init__(self, claim: Claim, by: Actor, at: datetime) -> None:
        self.claim, self.by, self.at = claim, by, at

    def was_cut_off(self, delivery: Delivery) -> bool:
        """It is carried again while it was being published: the worker before us died in the middle of the call."""
        doing = "taken down" if delivery.purpose == "takedown" else "published"
        why = f"The machine was cut off while this was being {doing}."
        steps.unknown(**self.step(delivery), why=why, look_at=self.at)
        return True

    def probe(self, delivery: Delivery, channel: Channel, post: Post) -> bool:
        try:
            with contained(delivery):
                answer = channel.probe(pending_of(delivery, post))
        except ChannelError as error:
            answer = CannotTell(error.sentence)
        if isinstance(answer, Absent):
            if delivery.doubtful_until and self.at < delivery.doubtful_until:
                return self._not_there_yet(delivery, delivery.doubtful_until)
            steps.absent(**self.step(delivery))
            return True
        if isinstance(answer, CannotTell):
            return self.look_again(delivery, answer.why)
        return self.confirm(delivery, channel, answer.ref)

    def confirm(self, delivery: Delivery, channel: Channel, ref: Ref) -> bool:
        """Never "published" unread."""
        why = "The channel accepted the post, but it could not be read back yet."
        if delivery.purpose == "takedown":
            why = "The channel took the request, but it could not be seen yet that the post is gone."
        read: ReadBack | None = None
        try:
            with contained(delivery):
                read = channel.read_back(ref)
        except ChannelError as error:
            why = f"{why} {error.sentence}"
        if read is not None:
            steps.delivered(**self.step(delivery), read=read)
        elif delivery.state == "committing":
            steps.unknown(**self.step(delivery), why=why, look_at=self.at + FIRST_LOOK)
        else:
            self.look_again(delivery, why)
        return False

    def look_again(self, delivery: Delivery, why: str) -> bool:
        is_it = "gone" if delivery.purpose == "takedown" else "there"
        cure = f"Look at the presence yourself and say whether the post is {is_it}."
        steps.waiting(**self.step(delivery), why=why, cure=cure, until=self.later(delivery))
        return False

    def _not_there_yet(self, delivery: Delivery, believed_from: datetime) -> bool:
        """Whoever was publishing it has not been heard of, and may still be at it: sent again, it could come twice."""
        why = "It is not there yet, and the worker that was publishing it has not been heard of."
        cure = "Nothing to do: it is looked for again, and sent again once that worker can no longer be at it."
        until = min(self.later(delivery), believed_from)
        steps.waiting(**self.step(delivery), why=why, cure=cure, until=until)
        return False

    def later(self, delivery: Delivery) -> datetime:
        return self.at + min(LONGEST_WAIT, timedelta(seconds=30 << min(delivery.attempts, 10)))

    def step(self, delivery: Delivery) -> Step:
        return {"by": self.by, "at": self.at, "claim": self.claim.token, "delivery_id": delivery.pk}


def pending_of(delivery: Delivery, post: Post) -> Pending:
    progress = delivery.progress
    return Pending(post, delivery.key, ready=progress.get("ready", True), state=progress.get("state", {}))
