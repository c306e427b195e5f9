"""Last stage: a link in a live post or reply that is no longer as it was signed is told by e-mail, each change once.

Who wrote or scheduled the post is told, and who runs the presence it stands on. alarm.py mails what is raised here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from masthead.agencies.actors import Actor
from masthead.agencies.models import Person
from masthead.links.models import LinkFinding
from masthead.outbox.links_after_leaving import live_with
from masthead.outbox.models import Delivery
from masthead.publishing.alarm import AT_ONCE, KNOWN_FOR, concerned, write
from masthead.publishing.carried import Carried, carried_by
from masthead.publishing.models import Alarm
from masthead.publishing.states import ALARM
from masthead.records.operation import operation

TOGETHER = timedelta(minutes=5)
"""So long after the first of them: what one turn of the watch finds makes one e-mail a person."""


def untold(*, at: datetime) -> QuerySet[LinkFinding]:
    """What a person is asked about a live link, and nobody was told of by e-mail yet."""
    told = Alarm.objects.filter(link_finding=OuterRef("pk"))
    return LinkFinding.objects.filter(state="open", found_at__gt=at - KNOWN_FOR).exclude(Exists(told))


def waiting(*, at: datetime) -> bool:
    """Whether the first of them was found long enough ago to tell of all of them."""
    return untold(at=at).filter(found_at__lte=at - TOGETHER).exists()


def raise_link_alarms(*, by: Actor, at: datetime) -> int:
    """Write down who is to be told of each change. Returns how many changes there were."""
    if not waiting(at=at):
        return 0
    findings = list(untold(at=at).select_related("link").order_by("found_at", "id")[:AT_ONCE])
    standing: dict[UUID, list[Delivery]] = {}
    rows = live_with(each.link_id for each in findings).select_related("delivery__presence")
    for posted in rows.order_by("-delivery__delivered_at", "-pk"):
        standing.setdefault(posted.link_id, []).append(posted.delivery)
    carried = carried_by([row for each in standing.values() for row in each])
    raised = 0
    for finding in findings:
        if there := standing.get(finding.link_id):  # else it stands nowhere any more, and the watch closes it
            raise_link_alarm(by=by, at=at, finding=finding, told=_told(there, carried))
            raised += 1
    return raised


def _told(there: Sequence[Delivery], carried: dict[str, Carried]) -> list[tuple[Person | None, Delivery]]:
    """Each person it concerns, with the newest post of theirs that carries the link."""
    found: dict[UUID, tuple[Person | None, Delivery]] = {}
    for delivery in there:
        ids = [*carried[delivery.subject].people, delivery.presence.run_by_id]
        for person in concerned([key for key in ids if key]):
            found.setdefault(person.pk, (person, delivery))
    return list(found.values()) or [(None, there[0])]


@operation("deliveries.alarm")
def raise_link_alarm(
    *, by: Actor, at: datetime, finding: LinkFinding, told: Iterable[tuple[Person | None, Delivery]]
) -> list[Alarm]:
    """One alarm for each of `told` about `finding`; for nobody, where nobody works here whom it concerns."""
    alarms = [
        Alarm(
            delivery=delivery,
            person=person,
            link_finding=finding,
            since=finding.found_at,
            next_try=at,
            state=ALARM.initial if person else ALARM.to(ALARM.initial, "find_nobody"),
        )
        for person, delivery in told
    ]
    write(alarms, by=by, at=at)
    return alarms
