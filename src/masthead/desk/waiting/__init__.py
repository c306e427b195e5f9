"""What waits for a person: counted for the navigation, listed on Today. A fixed number of queries, whatever waits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db.models import Count, Model, QuerySet, Value

from masthead.agencies.models import Person
from masthead.agencies.rights import may
from masthead.desk.waiting import answering, employees, following, links, permissions, policy, presences, publishing
from masthead.desk.waiting.line import Waiting

__all__ = ["Waiting", "counts", "waiting_for"]

# (page of the navigation, right, what waits there).
_COUNTED: list[tuple[str, str, Callable[[Person], QuerySet[Model]]]] = [
    ("approvals", "drafts.approve", publishing.to_approve),
    ("inbox", "conversations.see", answering.to_answer),
    ("moderation", "cases.see", answering.to_decide),
    ("presences", "presences.approve", presences.to_discuss),
    ("acknowledge", "acknowledgements.make", employees.to_acknowledge),
    ("following", "following.follow", following.to_look_at),
    ("links", "links.sign", links.to_look_at),
    ("policy", "policy.draft", policy.to_carry_on),
]
# Each part asks a fixed number of questions; the order is that of Today among lines equally urgent.
_PARTS: list[tuple[str, Callable[[Person, datetime], list[Waiting]]]] = [
    ("publications.take_down", permissions.taken_back),
    ("deliveries.settle", publishing.deliveries),
    ("deliveries.settle", publishing.late),
    ("presences.connect", presences.connections),
    ("presences.read", presences.changed),
    ("presences.connect", presences.ending),
    ("links.sign", links.findings),
    ("cases.decide", answering.enforcements),
    ("conversations.forward", answering.forwardings),
    ("drafts.approve", publishing.approvals),
    ("presences.approve", presences.proposals),
    ("presences.propose", presences.answered),
    ("presences.connect", presences.to_connect),
    ("presences.launch", presences.to_launch),
    ("presences.renew", presences.reviews),
    ("lookalikes.log", presences.lookalikes),
    ("following.follow", following.alerts),
    ("following.decide", following.decisions),
    ("following.decide", following.entries),
    ("following.decide", following.imports),
    ("registers.import", following.uploads),
    ("policy.draft", policy.versions),
    ("appeals.decide", answering.appeals),
    ("cases.see", answering.cases),
    ("conversations.reply", answering.replies),
    ("drafts.write", publishing.drafts),
    ("media.permit", permissions.ending),
    ("links.sign", publishing.dossiers),
    ("acknowledgements.make", employees.acknowledgements),
]
_ORDER = {"now": 0, "today": 1, "week": 2}


def counts(person: Person) -> dict[str, int]:
    """How much waits, by page of the navigation; pages where nothing does are left out. One query."""
    parts = [_numbered(page, rows(person)) for page, right, rows in _COUNTED if may(person, right)]
    if not parts:
        return {}
    return {page: count for page, count in parts[0].union(*parts[1:], all=True) if count}


def _numbered(page: str, rows: QuerySet[Model]) -> QuerySet[Model, tuple[str, int]]:
    numbered: QuerySet[Model, tuple[str, int]] = (
        rows.order_by().annotate(page=Value(page)).values("page").annotate(count=Count("pk", distinct=True))
    ).values_list("page", "count")
    return numbered


def waiting_for(person: Person, *, at: datetime) -> list[Waiting]:
    """Everything that waits for `person`, most urgent first."""
    found = [line for right, part in _PARTS if may(person, right) for line in part(person, at)]
    return sorted(found, key=lambda line: _ORDER[line.urgency])
