"""Afterwards: a permission was taken back, so every publication that still shows it is proposed for takedown.

Nothing is taken down without a person: a takedown is an act in the agency's name, and a link can be stolen. So each is
listed with the time by which it is to be gone, those responsible are told by e-mail until a server takes it, and one
press confirms them all. Source: the working rule that binds the notice `takedown_proposed` says after how many `hours`
they are to be gone; where none does, 24.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Max, QuerySet

from masthead.agencies.actors import Actor
from masthead.agencies.days import local_day
from masthead.agencies.models import Person, the_agency
from masthead.agencies.rights import Role
from masthead.conversations.posting import Posted, post
from masthead.kernel.clock import stamp
from masthead.kernel.refusals import Refused
from masthead.policy.in_force import rulebook
from masthead.publishing.alarm import AT_ONCE, GIVE_UP_AFTER, LONGEST_WAIT, LOST_AFTER
from masthead.publishing.models import Publication, TakedownProposal
from masthead.publishing.pictured import Showing, no_longer_agreed
from masthead.publishing.proposal_letter import takedown_proposed
from masthead.publishing.states import ALARM
from masthead.records.append import append
from masthead.records.operation import operation

HOURS = 24
NOBODY = Posted("put_off", "Nobody who wrote, scheduled or approves these posts works here any more.")
_APPROVE = (Role.APPROVER.value, Role.DIRECTOR.value)


def gone_within() -> timedelta:
    """How long staff have to take down what is no longer agreed."""
    hours = rulebook().params("notice", "takedown_proposed").get("hours", HOURS)
    return timedelta(hours=hours if isinstance(hours, int) and hours > 0 else HOURS)


def unproposed(*, at: datetime) -> list[tuple[Showing, datetime]]:
    """Publications that show somebody who took their permission back, and when that was, where nobody was told yet."""
    found: dict[UUID, tuple[Showing, datetime]] = {}
    for row in no_longer_agreed(local_day(at)):
        if row.since is None:
            continue
        for one in row.showing:
            _, before = found.get(one.publication.pk, (one, row.since))
            found[one.publication.pk] = (one, max(row.since, before))
    rows = TakedownProposal.objects.filter(publication__in=found)
    known = set(rows.values_list("publication_id", "since"))
    return [(one, since) for pk, (one, since) in found.items() if (pk, since) not in known]


def due_by(publications: Iterable[Publication]) -> dict[UUID, datetime]:
    """publication → by when it is to be gone, for those that are proposed. One query."""
    rows = TakedownProposal.objects.filter(publication__in=[one.pk for one in publications])
    return dict(rows.values("publication").annotate(due=Max("due_at")).values_list("publication", "due").order_by())


def to_tell(*, at: datetime) -> QuerySet[TakedownProposal]:
    return TakedownProposal.objects.filter(state="due", next_try__lte=at)


def cut_off(*, at: datetime) -> QuerySet[TakedownProposal]:
    """Those whose worker ended while it spoke to the mail server. Told twice is better than not at all."""
    return TakedownProposal.objects.filter(state="sending", claimed_at__lte=at - LOST_AFTER)


def propose_takedowns(*, by: Actor, at: datetime) -> list[TakedownProposal]:
    """Propose whatever is not proposed yet."""
    made = []
    for one, since in unproposed(at=at):
        try:
            made.append(propose(by=by, at=at, showing=one, since=since))
        except Refused:
            continue  # another worker was faster
    return made


@operation("publications.propose_takedown")
def propose(*, by: Actor, at: datetime, showing: Showing, since: datetime) -> TakedownProposal:
    """Put one publication before staff. Raises Refused where it is proposed already."""
    publication = Publication.objects.select_for_update().get(pk=showing.publication.pk)
    if TakedownProposal.objects.filter(publication=publication, since=since).exists():
        raise Refused("This takedown is proposed already.")
    made = TakedownProposal.objects.create(
        publication=publication, since=since, proposed_at=at, due_at=at + gone_within(), next_try=at
    )
    body = {
        "since": stamp(since),
        "due_at": stamp(made.due_at),
        "deliveries": [str(row.pk) for row in showing.deliveries],
        "assets": sorted(str(pk) for pk in showing.assets),
    }
    append("publication/takedown_proposed", by=by, at=at, subject=publication.subject, body=body, clauses=_clauses())
    return made


def tell(*, by: Actor, at: datetime, connection: BaseEmailBackend) -> int:
    """Mail what is due, in one message to all who are responsible: of several, those that left would leave again with
    one that was put off. Returns how many people it went to."""
    lost = Posted("lost", "The desk was interrupted while it was sending this.")
    if cut := [row.pk for row in cut_off(at=at)[:AT_ONCE]]:
        _settle(by=by, at=at, ids=cut, posted=lost)
    agency, ids = the_agency(), [row.pk for row in to_tell(at=at).order_by("due_at", "id")[:AT_ONCE]]
    if agency is None or not ids:
        return 0
    try:
        claimed = _claim(by=by, at=at, ids=ids)
    except Refused:
        return 0  # another worker was faster
    if not claimed:
        return 0  # what was due is done
    people = responsible(row.publication for row in claimed)
    posted = post(connection, takedown_proposed(people, claimed, agency=agency)) if people else NOBODY
    _settle(by=by, at=at, ids=[row.pk for row in claimed], posted=posted)
    return len(people) if posted.outcome == "accepted" else 0


def responsible(publications: Iterable[Publication]) -> list[Person]:
    """Whoever wrote or scheduled one of them and still works here, and all who approve."""
    ids = {pk for one in publications for pk in (one.draft.author_id, one.scheduled_by_id)}
    working = Person.objects.filter(is_active=True)
    return list((working.filter(pk__in=ids) | working.filter(grants__role__in=_APPROVE)).distinct().order_by("pk"))


@operation("publications.propose_takedown")
def _claim(*, by: Actor, at: datetime, ids: Sequence[UUID]) -> list[TakedownProposal]:
    """Written before the mail server is spoken to. Returns those still worth telling: what is taken down is not, nor
    what the person signed anew for.

    Raises Refused when none of them is due any more.
    """
    rows = [row for row in _locked(ids) if row.state == "due"]
    if not rows:
        raise Refused("These were told already.")
    still = {one.publication.pk for row in no_longer_agreed(local_day(at)) if row.since for one in row.showing}
    for row in rows:
        row.state = ALARM.to(row.state, "claim" if row.publication_id in still else "drop")
        row.attempts, row.claimed_at = row.attempts + 1, at
        row.save()
        _record(row, by=by, at=at)
    return [row for row in rows if row.state == "sending"]


@operation("publications.propose_takedown")
def _settle(*, by: Actor, at: datetime, ids: Sequence[UUID], posted: Posted) -> list[TakedownProposal]:
    """Write down what became of the messages."""
    rows = _locked(ids)
    for row in rows:
        act = {"accepted": "accept", "put_off": "put_off", "lost": "lose"}[posted.outcome]
        if act == "put_off" and at - row.proposed_at >= GIVE_UP_AFTER:
            act = "give_up"
        row.state, row.error = ALARM.to(row.state, act), posted.why
        row.next_try = at + min(LONGEST_WAIT, timedelta(minutes=2 ** min(row.attempts, 10)))
        row.save()
        _record(row, by=by, at=at)
    return rows


def _locked(ids: Sequence[UUID]) -> list[TakedownProposal]:
    rows = TakedownProposal.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("due_at", "id")
    return list(rows.select_related("publication__draft"))


def _record(row: TakedownProposal, *, by: Actor, at: datetime) -> None:
    body = {"since": stamp(row.since), "state": row.state, "why": row.error}
    append("publication/takedown_told", by=by, at=at, subject=row.publication.subject, body=body, clauses=_clauses())


def _clauses() -> list[str]:
    return [clause.id for clause, _ in rulebook().bound("notice", "takedown_proposed")]
