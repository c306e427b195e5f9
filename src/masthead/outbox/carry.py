"""Carry a delivery as far as it can go now. Calls to the channel are made between transactions, never inside one."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime, timedelta
from time import monotonic
from uuid import UUID

from django.db import DatabaseError, connection, connections

from masthead.agencies.actors import Actor
from masthead.channels.errors import ChannelError, NoPlan, OutcomeUnknown, RateLimited, Reauth, Rejected, Transient
from masthead.channels.outcomes import Done, HandedOver, Unknown
from masthead.channels.port import Channel
from masthead.channels.post import Post
from masthead.channels.upload_port import begin
from masthead.kernel.refusals import Refused
from masthead.outbox import steps
from masthead.outbox.claims import Claim, claim_due, claim_one, due, let_go, renewed
from masthead.outbox.clearance import clear
from masthead.outbox.crash import Crashed, contained
from masthead.outbox.links_before_leaving import NotYet
from masthead.outbox.models import Delivery
from masthead.outbox.payload import thawed
from masthead.outbox.probing import FIRST_LOOK, Probing, pending_of
from masthead.outbox.ways import acting, removed_by
from masthead.presences.connection import channel_for

SOONEST = timedelta(seconds=1)
NOT_YET = timedelta(seconds=30)
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


class _Run(Probing):
    """A delivery from where it stands on, a handler for each state."""

    def __init__(self, claim: Claim, by: Actor, at: datetime) -> None:
        super().__init__(claim, by, at)
        self.handlers: dict[str, Handler] = {
            "queued": self._begin,
            "begun": self._advance,
            "ready": self._commit,
            "unknown": self.probe,
        }

    def drive(self) -> None:
        while self.claim.is_fresh() and self._go_on(
            Delivery.objects.select_related("presence__connection", "upon").get(pk=self.claim.delivery_id)
        ):
            pass

    def _go_on(self, delivery: Delivery) -> bool:
        if delivery.state == "committing":
            return self.was_cut_off(delivery)
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
        steps.begun(**self.step(delivery), pending=pending)
        return True

    def _keep(self) -> None:
        """A piece of a long upload is sent: the delivery stays ours, or somebody else's and the upload ends here."""
        self.claim = renewed(self.claim)
        self.at = max(self.at, self.claim.at)

    def _advance(self, delivery: Delivery, channel: Channel, post: Post) -> bool:
        pending = pending_of(delivery, post)
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
                **self.step(delivery),
                why=why,
                cure="Nothing to do: it goes on by itself.",
                until=self.later(delivery),
            )
            return False
        steps.ready(**self.step(delivery), pending=pending)
        return True

    def _commit(self, delivery: Delivery, channel: Channel, post: Post) -> bool:
        try:
            delivery = steps.committing(**self.step(delivery))
        except NotYet as reason:
            return self._wait_for_it(delivery, reason)
        except Refused as refusal:
            return self._stand_aside(delivery, refusal)
        if not self.claim.is_fresh():
            return False
        try:
            with contained(delivery):
                outcome = channel.commit(pending_of(delivery, post))
        except (RateLimited, Transient, Rejected, NoPlan, Reauth) as error:
            self._note_removal(delivery, channel)
            return self._nothing_was_done(delivery, error)
        except ChannelError as error:
            outcome = Unknown(error.sentence)
        self._note_removal(delivery, channel)
        if isinstance(outcome, Done):
            return self.confirm(delivery, channel, outcome.ref)
        if isinstance(outcome, HandedOver):
            steps.handed_over(**self.step(delivery))
            return False
        steps.unknown(**self.step(delivery), why=outcome.why, look_at=self.at + FIRST_LOOK)
        return False

    def _note_removal(self, delivery: Delivery, channel: Channel) -> None:
        if removed_by(channel) and delivery.upon and delivery.upon.gone_at is None:
            steps.removed(**self.step(delivery))

    # ----------------------------------------------------------------------------------------------------- what follows

    def _nothing_was_done(self, delivery: Delivery, error: ChannelError) -> bool:
        step, why, cure = self.step(delivery), error.sentence, error.cure
        if isinstance(error, RateLimited):
            steps.waiting(**step, why=why, cure=cure, until=max(error.until, self.at + SOONEST))
        elif isinstance(error, Transient | OutcomeUnknown) and delivery.attempts + 1 < MOST_ATTEMPTS:
            steps.waiting(**step, why=why, cure=cure or "Nothing to do: it is tried again.", until=self.later(delivery))
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
            return self.look_again(delivery, reason.sentence)
        clauses = (reason.clause,) if isinstance(reason, Refused) and reason.clause else ()
        cure = "Release it when that is settled, or take it back."
        steps.held(**self.step(delivery), why=reason.sentence, cure=cure, clauses=clauses)
        return False

    def _wait_for_it(self, delivery: Delivery, reason: NotYet) -> bool:
        """Something is still to be done by the worker. Where that takes too long, a person is asked."""
        if delivery.attempts + 1 >= MOST_ATTEMPTS:
            return self._stand_aside(delivery, reason)
        cure = "Nothing to do: it goes on by itself."
        steps.waiting(**self.step(delivery), why=reason.sentence, cure=cure, until=self.at + NOT_YET)
        return False
