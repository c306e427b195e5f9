"""What platforms count of our posts: read ever more seldom, politely, each number with its time, and none made up."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

import factories
from factories import at, client_for
from fakes.channel import RESET, FakeChannel, FakeServer, install
from fakes.presence import live_presence
from masthead.agencies.actors import Worker
from masthead.agencies.models import Agency, Commitment, Person
from masthead.channels.metrics_port import Metric as Told
from masthead.channels.metrics_port import told
from masthead.channels.post import Post
from masthead.channels.ref import Ref
from masthead.conversations import reach
from masthead.conversations.models import StreamCursor
from masthead.conversations.pull import is_due
from masthead.kernel.refusals import NotPermitted
from masthead.outbox.models import Delivery
from masthead.presences.evidence import evidence_for
from masthead.presences.models import Presence
from masthead.publishing.metrics import DAY, HOUR, MONTH, WEEK, due, next_reading, note_counts, read
from masthead.publishing.models import Metric
from masthead.publishing.served import Asked, Figures, Served
from masthead.records.models import Record
from publishing.test_served import post as said

pytestmark = pytest.mark.django_db
WORKER = Worker("metrics")
WEEK_ASKED = Asked(since=at(days=-7), until=at(days=1))


@pytest.fixture
def server(tmp_path: Path) -> FakeServer:
    install()
    return FakeServer(tmp_path / "fake.sqlite3")


@pytest.fixture
def presence(agency: Agency, server: FakeServer) -> Presence:
    return live_presence("fake", handle="library", settings={"store": str(server.store)})


@pytest.fixture
def writer(presence: Presence) -> Person:
    return presence.run_by


@pytest.fixture
def channel(server: FakeServer) -> FakeChannel:
    return FakeChannel(server.store)


def posted(writer: Person, presence: Presence, channel: FakeChannel, serves: Commitment | None = None) -> Delivery:
    """A post that arrived at nine, under the name the platform gave it."""
    publication = said(writer, presence, serves, at())
    row = Delivery.objects.get(subject=publication.subject)
    pending = channel.begin(Post("P", at()), row.key)
    row.ref = channel.commit(pending).ref.as_json()  # type: ignore[union-attr]
    row.save()
    return row


def reading(presence: Presence, channel: FakeChannel, when: datetime) -> int:
    return read(by=WORKER, at=when, presence=presence, channel=channel)


def numbers(row: Delivery) -> dict[str, int]:
    return dict(Metric.objects.filter(delivery=row).values_list("name", "number"))


def test_a_post_is_read_hourly_then_daily_then_weekly(
    writer: Person, presence: Presence, channel: FakeChannel, server: FakeServer
) -> None:
    row = posted(writer, presence, channel)
    moment, turns = at(), []
    while moment < at(days=60):
        if due(at=moment).exists():
            assert reading(presence, channel, moment) == 1
            turns.append(moment - at())
        moment += timedelta(minutes=30) if moment < at(days=2) else timedelta(hours=8)
    assert turns[0] == HOUR, "nothing is asked of a post that has just left"
    steps = [later - earlier for earlier, later in pairwise(turns)]
    assert steps.count(HOUR) == 23 and steps.count(DAY) == 29 and set(steps) == {HOUR, DAY, WEEK}
    assert server.calls("metrics") == len(turns)
    assert Metric.objects.get(delivery=row).read_at == at() + turns[-1]


@given(st.timedeltas(timedelta(), timedelta(days=4000)))
def test_the_rhythm_only_slows(age: timedelta) -> None:
    wait = next_reading(delivered_at=at(), read_at=at() + age) - (at() + age)
    assert wait == (HOUR if age < DAY else DAY if age < MONTH else WEEK)


def test_many_posts_are_one_question_and_few_queries(
    writer: Person, presence: Presence, channel: FakeChannel, server: FakeServer
) -> None:
    posted(writer, presence, channel)
    with CaptureQueriesContext(
        connection,
    ) as one:
        reading(presence, channel, at(hours=1))
    for _ in range(30):
        posted(writer, presence, channel)
    with CaptureQueriesContext(connection) as many:
        assert reading(presence, channel, at(hours=2)) == 31
    assert len(many) <= len(one)
    assert server.calls("metrics") == 2


def test_a_number_not_told_is_no_zero_and_one_no_longer_told_keeps_its_time(
    writer: Person, presence: Presence, channel: FakeChannel, server: FakeServer
) -> None:
    row = posted(writer, presence, channel)
    reading(presence, channel, at(hours=1))
    assert numbers(row) == {"comments": 0}
    ref = Ref.from_json(row.ref)
    server.likes(ref, 7)
    server.says(ref, "Well done")
    reading(presence, channel, at(hours=2))
    assert numbers(row) == {"hearts": 7, "comments": 1}
    server.likes(ref, None)
    reading(presence, channel, at(hours=3))
    assert numbers(row) == {"hearts": 7, "comments": 1}
    assert dict(Metric.objects.values_list("name", "read_at")) == {"hearts": at(hours=2), "comments": at(hours=3)}


def test_what_changed_is_on_record_once_and_what_did_not_is_not(
    writer: Person, presence: Presence, channel: FakeChannel, server: FakeServer
) -> None:
    row = posted(writer, presence, channel)
    for hour in (1, 2, 3):
        reading(presence, channel, at(hours=hour))
    server.likes(Ref.from_json(row.ref), 3)
    reading(presence, channel, at(hours=4))
    records = Record.objects.filter(kind="presence/posts_counted", subject=presence.subject).order_by("number")
    assert [[(c["name"], c["number"]) for c in json.loads(bytes(r.payload))["body"]["changed"]] for r in records] == [
        [("comments", 0)],
        [("hearts", 3)],
    ]


def test_a_platform_that_asks_us_to_wait_is_left_alone_by_readings_and_pulls(
    writer: Person, presence: Presence, channel: FakeChannel, server: FakeServer
) -> None:
    row = posted(writer, presence, channel)
    server.plan("metrics", "429")
    before = RESET - timedelta(minutes=20)
    Delivery.objects.update(delivered_at=before - timedelta(hours=2))
    assert reading(presence, channel, before) == 0
    assert numbers(row) == {} and not is_due(presence, at=before)
    assert reading(presence, channel, RESET - timedelta(minutes=1)) == 0
    assert server.calls("metrics") == 1, "nothing is asked while the platform wants to be left alone"
    (found,) = reach.reaches(reach.rows(), at=before, agency=None)
    lines = {line.what: line for line in found.lines}
    assert lines["Counts"].state == "note" and "Too many posts." in lines["Counts"].says
    assert lines["Comments"].state == "note", "comments are not said to be troubled"
    later = RESET + timedelta(hours=1)
    assert reading(presence, channel, later) == 1
    assert numbers(row) == {"comments": 0} and is_due(presence, at=later)
    assert StreamCursor.objects.get(stream="metrics").trouble == ""


def test_a_platform_that_asked_the_pulls_to_wait_is_not_asked_for_counts(
    writer: Person, presence: Presence, channel: FakeChannel, server: FakeServer
) -> None:
    posted(writer, presence, channel)
    waits = {"not_before": at(hours=9), "trouble": "Too many posts."}
    StreamCursor.objects.create(presence=presence, stream="comments", **waits)
    assert reading(presence, channel, at(hours=2)) == 0 and server.calls("metrics") == 0
    StreamCursor.objects.update(trouble="")  # our own pause between pulls, not the platform's wish
    assert reading(presence, channel, at(hours=2)) == 1


def test_other_trouble_is_told_and_comes_round_in_an_hour(
    writer: Person, presence: Presence, channel: FakeChannel, server: FakeServer
) -> None:
    posted(writer, presence, channel)
    server.plan("metrics", "401")
    reading(presence, channel, at(hours=1))
    assert "signed us out" in StreamCursor.objects.get(stream="metrics").trouble
    assert not due(at=at(hours=1.9)).exists() and due(at=at(hours=2)).exists()
    assert is_due(presence, at=at(hours=1)), "comments are taken in all the same"


@pytest.mark.parametrize(
    "differs",
    [{"state": "said"}, {"gone_at": at()}, {"way": "edit"}, {"purpose": "reply"}, {"state": "rejected"}],
)
def test_only_posts_that_stand_there_are_asked_about(
    writer: Person, presence: Presence, channel: FakeChannel, differs: dict[str, object]
) -> None:
    row = posted(writer, presence, channel)
    Delivery.objects.filter(pk=row.pk).update(**differs)
    assert not due(at=at(days=1)).exists()


def test_a_retired_presence_is_asked_about_nothing(writer: Person, presence: Presence, channel: FakeChannel) -> None:
    posted(writer, presence, channel)
    Presence.objects.update(state="retired")
    assert not due(at=at(days=1)).exists()


def test_nobody_but_the_worker_counts(presence: Presence, writer: Person) -> None:
    with pytest.raises(NotPermitted):
        note_counts(by=writer, at=at(), presence=presence, told={}, changed=[])


def test_figures_add_up_what_was_told_and_leave_open_what_was_not(
    writer: Person, presence: Presence, channel: FakeChannel, server: FakeServer
) -> None:
    summer = Commitment.objects.create(name="Summer")
    first, second = (posted(writer, presence, channel, summer) for _ in range(2))
    server.likes(Ref.from_json(first.ref), 3)
    server.says(Ref.from_json(second.ref), "Well done")
    reading(presence, channel, at(hours=1))
    said(writer, presence, summer)  # its counts were never read
    found = Figures(WEEK_ASKED).by_commitment()[summer.pk]
    assert (found.posts, found.counted, found.likes, found.answers_there) == (3, 2, 3, 1)
    assert found.views is None and found.shares is None
    assert found.there == [(3, "likes"), (1, "comment by a reader")]
    assert Figures(WEEK_ASKED).by_presence()[presence.pk].likes == 3
    assert Served().there == []


def test_the_post_s_page_the_figures_and_the_review_show_it(
    writer: Person, presence: Presence, channel: FakeChannel, server: FakeServer
) -> None:
    summer = Commitment.objects.create(name="Summer")
    row = posted(writer, presence, channel, summer)
    draft = writer.drafts.get()
    client = client_for(writer)
    assert "counts, read" not in client.get(f"/desk/drafts/{draft.pk}/deliveries").content.decode()
    server.likes(Ref.from_json(row.ref), 1204)
    reading(presence, channel, at(hours=1))
    page = client.get(f"/desk/drafts/{draft.pk}/deliveries").content.decode()
    assert "Hearts: 1,204 · Comments: 0" in page and "as Fake counts, read" in page
    asked = "?since=2026-11-20&until=2026-11-24"
    figures = client.get(f"/desk/figures/{asked}").content.decode()
    assert "1,204 likes, 0 comments by readers" in figures and "of 1 post" in figures
    one = client.get(f"/desk/figures/{summer.pk}{asked}").content.decode()
    assert "1,204 likes, 0 comments by readers" in one
    table = client.get(f"/desk/figures/table.csv{asked}").content.decode("utf-8-sig")
    first = next(csv.DictReader(io.StringIO(table)))
    told_there = [first[name] for name in ("posts_counted", "views", "likes", "shares", "answers_on_platform")]
    assert told_there == ["1", "", "1204", "", "0"]
    evidence = {figure.what: figure.says for figure in evidence_for(presence, at=at(days=1))}
    assert evidence["As Fake counts"] == "hearts: 1,204, comments: 0 (of 1 post, as last read)."


@pytest.mark.parametrize(
    ("value", "number"), [(0, 0), (7, 7), ("12", 12), (None, None), (True, None), (-1, None), ("x", None), (1.5, None)]
)
def test_only_whole_numbers_are_numbers(value: object, number: int | None) -> None:
    found = told({"n": value}, {"n": ("likes", "likes"), "missing": ("views", "views")})
    assert found == (() if number is None else (Told("likes", "likes", number),))


def test_the_job_reads_the_presences_whose_turn_has_come(
    writer: Person, presence: Presence, channel: FakeChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    from masthead.jobs import read_metrics

    posted(writer, presence, channel)
    live_presence("hand", handle="elsewhere.example")
    factories.person("director")
    monkeypatch.setattr(read_metrics, "now", lambda: at(hours=1))
    assert not read_metrics.needed(at(minutes=59)) and read_metrics.needed(at(hours=1))
    assert read_metrics.run.call() == 1
    assert not read_metrics.needed(at(hours=1.5))
