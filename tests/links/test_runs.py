"""Runs follow each other: no host notices where one ends, nothing due is left lying, and a due post goes before."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult
from pytest_django import DjangoAssertNumQueries

from factories import at
from fakes.presence import live_presence
from masthead.agencies.actors import Worker
from masthead.jobs import research_links, watch_links
from masthead.kernel.refusals import Refused
from masthead.links import fetch_in_turns as fetching
from masthead.links import research
from masthead.links.certificate import Certificate
from masthead.links.exchange import Exchange
from masthead.links.fetch import Fetched
from masthead.links.models import Dossier, Link, Watch
from masthead.links.research import Found, write_down, write_down_all
from masthead.links.watch import end, known_of, saw
from masthead.links.watch_claims import PER_HOST, Claim, answered_since, claim_due
from masthead.outbox.models import Delivery, PostedLink
from masthead.presences.models import Presence
from masthead.records.models import Record

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agency")]
START = at(days=30)


class Clock:
    """One clock for all: it goes on while somebody sleeps by it, and where a test says so."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.since()

    def sleep(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)

    def since(self) -> float:
        return (self.at - START).total_seconds()


class Sites:
    """Every page answers at once; when each host was asked. `silent`: none does."""

    def __init__(self, clock: Clock) -> None:
        self.clock, self.silent = clock, False
        self.asked: dict[str, list[float]] = {}

    def fetch(self, url: str) -> Fetched:
        self.asked.setdefault(url.split("/")[2], []).append(self.clock.since())
        if self.silent:
            return Fetched("blocked", trouble="Nobody answers.")
        return Fetched("ok", 200, url, hops=((url, 200),))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    held = Clock()
    monkeypatch.setattr(fetching, "time", held)
    monkeypatch.setattr(watch_links, "now", held)
    monkeypatch.setattr(research_links, "now", held)
    return held


@pytest.fixture
def web(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Sites:
    served = Sites(clock)
    monkeypatch.setattr(watch_links, "fetcher", lambda: served)
    monkeypatch.setattr(research_links, "fetcher", lambda **_: served)
    return served


def post(number: int, *, state: str, not_before: datetime = START, presence: Presence | None = None) -> Delivery:
    moments = {"created_at": at(), "updated_at": at(), "delivered_at": at() if state == "delivered" else None}
    return Delivery.objects.create(
        purpose="publication",
        subject=f"publication:{number}",
        presence=presence or live_presence("noticeboard"),
        payload={"text": "Words"},
        payload_hash="0" * 64,
        content_hash="0" * 64,
        key=f"k{number}",
        state=state,
        links_noted=True,
        not_before=not_before,
        **moments,
    )


def watched(*, hosts: int, pages: int) -> list[Link]:
    """Links of one post that arrived long ago, all of them due."""
    live, links = post(1, state="delivered"), []
    for number in range(hosts * pages):
        host = f"h{number % hosts}.example"
        links.append(Link.objects.create(url=f"https://{host}/{number}", first_seen=at()))
        PostedLink.objects.create(link=links[-1], delivery=live)
        Watch.objects.create(link=links[-1], host=host, since=at(), next_at=at(days=1))
    return links


def followed() -> bool:
    """Whether the last run enqueued the next, which has begun by now."""
    return bool(DBTaskResult.objects.filter(task_path=watch_links.run.module_path).delete()[0])


def test_runs_follow_at_once_and_no_host_notices(web: Sites, clock: Clock) -> None:
    watched(hosts=3, pages=10)
    looked = [watch_links.run.func()]
    while followed():
        clock.sleep(0.5)
        looked.append(watch_links.run.func())
    assert looked == [3 * PER_HOST, 3 * PER_HOST, 3 * 2]
    assert list(web.asked.values()) == [[2.0 * page for page in range(10)]] * 3, "never sooner, and never later"
    assert not watch_links.needed(clock.at) and not Watch.objects.exclude(claim=None).exists()


def test_a_run_that_leaves_nothing_is_not_followed(web: Sites, clock: Clock) -> None:
    watched(hosts=2, pages=PER_HOST)
    assert (watch_links.run.func(), followed()) == (2 * PER_HOST, False)
    assert (watch_links.run.func(), followed()) == (0, False)


def test_what_another_worker_holds_is_not_asked_for_again_and_again(web: Sites, clock: Clock) -> None:
    watched(hosts=1, pages=PER_HOST + 1)
    assert len(claim_due(at=clock.at)) == PER_HOST
    assert watch_links.needed(clock.at)
    assert (watch_links.run.func(), followed(), web.asked) == (0, False, {})


def test_a_post_that_is_due_goes_before(web: Sites, clock: Clock) -> None:
    watched(hosts=1, pages=PER_HOST + 1)
    presence, in_a_while = Delivery.objects.get().presence, START + timedelta(seconds=2.5)
    due = post(2, state="queued", not_before=in_a_while, presence=presence)
    assert (watch_links.run.func(), clock.since()) == (2, 3.0), "it is looked for once a second, also in a pause"
    assert not followed() and not Watch.objects.exclude(claim=None).exists()
    due.delete()
    assert watch_links.run.func() == PER_HOST - 1 and not followed()
    [times] = web.asked.values()
    assert times == [0.0, 2.0, 4.0, 6.0, 8.0], "the host is left alone all the same"


def test_where_our_own_line_is_down_nothing_follows_and_hosts_are_left_alone(web: Sites, clock: Clock) -> None:
    watched(hosts=3, pages=PER_HOST + 1)
    web.silent = True
    assert (watch_links.run.func(), followed()) == (0, False)
    assert claim_due(at=clock.at + timedelta(seconds=1.9)) == []
    assert len(claim_due(at=clock.at + timedelta(seconds=2))) == 3


def test_a_host_whose_page_nobody_watches_any_more_has_answered(clock: Clock) -> None:
    link, *_ = watched(hosts=1, pages=2)
    [claim] = [one for one in claim_due(at=clock.at) if one.watch.link_id == link.pk]
    Watch.objects.exclude(link=link).update(claim=None, claimed_until=None)
    end(by=Worker(), at=clock.at, link=link)
    assert claim_due(at=clock.at) == [], "its page is being fetched"
    clock.sleep(1.0)
    found = Fetched("ok", 200, link.url, hops=((link.url, 200),))
    saw(by=Worker(), at=clock.at, claim=claim, known=known_of([link])[link.pk], fetched=found)
    claims = claim_due(at=clock.at)
    assert len(claims) == 1
    assert answered_since(clock.at - timedelta(seconds=1), claims) == [("h0.example", clock.at)]
    watch = Watch.objects.get(link=link)
    assert (watch.next_at, watch.claim, watch.claimed_until) == (None, None, None), "and it is not watched again"


def test_what_could_not_be_written_down_is_looked_at_again_after_the_pause(
    web: Sites, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*, claim: Claim, **_: object) -> None:
        raise Refused("Somebody signed this link meanwhile. It is looked at again.")

    watched(hosts=1, pages=1)
    monkeypatch.setattr(watch_links, "saw", refused)
    watch_links.run.func()
    assert claim_due(at=clock.at + timedelta(seconds=1.9)) == []
    assert len(claim_due(at=clock.at + timedelta(seconds=2))) == 1


def test_a_researched_host_is_left_alone_from_one_run_to_the_next(
    web: Sites, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        link = Link.objects.create(url=f"https://www.a.example/{number}", first_seen=at())
        Dossier.objects.create(link=link, asked_by="worker", asked_at=at(number))
    monkeypatch.setattr(research_links, "AT_ONCE", 1)
    for pause in (0.25, 0.5, 0.0):
        assert research_links.run.func() == 1
        clock.sleep(pause)
    assert web.asked == {"www.a.example": [0.0, 0.5, 1.0]}


def _waiting(hosts: int, pages: int) -> None:
    for host in range(hosts):
        for number in range(pages):
            link = Link.objects.create(url=f"https://h{host}.example/{number}", first_seen=at())
            Dossier.objects.create(link=link, asked_by="worker", asked_at=at(number))


def _next_researches() -> int:
    return DBTaskResult.objects.filter(task_path="masthead.jobs.research_links.run").delete()[0]


def test_research_follows_at_once_while_some_waits_and_gives_way_to_a_due_post(
    web: Sites, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(research_links, "AT_ONCE", 4)
    _waiting(hosts=3, pages=3)
    assert research_links.run.func() == 4
    assert _next_researches() == 1
    due = post(1, state="queued")
    assert (research_links.run.func(), _next_researches()) == (4, 0), "the post goes before; the timetable calls it"
    due.delete()
    assert (research_links.run.func(), _next_researches()) == (1, 0), "nothing is left"
    assert sorted(web.asked) == ["h0.example", "h1.example", "h2.example"]


def test_what_came_in_together_is_written_together_each_with_its_record_and_once(web: Sites, clock: Clock) -> None:
    _waiting(hosts=3, pages=1)
    dossiers = list(Dossier.objects.select_related("link"))
    found = [Found(each.pk, web.fetch(each.link.url), clock.at) for each in dossiers]
    write_down(by=Worker(), at=clock.at, dossier=dossiers[0], fetched=found[0].fetched)
    assert len(write_down_all(by=Worker(), at=clock.at, found=found)) == 2, "another worker had the first"
    assert Record.objects.filter(kind="link/researched").count() == 3
    assert set(Dossier.objects.values_list("state", "fetched_at", "asked_by")) == {("ok", clock.at, "worker")}
    with pytest.raises(Refused):
        write_down_all(by=Worker(), at=clock.at, found=found)
    assert Record.objects.filter(kind="link/researched").count() == 3


def test_where_one_cannot_be_written_none_is_and_no_file_is_left(
    web: Sites, clock: Clock, monkeypatch: pytest.MonkeyPatch, settings: object, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    _waiting(hosts=2, pages=1)
    url = "https://h0.example/0"
    kept = Exchange(url, (), 200, b"OK", ())
    found = [
        Found(each.pk, Fetched("ok", 200, each.link.url, hops=((each.link.url, 200),), exchanges=(kept,)), clock.at)
        for each in Dossier.objects.select_related("link")
    ]

    def full(*_given: object, **_more: object) -> None:
        raise RuntimeError("the ledger takes nothing")

    monkeypatch.setattr(research, "append_all", full)
    with pytest.raises(RuntimeError):
        write_down_all(by=Worker(), at=clock.at, found=found)
    assert Dossier.objects.filter(state="waiting").count() == 2
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_what_is_written_together_costs_no_question_for_each(
    web: Sites, clock: Clock, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    _waiting(hosts=1, pages=9)
    rows = research.waiting(limit=8)
    assert [row.url for row in rows] == [f"https://h0.example/{number}" for number in range(8)], "the oldest first"
    found = [Found(row.dossier, web.fetch(row.url), clock.at) for row in rows]
    write_down_all(by=Worker(), at=clock.at, found=found[:1])  # the ledger begins, and the policy is read
    with CaptureQueriesContext(connection) as one:
        write_down_all(by=Worker(), at=clock.at, found=found[1:2])
    with django_assert_num_queries(len(one)):
        assert len(write_down_all(by=Worker(), at=clock.at, found=found[2:])) == 6


def test_what_was_found_is_what_the_dossier_says_and_nothing_else_of_it_changes(web: Sites, clock: Clock) -> None:
    _waiting(hosts=1, pages=2)
    dossier, other = (Dossier.objects.get(pk=row.dossier) for row in research.waiting(limit=2))
    seen = Fetched(
        state="ok",
        status=203,
        final_url="https://h0.example/there",
        hops=((dossier.link.url, 302), ("https://h0.example/there", 203)),
        title="Café",
        language="es",
        excerpt="Abierto",
        content_sha256="a" * 64,
        fingerprint=("01",),
        steady=("02",),
        secure=True,
        trouble="",
        certificates=(Certificate("h0.example", issuer="Okatoma Trust"),),
    )
    write_down(by=Worker(), at=clock.at, dossier=dossier, fetched=seen)
    after = Dossier.objects.get(pk=dossier.pk)
    told = {name: getattr(after, name) for name in ("state", "status", "final_url", "title", "language", "excerpt")}
    assert told == {name: getattr(seen, name) for name in told}
    assert (after.hops, after.fingerprint, after.steady) == ([list(hop) for hop in seen.hops], ["01"], ["02"])
    assert (after.content_sha256, after.secure, after.fetched_at) == ("a" * 64, True, clock.at)
    assert after.certificates == [{"host": "h0.example", "issuer": "Okatoma Trust"}]
    assert (after.asked_by, after.asked_at, after.link_id) == (dossier.asked_by, dossier.asked_at, dossier.link_id)
    assert Dossier.objects.get(pk=other.pk).state == "waiting"
