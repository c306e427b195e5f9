"""After delivery: what a platform counts of our posts, asked ever more seldom as they grow old.

Hourly on the first day, daily in the first month, then weekly. The numbers are the platform's own, each with when it
was read. What the platform does not tell is not kept: none is not zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from masthead.agencies.actors import Actor
from masthead.channels import metrics_port
from masthead.channels.errors import ChannelError
from masthead.channels.metrics_port import CountsPosts
from masthead.channels.port import Channel
from masthead.channels.ref import Ref
from masthead.channels.registry import descriptions
from masthead.conversations.pull import METRICS, asked_to_wait, note_read, note_trouble
from masthead.outbox.models import Delivery
from masthead.presences.models import Presence
from masthead.presences.states import OFFICIAL
from masthead.publishing.models import Metric, MetricsTurn
from masthead.records.append import append
from masthead.records.operation import operation

Found = Mapping[str, Sequence[metrics_port.Metric]]

HOUR, DAY, MONTH, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=30), timedelta(days=7)
AT_ONCE = 100
"""Posts of one presence asked about in one turn."""
_OWN = ("post", "answer", "replace")
"""Ways that made a post. The others did something with a post there was, which has its counts already."""


def next_reading(*, delivered_at: datetime, read_at: datetime) -> datetime:
    """When a post is asked about again that was asked about at `read_at`."""
    age = read_at - delivered_at
    return read_at + (HOUR if age < DAY else DAY if age < MONTH else WEEK)


def due(*, at: datetime) -> QuerySet[Delivery]:
    """Posts whose turn has come, on platforms that count: read back, not gone, of presences that speak now."""
    counting = [name for name, each in descriptions().items() if each.capability("metrics").answer != "no"]
    rows = Delivery.objects.filter(purpose="publication", way__in=_OWN, state="delivered", gone_at=None)
    rows = rows.filter(presence__channel__in=counting, presence__state__in=OFFICIAL, presence__connection__isnull=False)
    return rows.filter(Q(metrics_turn=None, delivered_at__lte=at - HOUR) | Q(metrics_turn__next_at__lte=at))


def read(*, by: Actor, at: datetime, presence: Presence, channel: Channel) -> int:
    """Ask about the posts of one presence whose turn has come. Returns of how many the platform told something.

    A platform that asked us to wait is left alone, and its wait holds for taking in comments too. Other trouble is
    noted for staff, and the posts come round again in an hour.
    """
    if not isinstance(channel, CountsPosts):
        raise TypeError(f"{presence.channel} says that it counts and does not keep the port")
    if asked_to_wait(presence, at=at):
        return 0
    rows = list(
        due(at=at)
        .filter(presence=presence)
        .order_by(F("metrics_turn__next_at").asc(nulls_first=True), "delivered_at", "id")[:AT_ONCE]
    )
    refs = {row.pk: Ref.from_json(row.ref or {"native_id": ""}) for row in rows}
    try:
        found = channel.metrics(list(refs.values())) if refs else {}
    except ChannelError as trouble:
        note_trouble(presence, METRICS, trouble, at=at)
        _come_round(rows, {row.pk: at + HOUR for row in rows})
        return 0
    told = {row: found[refs[row.pk].native_id] for row in rows if found.get(refs[row.pk].native_id)}
    changed = _changed(told)
    if changed:
        note_counts(by=by, at=at, presence=presence, told=told, changed=changed)
    else:
        _keep(told, at)
    _come_round(rows, {row.pk: next_reading(delivered_at=row.delivered_at or at, read_at=at) for row in rows})
    note_read(presence, METRICS, at=at)
    return len(told)


@operation("publications.count")
def note_counts(
    *,
    by: Actor,
    at: datetime,
    presence: Presence,
    told: Mapping[Delivery, Sequence[metrics_port.Metric]],
    changed: Sequence[Mapping[str, Any]],
) -> None:
    """Keep what the platform told, and put on record the numbers that are other than before."""
    _keep(told, at)
    body = {"posts": len(told), "changed": list(changed)}
    append("presence/posts_counted", by=by, at=at, subject=presence.subject, body=body)


def _changed(told: Mapping[Delivery, Sequence[metrics_port.Metric]]) -> list[dict[str, Any]]:
    rows = Metric.objects.filter(delivery__in=list(told)).order_by()
    before = {(delivery, name): number for delivery, name, number in rows.values_list("delivery", "name", "number")}
    return [
        {"delivery": str(row.pk), "what": metric.what, "name": metric.name, "number": metric.number}
        for row, metrics in told.items()
        for metric in metrics
        if before.get((row.pk, metric.name)) != metric.number
    ]


def _keep(told: Mapping[Delivery, Sequence[metrics_port.Metric]], at: datetime) -> None:
    kept = [
        Metric(delivery=row, what=metric.what, name=metric.name, number=metric.number, read_at=at)
        for row, metrics in told.items()
        for metric in metrics
    ]
    Metric.objects.bulk_create(
        kept,
        update_conflicts=True,
        unique_fields=["delivery", "name"],
        update_fields=["what", "number", "read_at"],
    )


def _come_round(rows: Sequence[Delivery], moments: Mapping[Any, datetime]) -> None:
    turns = [MetricsTurn(delivery=row, next_at=moments[row.pk]) for row in rows]
    MetricsTurn.objects.bulk_create(turns, update_conflicts=True, unique_fields=["delivery"], update_fields=["next_at"])
