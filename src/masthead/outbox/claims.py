"""Who carries what. A claim is a lease, not a state: it lapses by itself when a worker dies, and leaves no record.

It lapses sooner where the worker is seen to have died, or is not heard of any more: its delivery is looked at again
within a minute.
"""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import F, Min, Q, QuerySet

from masthead.kernel.refusals import Refused
from masthead.outbox.carriers import is_gone, this_process
from masthead.outbox.models import Delivery
from masthead.outbox.states import MOVING

DELIVERY_LEASE = timedelta(minutes=10)
"""So long a delivery is one worker's, unless it is renewed: only a long upload does that."""
RENEWED_EVERY = timedelta(minutes=1)
AFTER_A_DEATH = timedelta(seconds=30)
"""Between a worker's death and the next try: a delivery that kills whoever carries it must not stop the others."""
# A connector's own time-outs end far inside this margin; a worker that slept longer must not publish any more.
_MARGIN_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Claim:
    """One worker's lease on one delivery, counted from `at`.

    started: the machine's stopwatch at that moment, for the worker's own use.
    """

    delivery_id: UUID
    token: UUID
    started: float
    at: datetime

    def is_fresh(self) -> bool:
        """False once the lease may lapse before a call to the channel has ended."""
        return time.monotonic() - self.started < DELIVERY_LEASE.total_seconds() - _MARGIN_SECONDS


def due(*, at: datetime, limit: int = 100) -> list[UUID]:
    """Deliveries nobody carries and whose time has come, longest waiting first; a crashed worker's are among them."""
    return list(_free(at).order_by("not_before", "id").values_list("id", flat=True)[:limit])


def next_due(*, after: datetime) -> datetime | None:
    """When the next delivery that nobody carries falls due."""
    rows = Delivery.objects.filter(state__in=MOVING, not_before__gt=after, claim=None)
    soonest: datetime | None = rows.aggregate(soonest=Min("not_before"))["soonest"]
    return soonest


def claim_due(*, at: datetime, limit: int = 100) -> list[Claim]:
    """Claim what is due, for this worker alone; other workers skip it."""
    return _take(Q(), at=at, limit=limit)


def claim_one(delivery_id: UUID, *, at: datetime) -> Claim | None:
    """Claim one delivery; None when it is not due, done, or carried by another worker."""
    claims = _take(Q(pk=delivery_id), at=at, limit=1)
    return claims[0] if claims else None


def renewed(claim: Claim) -> Claim:
    """The lease counted from now, for a worker whose one call goes on; unchanged within a minute.

    Raises Refused once another worker has taken over or a person took the delivery back.
    """
    passed = int(time.monotonic() - claim.started)
    if passed < RENEWED_EVERY.total_seconds():
        return claim
    at = claim.at + timedelta(seconds=passed)
    mine = Delivery.objects.filter(pk=claim.delivery_id, claim=claim.token)
    if not mine.update(claimed_until=at + DELIVERY_LEASE):
        raise Refused("It is no longer this worker's to send.")
    return replace(claim, started=claim.started + passed, at=at)


def let_go(claim: Claim) -> None:
    """End the lease early, unless it has passed to somebody else."""
    Delivery.objects.filter(pk=claim.delivery_id, claim=claim.token).update(claim=None, claimed_until=None)


def shorten_abandoned(*, at: datetime, silent: Collection[str] = ()) -> int:
    """Let the leases of processes that are gone end in half a minute, and of `silent` ones now; return how many.

    silent: carriers that have given no sign of life for as long, on this machine or another. They may live and be
    publishing all the same. Nothing is taken from one that does, except its say: until its lease would have ended,
    its delivery is looked for, and not being there yet proves nothing.
    """
    held = Delivery.objects.filter(state__in=MOVING, claimed_until__gt=at).exclude(carrier="")
    unheard = held.filter(carrier__in=silent)
    quiet = unheard.update(doubtful_until=F("claimed_until"), claimed_until=at) if silent else 0
    held = held.filter(claimed_until__gt=at + AFTER_A_DEATH)
    gone = [each for each in held.values_list("carrier", flat=True).distinct() if is_gone(each)]
    return quiet + (held.filter(carrier__in=gone).update(claimed_until=at + AFTER_A_DEATH) if gone else 0)


def _take(which: Q, *, at: datetime, limit: int) -> list[Claim]:
    carrier = this_process()
    skip = connection.features.has_select_for_update_skip_locked
    with transaction.atomic():
        rows = list(_free(at).filter(which).order_by("not_before", "id").select_for_update(skip_locked=skip)[:limit])
        claims = []
        for row in rows:
            row.claim, row.claimed_until, row.carrier = uuid4(), at + DELIVERY_LEASE, carrier
            row.save(update_fields=["claim", "claimed_until", "carrier"])
            claims.append(Claim(row.pk, row.claim, time.monotonic(), at))
    return claims


def _free(at: datetime) -> QuerySet[Delivery]:
    return Delivery.objects.filter(state__in=MOVING, not_before__lte=at).filter(
        Q(claimed_until=None) | Q(claimed_until__lte=at)
    )
