"""Who looks at which link now: leases, so that two workers never fetch the same page, and patience with each host."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import zip_longest
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from masthead.links.models import Watch

WATCH_LEASE = timedelta(minutes=15)
"""Longer than a run may last: a lease that lapses belongs to a worker that died."""
AT_ONCE = 1000
PER_HOST = 4
"""So many pages of one host in a run, one after the other."""
_LOOKED_THROUGH = 2000
"""Of the longest due, so many are looked through for hosts: a thousand links to one host must not hide the others."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One worker's lease on one watch, as the watch was when it was taken."""

    watch: Watch
    token: UUID


def due(at: datetime) -> QuerySet[Watch]:
    """Watches whose time has come and that nobody looks at now."""
    return Watch.objects.filter(next_at__lte=at).filter(Q(claimed_until=None) | Q(claimed_until__lte=at))


def claim_due(*, at: datetime, limit: int = AT_ONCE) -> list[Claim]:
    """Claim what is due for this worker alone, longest waiting first, no host twice in a row. Three queries.

    A host that another worker is asking now is left to it. One that answered just now is claimed all the same: whoever
    fetches lets it wait, by what `answered_since` says.
    """
    skip = connection.features.has_select_for_update_skip_locked
    with transaction.atomic():
        busy = set(Watch.objects.filter(claimed_until__gt=at).values_list("host", flat=True))
        rows = due(at).select_related("link").order_by("next_at", "id")
        found = rows.exclude(host__in=busy) if busy else rows
        chosen = _in_turns(list(found.select_for_update(of=("self",), skip_locked=skip)[:_LOOKED_THROUGH]), limit)
        token = uuid4()
        Watch.objects.filter(pk__in=[row.pk for row in chosen]).update(claim=token, claimed_until=at + WATCH_LEASE)
    return [Claim(row, token) for row in chosen]


def answered_since(at: datetime, claims: Collection[Claim]) -> list[tuple[str, datetime]]:
    """Which hosts of these claims have answered since, and when. To be asked once they are claimed: none is added."""
    hosts = {claim.watch.host for claim in claims}
    rows = Watch.objects.filter(looked_at__gt=at).values_list("host", "looked_at")
    return [(host, when) for host, when in rows if host in hosts and when is not None]


def let_go(claims: Collection[Claim], *, free_at: datetime | None = None) -> None:
    """End leases early: the next run takes them. free_at: their hosts have answered, and are left alone until then."""
    tokens, keys = {claim.token for claim in claims}, [claim.watch.pk for claim in claims]
    Watch.objects.filter(pk__in=keys, claim__in=tokens).update(claim=None, claimed_until=free_at)


def _in_turns(rows: list[Watch], limit: int) -> list[Watch]:
    """At most PER_HOST of each host: the first of each, then the second of each in the same order, and so on."""
    hosts: defaultdict[str, list[Watch]] = defaultdict(list)
    for row in rows:
        hosts[row.host].append(row)
    turns = zip_longest(*(waiting[:PER_HOST] for waiting in hosts.values()))
    return [row for turn in turns for row in turn if row is not None][:limit]
