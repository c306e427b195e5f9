"""Who has not acknowledged the version in force is reminded by e-mail: every so many days, and never more often.

Source: the working rule that binds the notice `acknowledgement_reminder` says how many days (`days`). Where no rule
does, nobody is reminded by mail; the desk still shows what waits.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urljoin

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from masthead.agencies.actors import Actor
from masthead.agencies.models import Agency, Person, the_agency
from masthead.conversations.posting import Posted, post, sender
from masthead.employees.acknowledge import ask_everybody, employees
from masthead.employees.models import AskedVersion, Reminder
from masthead.employees.states import REMINDER
from masthead.kernel.refusals import Refused
from masthead.policy.in_force import rulebook
from masthead.policy.notices import notice
from masthead.records.append import append
from masthead.records.operation import operation

AT_ONCE = 200
"""Reminders in one turn of the job; the next turn goes on."""


def days_between() -> int | None:
    """The working rule's days, or None where no rule asks for reminders. Raises LookupError without a policy."""
    if not rulebook().bound("notice", "acknowledgement_reminder"):
        return None
    days = rulebook().params("notice", "acknowledgement_reminder").get("days", 14)
    return days if isinstance(days, int) and days > 0 else 14


def due(*, at: datetime) -> QuerySet[Person]:
    """Whom to remind: asked for at least so many days, not acknowledged, not reminded within as many days."""
    days = days_between()
    stamp = rulebook().stamp
    since = at - timedelta(days=days or 0)
    if days is None or not AskedVersion.objects.filter(stamp=stamp, asked_at__lte=since).exists():
        return Person.objects.none()
    lately = Reminder.objects.filter(person=OuterRef("pk"), at__gt=since).exclude(state="not_sent")
    return employees(stamp, acknowledged=False).exclude(Exists(lately)).order_by("pk")


def remind_all(*, by: Actor, at: datetime, connection: BaseEmailBackend) -> int:
    """Ask for the version in force if nobody was asked yet, and remind whoever is due. Returns how many were sent.

    Stops at the first the mail server does not take: the next turn tries again.
    """
    if not AskedVersion.objects.filter(stamp=rulebook().stamp).exists():
        ask_everybody(by=by, at=at)
    agency, sent = the_agency(), 0
    if agency is None:
        return sent
    for person in list(due(at=at)[:AT_ONCE]):
        try:
            reminder = _begin(by=by, at=at, person=person)
        except Refused:
            continue  # acknowledged, or reminded by another worker, meanwhile
        posted = post(connection, acknowledgement_reminder(person, agency=agency))
        _settle(by=by, at=at, reminder=reminder, posted=posted)
        if posted.outcome == "put_off":
            break
        sent += 1
    return sent


@notice
def acknowledgement_reminder(person: Person, *, agency: Agency) -> EmailMessage:
    """An employee who has not acknowledged the policy in force is asked to, with where to read it."""
    policy = rulebook().policy
    days = days_between()
    where = urljoin(f"{agency.public_url.rstrip('/')}/", reverse("desk:acknowledge").lstrip("/"))
    return EmailMessage(
        subject=f"{agency.short_name}: please read and acknowledge the social media policy",
        body=(
            f"{person.name},\n\n"
            f"the version of “{policy.title}” now in force waits for you to read and acknowledge it.\n"
            f"It is a page of what it asks of you, on the agency's accounts and on your own:\n\n  {where}\n\n"
            + (f"You are reminded every {days} days until you have, and not more often.\n" if days else "")
        ),
        from_email=sender(),
        to=[person.email],
        headers={"Auto-Submitted": "auto-generated"},
    )


@operation("acknowledgements.remind")
def _begin(*, by: Actor, at: datetime, person: Person) -> Reminder:
    """Written before the mail server is spoken to. Raises Refused for somebody who is not due any more."""
    Person.objects.select_for_update().get(pk=person.pk)
    if not due(at=at).filter(pk=person.pk).exists():
        raise Refused(f"{person.name} has acknowledged the policy, or was reminded lately.")
    reminder = Reminder.objects.create(person=person, stamp=rulebook().stamp, at=at)
    _record("sending", reminder, by=by, at=at)
    return reminder


@operation("acknowledgements.remind")
def _settle(*, by: Actor, at: datetime, reminder: Reminder, posted: Posted) -> Reminder:
    act = {"accepted": "accepted", "put_off": "put_off", "lost": "lose"}[posted.outcome]
    reminder.state, reminder.error = REMINDER.to(reminder.state, act), posted.why
    reminder.save(update_fields=["state", "error"])
    _record(reminder.state, reminder, by=by, at=at)
    return reminder


def _record(state: str, reminder: Reminder, *, by: Actor, at: datetime) -> None:
    append(
        "acknowledgement/reminded",
        by=by,
        at=at,
        subject=reminder.subject,
        body={"person": str(reminder.person_id), "version": reminder.stamp, "state": state, "why": reminder.error},
        clauses=[clause.id for clause, _ in rulebook().bound("notice", "acknowledgement_reminder")],
    )
