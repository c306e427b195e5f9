"""Carry a delivery as far as it can go now. Calls to the channel are made between transactions, never inside one."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime, timedelta
from time import monotonic
from typing import TypedDict
from uuid import UUID

from django.db import DatabaseError, connection, connections

from masthead.agencies.actors import Actor
from masthead.channels.port import (
    Absent,
    CannotTell,
    Channel,
    ChannelError,
    Done,
    HandedOver,
    NoPlan,
    OutcomeUnknown,
    Pending,
    Post,
    RateLimited,
    ReadBack,
    Reauth,
    Ref,
    Rejected,
    Transient,
    Unknown,
)
from masthead.channels.upload_port import begin
from masthead.kernel.refusals import Refused
from masthead.outbox import steps
from masthead.outbox.claims import Claim, claim_due, claim_one, due, let_go, renewed
from masthead.outbox.clearance import clear
from masthead.outbox.crash import Crashed, contained
from masthead.outbox.links_before_leaving import NotYet
from masthead.outbox.models import Delivery
from masthead.outbox.payload import thawed
from masthead.outbox.ways import acting, removed_by
from masthead.presences.connection import channel_for

FIRST_LOOK, SOONEST = timedelta(seconds=10), timedelta(seconds=1)
NOT_YET = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
MOST_ATTEMPTS = 12
REJECTED = "Take the post back, mend what the channel objects to, and ask for approval again."
"""The cure where the channel names none."""
HANDS = 4

_log = logging.getLogger(__name__)


def carry(delivery_id: UUID, *, by: Actor, at: datetime) -> str:
    """Drive one delivery until it is done, must wait, or needs a person. Returns its state.

    Does nothing when it is not due or another worker carries it. Raises nothing a channel or a rule can cause: that
    ends in a state with a sentence and a cure.
    """
    claim = claim_one(delivery_id, at=at)
    if claim is not None:
        _drive_and_let_go(claim, by=by, at=at)
    return Delivery.objects.values_list("state", flat=True).get(pk=delivery_id)


def sweep(*, by: Actor, at: datetime, limit: int = 20) -> int:
    """Carry everything that is due, what crashed workers left behind included. Returns how many were carried."""
    begun = monotonic()
    for carried in range(limit):
        # A sweep takes as long as its channels do: a lease counted from its beginning would end while it is held.
        moment = at + timedelta(seconds=int(monotonic() - begun))
        # One at a time: a slow channel must not let the lease of the others run out, nor keep them from other workers.
        claims = claim_due(at=moment, limit=1)
        if not claims:
            return carried
        _drive_and_let_go(claims[0], by=by, at=moment)
    return limit


def sweep_together(*, by: Actor, at: datetime, limit: int = 40, hands: int = HANDS) -> int:
    """As `sweep`, by several hands at once: a slow channel does not keep the other nine presences waiting.

    One hand where little is due, or inside a transaction, whose rows other hands would not see.
    """
    waiting = len(due(at=at, limit=hands))
    if waiting < 2 or connection.in_atomic_block:
        return sweep(by=by, at=at, limit=limit)

    def one_hand(number: int) -> int:
        try:
            return sweep(by=by, at=at, limit=limit // waiting)
        finally:
            connections.close_all()  # each hand opened its own

    with ThreadPoolExecutor(waiting, thread_name_prefix="carry") as pool:
        return sum(pool.map(one_hand, range(waiting)))


def _drive_and_let_go(claim: Claim, *, by: Actor, at: datetime) -> None:
    try:
        _Run(claim, by, at).drive()
    except Refused as refusal:
        # Another worker took over, or a person cancelled it between two steps. The row says what is true, and whose
        # it is now; were it ours still, letting go would make it the first in line again at once.
        _log.info("Delivery %s went another way: %s", claim.delivery_id, refusal)
        return
    except DatabaseError:
        raise
    except Exception:  # noqa: BLE001 - whatever is wrong with one delivery, the others behind it still go out
        # Kept claimed for the same reason: nothing else would ever be carried.
        _log.exception("Delivery %s cannot be carried; it is tried again when its lease ends", claim.delivery_id)
        return
    let_go(claim)


Handler = Callable[[Delivery, Channel, Post], bool]


class _Step(TypedDict):
    by: Actor
    at: datetime
    claim: UUID
    delivery_id: UUID


class _Run:
    """One worker, one claim. Each handler makes at most one call to the channel and returns whether to go on."""

    def __init__(self, claim: Claim, by: Actor, at: datetime) -> None:
        self.claim, self.by, self.at = claim, by, at
        self.handlers: dict[str, Handler] = {
            "queued": self._begin,
            "begun": self._advance,
            "ready": self._commit,
            "unknown": self._probe,
        }

    def drive(self) -> None:
        while self.claim.is_fresh() and self._go_on(
            Delivery.objects.select_related("presence__connection", "upon").get(pk=self.claim.delivery_id)
        ):
            pass

    def _go_on(self, delivery: Delivery) -> bool:
        if delivery.state == "committing":
            return self._was_cut_off(delivery)
        handler = self.handlers.get(delivery.state)
        if handler is None:
            return False
        with ExitStack() as stack:
            try:
                with contained(delivery):
                    channel = acting(channel_for(delivery.presence), delivery)
                # A probe looks for what was sent; it must work even where a file has been lost since.
                post = stack.enter_context(thawed(delivery.payload, with_files=delivery.state != "unknown"))
            except (Refused, Crashed) as reason:
                return self._stand_aside(delivery, reason)
            return handler(delivery, channel, post)

    # ------------------------------------------------------------------------------------------------ the five states

    def _begin(self, delivery: Delivery, channel: Channel, post: Post) -> bool:
        if refusal := self._stands_in_the_way(delivery):
            return self._stand_aside(delivery, refusal)
        try:
            with contained(delivery):
                pending = begin(channel, post, delivery.key, sent=self._keep)
        except ChannelError as error:
            return self._nothing_was_done(delivery, error)
        steps.begun(**self._step(delivery), pending=pending)
        return True

    def _keep(self) -> None:
        """A piece of a long upload is sent: the delivery stays ours, or somebody else's and the upload ends here."""
        self.claim = renewed(self.claim)
        self.at = max(self.at, self.claim.at)

    def _advance(self, delivery: Delivery, channel: Channel, post: Post) -> bool:
        pending = _pending(delivery, post)
        if not pending.ready and (refusal := self._stands_in_the_way(delivery)):
            return self._stand_aside(delivery, refusal)
        try:
            with contained(delivery):
                pending = pending if pending.ready else channel.advance(pending)
        except ChannelError as error:
            return self._nothing_was_done(delivery, error)
        if not pending.ready:
            why = "The channel is still working on the files."
            steps.waiting(
                **self._step(delivery),
                why=why,
                cure="Nothing to do: it goes on by itself.",
                until=self._later(delivery),
            )
            return False
        steps.ready(**self._step(delivery), pending=pending)
        return True

    def _commit(self, delivery: Delivery, channel: Channel, post: Post) -> bool:
        try:
            delivery = steps.committing(**self._step(delivery))
        except NotYet as reason:
            return self._wait_for_it(delivery, reason)
        except Refused as refusal:
            return self._stand_aside(delivery, refusal)
        if not self.claim.is_fresh():
            return False
        try:
            with contained(delivery):
                outcome = channel.commit(_pending(delivery, post))
        except (RateLimited, Transient, Rejected, NoPlan, Reauth) as error:
            self._note_removal(delivery, channel)
            return self._nothing_was_done(delivery, error)
        except ChannelError as error:
            outcome = Unknown(error.sentence)
        self._note_removal(delivery, channel)
        if isinstance(outcome, Done):
            return self._confirm(delivery, channel, outcome.ref)
        if isinstance(outcome, HandedOver):
            steps.handed_over(**self._step(delivery))
            return False
        steps.unknown(**self._step(delivery), why=outcome.why, look_at=self.at + FIRST_LOOK)
        return False

    def _note_removal(self, delivery: Delivery, channel: Channel) -> None:
        if removed_by(channel) and delivery.upon and delivery.upon.gone_at is None:
            steps.removed(**self._step(delivery))

    def _was_cut_off(self, delivery: Delivery) -> bool:
        """It is carried again while it was being published: the worker before us died in the middle of the call."""
        doing = "taken down" if delivery.purpose == "takedown" else "published"
        why = f"The machine was cut off while this was being {doing}."
        steps.unknown(**self._step(delivery), why=why, look_at=self.at)
        return True

    def _probe(self, delivery: Delivery, channel: Channel, post: Post) -> bool:
        try:
            with contained(delivery):
                answer = channel.probe(_pending(delivery, post))
        except ChannelError as error:
            answer = CannotTell(error.sentence)
        if isinstance(answer, Absent):
            if delivery.doubtful_until and self.at < delivery.doubtful_until:
                return self._not_there_yet(delivery, delivery.doubtful_until)
            steps.absent(**self._step(delivery))
            return True
        if isinstance(answer, CannotTell):
            return self._look_again(delivery, answer.why)
        return self._confirm(delivery, channel, answer.ref)

    # ----------------------------------------------------------------------------------------------------- what follows

    def _confirm(self, delivery: Delivery, channel: Channel, ref: Ref) -> bool:
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
            steps.delivered(**self._step(delivery), read=read)
        elif delivery.state == "committing":
            steps.unknown(**self._step(delivery), why=why, look_at=self.at + FIRST_LOOK)
        else:
            self._look_again(delivery, why)
        return False

    def _look_again(self, delivery: Delivery, why: str) -> bool:
        is_it = "gone" if delivery.purpose == "takedown" else "there"
        cure = f"Look at the presence yourself and say whether the post is {is_it}."
        steps.waiting(**self._step(delivery), why=why, cure=cure, until=self._later(delivery))
        return False

    def _not_there_yet(self, delivery: Delivery, believed_from: datetime) -> bool:
        """Whoever was publishing it has not been heard of, and may still be at it: sent again, it could come twice."""
        why = "It is not there yet, and the worker that was publishing it has not been heard of."
        cure = "Nothing to do: it is looked for again, and sent again once that worker can no longer be at it."
        until = min(self._later(delivery), believed_from)
        steps.waiting(**self._step(delivery), why=why, cure=cure, until=until)
        return False

    def _nothing_was_done(self, delivery: Delivery, error: ChannelError) -> bool:
        step, why, cure = self._step(delivery), error.sentence, error.cure
        if isinstance(error, RateLimited):
            steps.waiting(**step, why=why, cure=cure, until=max(error.until, self.at + SOONEST))
        elif isinstance(error, Transient | OutcomeUnknown) and delivery.attempts + 1 < MOST_ATTEMPTS:
            steps.waiting(
                **step, why=why, cure=cure or "Nothing to do: it is tried again.", until=self._later(delivery)
            )
        elif isinstance(error, Rejected | NoPlan):
            steps.rejected(**step, why=why, cure=cure or REJECTED)
        else:
            steps.held(**step, why=why, cure=cure or "Release it to try again.")
        return False

    def _stands_in_the_way(self, delivery: Delivery) -> Refused | None:
        """Asked before each upload, too: words and pictures have left the agency before anything is public.

        What merely has to happen first is waited for once all is uploaded.
        """
        try:
            clear(delivery, at=self.at)
        except NotYet:
            return None
        except Refused as refusal:
            return refusal
        return None

    def _stand_aside(self, delivery: Delivery, reason: Refused | Crashed) -> bool:
        """A rule, a missing connection or a lost file stands in the way, nothing is being sent: a person decides."""
        if delivery.state == "unknown":
            return self._look_again(delivery, reason.sentence)
        clauses = (reason.clause,) if isinstance(reason, Refused) and reason.clause else ()
        cure = "Release it when that is settled, or take it back."
        steps.held(**self._step(delivery), why=reason.sentence, cure=cure, clauses=clauses)
        return False

    def _wait_for_it(self, delivery: Delivery, reason: NotYet) -> bool:
        """Something is still to be done by the worker. Where that takes too long, a person is asked."""
        if delivery.attempts + 1 >= MOST_ATTEMPTS:
            return self._stand_aside(delivery, reason)
        cure = "Nothing to do: it goes on by itself."
        steps.waiting(**self._step(delivery), why=reason.sentence, cure=cure, until=self.at + NOT_YET)
        return False

    def _later(self, delivery: Delivery) -> datetime:
        return self.at + min(LONGEST_WAIT, timedelta(seconds=30 << min(delivery.attempts, 10)))

    def _step(self, delivery: Delivery) -> _Step:
        return {"by": self.by, "at": self.at, "claim": self.claim.token, "delivery_id": delivery.pk}


def _pending(delivery: Delivery, post: Post) -> Pending:
    progress = delivery.progress
    return Pending(post, delivery.key, ready=progress.get("ready", True), state=progress.get("state", {}))
