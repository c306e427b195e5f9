"""Last stage: what did not arrive is told by e-mail to whom it concerns, each trouble once, until a server takes it.

Links in live posts that are no longer as they were signed go the same way (link_alarm.py raises them).

Source: the working rule that binds the notice `delivery_alarm` says after how many minutes a delivery is late
(`minutes`). Where no rule does, ten: a post that stays behind unnoticed is not for a policy to allow.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Case, DateTimeField, Exists, F, OuterRef, QuerySet, When

from masthead.agencies.actors import Actor
from masthead.agencies.models import Person, the_agency
from masthead.agencies.rights import Role
from masthead.conversations.posting import Posted, post
from masthead.kernel.clock import stamp
from masthead.kernel.refusals import Refused
from masthead.outbox.late import FAILED, began, in_trouble
from masthead.outbox.models import Delivery
from masthead.policy.in_force import rulebook
from masthead.publishing.alarm_letter import delivery_alarm
from masthead.publishing.carried import carried_by
from masthead.publishing.link_alarm_letter import links_letter
from masthead.publishing.models import Alarm
from masthead.publishing.states import ALARM
from masthead.records.append import append
from masthead.records.operation import operation

MINUTES = 10
SETTLED_FOR = timedelta(minutes=1)
"""So long a failure has stood before it is mailed: ten presences that fail together make one e-mail."""
KNOWN_FOR = timedelta(days=7)
"""An older trouble is not news: it stands on Today, and an upgrade does not mail what is long past."""
LOST_AFTER, LONGEST_WAIT, GIVE_UP_AFTER = timedelta(minutes=5), timedelta(hours=4), timedelta(days=5)
AT_ONCE = 200
_APPROVE = (Role.APPROVER.value, Role.DIRECTOR.value)


def late_after() -> timedelta:
    """How long after its time a delivery that has not arrived is late."""
    minutes = rulebook().params("notice", "delivery_alarm").get("minutes", MINUTES)
    return timedelta(minutes=minutes if isinstance(minutes, int) and minutes > 0 else MINUTES)


def untold(*, at: datetime) -> QuerySet[Delivery]:
    """Deliveries in a trouble that nobody was told of yet."""
    troubled = in_trouble(at=at, after=late_after(), settled_for=SETTLED_FOR, since=at - KNOWN_FOR)
    since = Case(When(state__in=FAILED, then=F("updated_at")), default=F("due_at"), output_field=DateTimeField())
    known = Alarm.objects.filter(delivery=OuterRef("pk"), since=OuterRef("since"), link_finding=None)
    return troubled.annotate(since=since).exclude(Exists(known)).order_by("due_at", "id")


def due(*, at: datetime) -> QuerySet[Alarm]:
    """Alarms to be mailed now."""
    return Alarm.objects.filter(state="due", next_try__lte=at)


def cut_off(*, at: datetime) -> QuerySet[Alarm]:
    """Alarms whose worker ended while it spoke to the mail server. Told twice is better than not at all."""
    return Alarm.objects.filter(state="sending", claimed_at__lte=at - LOST_AFTER)


def raise_alarms(*, by: Actor, at: datetime) -> int:
    """Write down who is to be told of each new trouble. Returns how many troubles there were."""
    found = list(untold(at=at).select_related("presence")[:AT_ONCE])
    carried = carried_by(found)
    for delivery in found:
        raise_alarm(by=by, at=at, delivery=delivery, people=concerned(carried[delivery.subject].people))
    return len(found)


def concerned(ids: Sequence[UUID]) -> list[Person]:
    """Of those who wrote or scheduled it whoever still works here; where nobody does, those who approve."""
    working = Person.objects.filter(is_active=True)
    return list(working.filter(pk__in=ids)) or list(working.filter(grants__role__in=_APPROVE).distinct())


@operation("deliveries.alarm")
def raise_alarm(*, by: Actor, at: datetime, delivery: Delivery, people: Sequence[Person]) -> list[Alarm]:
    """One alarm for each of `people` about `delivery`, whose trouble is as it stands now."""
    since = began(delivery) or at
    alarms = [Alarm(delivery=delivery, person=person, since=since, next_try=at) for person in people]
    if not alarms:  # nobody approves here: the trouble itself is kept, and Today shows it
        alarms = [Alarm(delivery=delivery, since=since, next_try=at, state=ALARM.to(ALARM.initial, "find_nobody"))]
    write(alarms, by=by, at=at)
    return alarms


def write(alarms: Sequence[Alarm], *, by: Actor, at: datetime) -> None:
    """Inside an operation: keep new alarms, each on record."""
    Alarm.objects.bulk_create(alarms)
    for alarm in alarms:
        _record(alarm, by=by, at=at)


def send_due(*, by: Actor, at: datetime, connection: BaseEmailBackend) -> int:
    """Mail what is due, one message a person however much went wrong, and one for links. Returns how many left.

    Stops at the first that the mail server does not take: the next turn tries again.
    """
    lost = Posted("lost", "The desk was interrupted while it was sending this.")
    for alarm in list(cut_off(at=at)[:AT_ONCE]):
        _settle(by=by, at=at, ids=[alarm.pk], posted=lost)
    agency, sent = the_agency(), 0
    rows = sorted(due(at=at).order_by("since", "id")[:AT_ONCE], key=_message)
    for _, mine in groupby(rows, key=_message):
        try:
            claimed = _claim(by=by, at=at, ids=[alarm.pk for alarm in mine])
        except Refused:
            continue  # another worker was faster
        if not claimed or agency is None or (person := claimed[0].person) is None:
            continue
        letter = links_letter if claimed[0].link_finding else delivery_alarm
        posted = post(connection, letter(person, claimed, agency=agency))
        _settle(by=by, at=at, ids=[alarm.pk for alarm in claimed], posted=posted)
        if posted.outcome == "put_off":
            break
        sent += 1
    return sent


def _message(alarm: Alarm) -> tuple[str, bool]:
    """Alarms that go out in one message have this in common."""
    return str(alarm.person_id), alarm.link_finding_id is not None


def _is_over(alarm: Alarm) -> bool:
    if alarm.link_finding:
        return alarm.link_finding.state != "open"
    return began(alarm.delivery) != alarm.since


@operation("deliveries.alarm")
def _claim(*, by: Actor, at: datetime, ids: Sequence[UUID]) -> list[Alarm]:
    """Written before the mail server is spoken to. Returns those still worth telling: a trouble that is over is not.

    Raises Refused when none of them is due any more.
    """
    rows = [alarm for alarm in _locked(ids) if alarm.state == "due"]
    if not rows:
        raise Refused("These were told already.")
    for alarm in rows:
        alarm.state = ALARM.to(alarm.state, "drop" if _is_over(alarm) else "claim")
        alarm.attempts, alarm.claimed_at = alarm.attempts + 1, at
        alarm.save()
        _record(alarm, by=by, at=at)
    return [alarm for alarm in rows if alarm.state == "sending"]


@operation("deliveries.alarm")
def _settle(*, by: Actor, at: datetime, ids: Sequence[UUID], posted: Posted) -> list[Alarm]:
    """Write down what became of the message that carried these alarms."""
    rows = _locked(ids)
    for alarm in rows:
        act = {"accepted": "accept", "put_off": "put_off", "lost": "lose"}[posted.outcome]
        if act == "put_off" and at - alarm.since >= GIVE_UP_AFTER:
            act = "give_up"
        alarm.state, alarm.error = ALARM.to(alarm.state, act), posted.why
        alarm.next_try = at + min(LONGEST_WAIT, timedelta(minutes=2 ** min(alarm.attempts, 10)))
        alarm.save()
        _record(alarm, by=by, at=at)
    return rows


def _locked(ids: Sequence[UUID]) -> list[Alarm]:
    rows = Alarm.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("id")
    return list(rows.select_related("delivery__presence", "person", "link_finding__link"))


def _record(alarm: Alarm, *, by: Actor, at: datetime) -> None:
    delivery = alarm.delivery
    if finding := alarm.link_finding:
        append(
            "link/alarm",
            by=by,
            at=at,
            subject=finding.link.subject,
            body={
                "finding": str(finding.pk),
                "of": delivery.subject,
                "person": str(alarm.person_id or ""),
                "state": alarm.state,
                "why": alarm.error,
            },
            clauses=[finding.clause] if finding.clause else [],
        )
        return
    append(
        "delivery/alarm",
        by=by,
        at=at,
        subject=delivery.record_subject,
        body={
            "of": delivery.subject,
            "presence": str(delivery.presence_id),
            "person": str(alarm.person_id or ""),
            "since": stamp(alarm.since),
            "state": alarm.state,
            "why": alarm.error,
        },
        clauses=[clause.id for clause, _ in rulebook().bound("notice", "delivery_alarm")],
        conversation=delivery.conversation,
    )
