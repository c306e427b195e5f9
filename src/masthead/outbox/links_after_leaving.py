"""Which links stand in posts and replies the public can read now: they are watched from their arrival to their end.

A post ends for the public when it is gone, when its takedown is under way, or when a correction took the place of its
words; a reply, when it was seen to be deleted. What each arrival means is noted once, so that nobody looks through all
posts again and again.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from masthead.agencies.actors import Actor
from masthead.checks.engine.addresses import find_links
from masthead.kernel.refusals import Refused
from masthead.links import watch
from masthead.links.models import Link, Watch
from masthead.outbox.models import Delivery, PostedLink
from masthead.outbox.states import ARRIVED

_WORDS = ("publication", "reply")
"""Purposes by which words become public."""
_IN_PLACE = ("edit", "replace", "by_hand")
"""Corrections after which the earlier words are not there any more; an answer leaves them."""


def live() -> QuerySet[Delivery]:
    """Deliveries of publications and replies whose words the public can read now."""
    taken_down = Delivery.objects.filter(purpose="takedown").exclude(state="cancelled")
    in_place = Delivery.objects.filter(purpose="publication", way__in=_IN_PLACE, state__in=ARRIVED)
    again = in_place.filter(upon=OuterRef("upon"), delivered_at__gt=OuterRef("delivered_at"))
    rows = Delivery.objects.filter(purpose__in=_WORDS, state__in=ARRIVED, gone_at=None)
    return rows.exclude(
        Exists(taken_down.filter(Q(upon=OuterRef("pk")) | Q(upon=OuterRef("upon"))))
        | Exists(in_place.filter(upon=OuterRef("pk")))
        | Exists(again) & Q(way__in=_IN_PLACE)
        | Q(way__in=("edit", "by_hand"), upon__gone_at__isnull=False)
    )


def live_with(links: Iterable[UUID]) -> QuerySet[PostedLink]:
    """Where these links stand now, in no order. Asked post by post: of all that was ever posted, they stand in few."""
    there = live().filter(pk=OuterRef("delivery"))
    return PostedLink.objects.filter(Exists(there), link__in=list(links)).order_by()


def unnoted() -> QuerySet[Delivery]:
    """Arrivals of which nobody has seen yet what they mean for links."""
    return Delivery.objects.filter(links_noted=False, state__in=["delivered", "said"])


def note_arrivals(*, by: Actor, at: datetime, limit: int = 50) -> int:
    """Watch the links of what has arrived, and no longer those that stood only in what it took the place of.

    Returns how many arrivals were noted. Two workers never note the same one.
    """
    skip = connection.features.has_select_for_update_skip_locked
    with transaction.atomic():
        rows = list(unnoted().order_by("id").select_for_update(skip_locked=skip)[:limit])
        if not rows:
            return 0
        _post(rows, at)
        keys = [row.pk for row in rows]
        Delivery.objects.filter(pk__in=keys).update(links_noted=True)
        upon = [row.upon_id for row in rows if row.upon_id]
        touched = Link.objects.filter(posted__delivery__in=[*keys, *upon]).distinct().order_by("pk")
        settle(by=by, at=at, links=list(touched))
    return len(rows)


def settle(*, by: Actor, at: datetime, links: Iterable[Link]) -> list[Link]:
    """Begin, carry on or end the watch on each of `links` by where it stands now. Returns those that still stand."""
    links = list(links)
    newest = live_with(link.pk for link in links).values_list("link").annotate(since=Max("delivery__delivered_at"))
    since: dict[UUID, datetime] = {key: arrived or at for key, arrived in newest}
    watches = {row.link_id: row for row in Watch.objects.filter(link__in=links).exclude(next_at=None)}
    for link in links:
        known = watches.get(link.pk)
        if link.pk in since and known:
            watch.carry_on(known, since=since[link.pk])
        elif link.pk in since:
            with suppress(Refused):  # another worker was faster
                watch.begin(by=by, at=at, link=link, since=since[link.pk])
        elif known:
            with suppress(Refused):
                watch.end(by=by, at=at, link=link)
    return [link for link in links if link.pk in since]


def _post(rows: list[Delivery], at: datetime) -> None:
    """Write down which links stand in the words of these posts."""
    found = {
        row.pk: list(dict.fromkeys(each.url for each in find_links(row.text))) for row in rows if row.purpose in _WORDS
    }
    urls = {url for each in found.values() for url in each}
    if not urls:
        return
    there = set(Link.objects.filter(url__in=urls).values_list("url", flat=True))
    Link.objects.bulk_create([Link(url=url, first_seen=at) for url in sorted(urls - there)], ignore_conflicts=True)
    links = {link.url: link for link in Link.objects.filter(url__in=urls)}
    posted = [PostedLink(link=links[url], delivery_id=key) for key, each in found.items() for url in each]
    PostedLink.objects.bulk_create(posted, ignore_conflicts=True)
