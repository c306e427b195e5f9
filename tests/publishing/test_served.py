"""Posts, comments and answers hang on the commitment of their post and the bureau of their presence."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import factories
from factories import at
from masthead.agencies.models import Agency, Bureau, Commitment, Person
from masthead.conversations.models import Comment, Conversation, Reply
from masthead.kernel.ids import new_id
from masthead.outbox.models import Delivery
from masthead.presences.models import Presence
from masthead.publishing.models import Approval, Draft, Publication
from masthead.publishing.served import Asked, Figures, Served

pytestmark = pytest.mark.django_db
NOON = at()
WEEK = Asked(since=at(days=-7), until=at(days=1))


@pytest.fixture
def writer(agency: Agency) -> Person:
    return factories.person("communicator")


@pytest.fixture
def summer(agency: Agency) -> Commitment:
    return Commitment.objects.create(name="Summer Library Program")


def presence(writer: Person, name: str, bureau: str = "", *serves: Commitment) -> Presence:
    made = Presence.objects.create(
        channel="hand",
        name=name,
        handle=f"{name.lower()}.example",
        purpose="News",
        audience="All",
        why_channel="It is ours",
        state="live",
        bureau=Bureau.objects.get_or_create(name=bureau)[0] if bureau else None,
        run_by=writer,
        proposed_by=writer,
        proposed_at=at(days=-20),
    )
    made.commitments.set(serves)
    return made


def post(writer: Person, where: Presence, serves: Commitment | None, when: datetime = NOON, **more: str) -> Publication:
    """A post that arrived at one presence."""
    draft = Draft.objects.create(title="P", author=writer, commitment=serves, started_at=when, last_edit=when)
    asked = Approval.objects.create(draft=draft, content_hash="0", revision=1, asked_by=writer, asked_at=when)
    made = Publication.objects.create(
        draft=draft, content_hash="0", approval=asked, leaves_at=when, scheduled_by=writer, scheduled_at=when
    )
    Delivery.objects.create(
        purpose="publication",
        subject=made.subject,
        presence=where,
        payload={"text": "P"},
        payload_hash="0",
        content_hash="0",
        key=str(new_id()),
        state=more.get("state", "delivered"),
        not_before=when,
        created_at=when,
        updated_at=when,
        delivered_at=when,
    )
    return made


def comment(where: Presence, under: Publication | None, when: datetime = NOON, **more: object) -> Comment:
    thread, _ = Conversation.objects.get_or_create(
        presence=where,
        root=under.subject if under else "elsewhere",
        defaults={"publication_subject": under.subject if under else "", "last_event_at": when},
    )
    return Comment.objects.create(
        conversation=thread,
        presence=where,
        native_id=str(new_id()),
        seen_at=when,
        **more,  # type: ignore[arg-type]
    )


def answer(writer: Person, to: Comment, after: timedelta, **more: object) -> Reply:
    return Reply.objects.create(
        conversation=to.conversation,
        comment=to,
        text="Yes.",
        author=writer,
        delivery_id=new_id(),
        said_at=to.seen_at + after,
        created_at=to.seen_at,
        **more,  # type: ignore[arg-type]
    )


def test_what_was_said_is_counted_on_the_commitment_of_its_post(writer: Person, summer: Commitment) -> None:
    board = presence(writer, "Board", "Programs", summer)
    mine, other = post(writer, board, summer), post(writer, board, None)
    post(writer, board, summer, at(days=-30))
    post(writer, board, summer, state="rejected")
    first = comment(board, mine)
    comment(board, mine, state="removed")
    comment(board, mine, from_us=True)
    comment(board, mine, at(days=-30))
    comment(board, other)
    comment(board, None)
    answer(writer, first, timedelta(hours=1))
    answer(writer, first, timedelta(hours=3))
    answer(writer, first, timedelta(hours=9), taken_back_at=at(2))
    found = Figures(WEEK).by_commitment()
    assert found[summer.pk] == Served(1, posts=1, comments=2, removed=1, answers=2, waited=timedelta(hours=4))
    assert found[summer.pk].took == timedelta(hours=2)
    assert found[None] == Served(0, posts=1, comments=2)


def test_by_bureau_and_by_presence_and_narrowed_to_either(writer: Person, summer: Commitment) -> None:
    board, page = presence(writer, "Board", "Programs", summer), presence(writer, "Page", "Outreach", summer)
    presence(writer, "Central")
    for where, count in ((board, 2), (page, 1)):
        for _ in range(count):
            comment(where, post(writer, where, summer))
    bureaus = {bureau.name: bureau.pk for bureau in Bureau.objects.all()}
    found = Figures(WEEK).by_bureau()
    assert found[bureaus["Programs"]] == Served(1, posts=2, comments=2)
    assert found[bureaus["Outreach"]] == Served(1, posts=1, comments=1)
    assert found[None] == Served(1)
    narrowed = Asked(since=WEEK.since, until=WEEK.until, commitment=summer.pk, bureau=bureaus["Outreach"])
    assert Figures(narrowed).by_presence() == {page.pk: Served(1, posts=1, comments=1)}


def test_a_day_ends_before_the_next_begins(writer: Person, summer: Commitment) -> None:
    board = presence(writer, "Board", "", summer)
    for when in (WEEK.since, WEEK.until, WEEK.until - timedelta(seconds=1), WEEK.since - timedelta(seconds=1)):
        post(writer, board, summer, when)
    assert Figures(WEEK).by_commitment()[summer.pk].posts == 2


def test_it_costs_as_many_queries_however_much_was_said(writer: Person, summer: Commitment) -> None:
    for number in range(3):
        board = presence(writer, f"Board{number}", f"Bureau {number}", summer)
        answer(writer, comment(board, post(writer, board, summer)), timedelta(minutes=5))
    with CaptureQueriesContext(connection) as captured:
        figures = Figures(WEEK)
        assert len(figures.by_commitment()) == 1
        assert len(figures.by_bureau()) == len(figures.by_presence()) == 3
    assert len(captured) == 7
