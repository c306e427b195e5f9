"""Seventh stage: at its review the director looks at the evidence and renews, pauses or retires the presence."""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta

from django.db.models.functions import Coalesce

from masthead.agencies.actors import Actor
from masthead.agencies.models import Agency, Person, the_agency
from masthead.kernel.clock import said_day
from masthead.kernel.refusals import Invalid, Refused
from masthead.kernel.text import clean
from masthead.policy.gates import gate
from masthead.policy.in_force import rulebook
from masthead.presences.evidence import evidence_for
from masthead.presences.launch import forget_secrets
from masthead.presences.models import Presence, Review
from masthead.presences.states import ENDED, PRESENCE
from masthead.records.append import append
from masthead.records.operation import operation

_KINDS = {"renew": "renewed", "pause": "paused", "retire": "retired"}


@gate
def presence_is_reviewed_in_time(*, since: date, today: date, months: int = 12) -> str | None:
    """A presence is looked at again after so many months: is it used, answered, and within its commitments?"""
    due = months_after(since, months)
    if today < due:
        return None
    return f"Its review has been due since {said_day(due)}. The Executive Director decides it on its page."


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last of the month where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def review_day(presence: Presence) -> date | None:
    """When it is due for review; None where the policy in force asks for none, before launch and after the end."""
    months, agency = _months(), the_agency()
    since = presence.reviewed_at or presence.launched_at
    if months is None or since is None or agency is None or presence.state in ENDED:
        return None
    return months_after(agency.day(since), months)


def review_overdue(presence: Presence, *, at: datetime, agency: Agency | None) -> str | None:
    """The reason why its review cannot wait, for a presence whose review day has come."""
    months, since = _months(), presence.reviewed_at or presence.launched_at
    if months is None or since is None or agency is None:
        return None
    return presence_is_reviewed_in_time(since=agency.day(since), today=agency.day(at), months=months)


def due_for_review(*, at: datetime) -> list[Presence]:
    """Live presences whose review day has come."""
    agency, months = the_agency(), _months()
    if agency is None or months is None:
        return []
    # No month is longer than 31 days: what this lets through is judged by the calendar.
    long_ago = at - timedelta(days=28 * months - 1)
    rows = Presence.objects.filter(state="live").annotate(since=Coalesce("reviewed_at", "launched_at"))
    return [
        row
        for row in rows.filter(since__lte=long_ago).order_by("since", "id")
        if months_after(agency.day(row.since), months) <= agency.day(at)
    ]


def _months() -> int | None:
    """How many months the policy in force gives a presence; None where it asks for no review."""
    book, name = rulebook(), presence_is_reviewed_in_time.__name__
    return int(str(book.params("gate", name).get("months", 12))) if book.bound("gate", name) else None


@operation("presences.fall_due")
def fall_due(*, by: Actor, at: datetime, presence: Presence) -> Presence:
    """The review day has come: the director is told. The presence may go on speaking, as far as the policy lets it."""
    presence = Presence.objects.select_for_update().get(pk=presence.pk)
    day, agency = review_day(presence), the_agency()
    if day is None or agency is None or agency.day(at) < day:
        raise Refused("Its review day has not come.")
    presence.state = PRESENCE.to(presence.state, "fall_due")
    presence.save(update_fields=["state"])
    clause = rulebook().gate(presence_is_reviewed_in_time.__name__)
    append(
        "presence/review_due",
        by=by,
        at=at,
        subject=presence.subject,
        body={"day": day.isoformat()},
        clauses=[clause.id] if clause else [],
    )
    return presence


@operation("presences.renew")
def decide(*, by: Person, at: datetime, presence: Presence, outcome: str, reason: str) -> Review:
    """Decide a review: renew, pause or retire, with the reason, and the evidence as it was. Raises Invalid."""
    if outcome not in _KINDS:
        raise Invalid("Choose whether to renew, pause or retire it.", field="outcome")
    said = clean(reason).strip()
    if not said:
        raise Invalid("Say why: it is kept on record.", field="reason")
    presence = Presence.objects.select_for_update().get(pk=presence.pk)
    gathered = evidence_for(presence, at=at)
    presence.state = PRESENCE.to(presence.state, outcome)
    presence.reviewed_at = at
    if outcome == "retire":
        presence.retired_at = at
        forget_secrets(presence)
    presence.save(update_fields=["state", "reviewed_at", "retired_at"])
    review = Review.objects.create(
        presence=presence,
        by=by,
        at=at,
        outcome=_KINDS[outcome],
        reason=said,
        evidence=[figure.as_json() for figure in gathered],
    )
    clause = rulebook().gate(presence_is_reviewed_in_time.__name__)
    append(
        "presence/reviewed",
        by=by,
        at=at,
        subject=presence.subject,
        body={"outcome": review.outcome, "reason": said, "evidence": review.evidence},
        clauses=[clause.id] if clause else [],
    )
    return review
