"""A link is watched while a live post carries it: what is no longer as it was signed is told once, to a person."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import watched
from factories import at, person
from fakes.presence import live_presence
from masthead.agencies.actors import Worker
from masthead.agencies.models import Agency, Commitment, Person
from masthead.agencies.rights import Role
from masthead.jobs import watch_links
from masthead.kernel.refusals import Invalid, NotPermitted, Refused
from masthead.links import findings, look_again, research, sign
from masthead.links.models import Dossier, Link, LinkFinding, Look, Watch
from masthead.links.names import names_are_found
from masthead.links.watch import known_of, saw
from masthead.links.watch_claims import PER_HOST, claim_due
from masthead.outbox.carry import sweep
from masthead.outbox.links_after_leaving import live_with
from masthead.outbox.models import Delivery, PostedLink
from masthead.presences.models import Presence
from masthead.publishing import correct, draft, take_down
from masthead.publishing.models import Publication
from masthead.records.models import Record
from sites import OPENING, SHOP, Sites, html, sites

pytestmark = pytest.mark.django_db
PLACE = "library.example/hours"


class Clock:
    """What the job reads for the time: minutes after the fixed Monday."""

    def __init__(self) -> None:
        self.at = at()

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sites]:
    with sites(monkeypatch) as served:
        served.put(PLACE, html(OPENING))
        yield served


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, web: Sites) -> Clock:
    held = Clock()
    monkeypatch.setattr(watch_links, "now", held)
    monkeypatch.setattr(watch_links, "fetcher", web.fetcher)
    monkeypatch.setattr(watch_links, "BETWEEN", timedelta(0))
    return held


@pytest.fixture
def writer(agency: Agency, settings: object, tmp_path: Path) -> Person:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    return person(Role.COMMUNICATOR)


def signed(web: Sites, writer: Person, url: str, *, minutes: float) -> Dossier:
    return watched.signed(writer, url, web.fetcher().fetch(url), minutes=minutes)


def published(
    web: Sites, writer: Person, url: str, *, presence: Presence | None = None, hours: float = 3, remark: str = ""
) -> Publication:
    fetched = web.fetcher().fetch(url)
    return watched.published(writer, url, fetched, presence=presence, hours=hours, remark=remark)


def looked(clock: Clock, *, days: float = 0, hours: float = 0) -> int:
    clock.at = at(days=days, hours=hours)
    return watch_links.run.func()


def kinds() -> list[str]:
    return list(
        Record.objects.filter(kind__startswith="link/")
        .exclude(kind__in=["link/research_asked", "link/researched", "link/signed", "link/looked_at_again"])
        .order_by("number")
        .values_list("kind", flat=True)
    )


def told() -> list[tuple[str, str]]:
    return list(LinkFinding.objects.order_by("id").values_list("kind", "state"))


def test_a_link_is_watched_from_the_arrival_of_its_post(web: Sites, writer: Person, clock: Clock) -> None:
    assert not watch_links.needed(at(hours=3))
    url = web.url(PLACE)
    published(web, writer, url)
    assert watch_links.needed(at(hours=3))
    assert looked(clock, hours=3) == 0
    watch = Watch.objects.get(link__url=url)
    assert (watch.since, watch.next_at, watch.host) == (at(hours=3), at(days=1, hours=3), "library.example")
    assert kinds() == ["link/watch_begun"]
    assert not watch_links.needed(at(days=1, hours=2.9)), "an idle desk is not kept busy"


def test_a_page_as_it_was_moves_the_time_and_leaves_no_record(web: Sites, writer: Person, clock: Clock) -> None:
    published(web, writer, web.url(PLACE))
    looked(clock, hours=3)
    before = Record.objects.count()
    assert looked(clock, days=1, hours=4) == 1
    watch = Watch.objects.get()
    assert (watch.state, watch.looked_at, watch.next_at) == ("ok", at(days=1, hours=4), at(days=2, hours=4))
    assert (Record.objects.count(), told()) == (before, [])


def test_our_own_pages_are_seen_wherever_they_are(
    web: Sites, writer: Person, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a port and in a network where nothing else is looked at, as when the link was researched."""
    Agency.objects.update(public_url=web.url("library.example"))
    monkeypatch.setattr(watch_links, "fetcher", research.fetcher)
    published(web, writer, web.url(PLACE))
    looked(clock, hours=3)
    assert looked(clock, days=1, hours=4) == 1
    assert (Watch.objects.get().state, told()) == ("ok", [])


def test_daily_for_two_weeks_of_the_agencys_days_then_weekly(web: Sites, writer: Person, clock: Clock) -> None:
    published(web, writer, web.url(PLACE))
    looked(clock, hours=3)
    steps, last = [], at(hours=3)
    for _ in range(17):
        due = Watch.objects.get().next_at
        assert due is not None
        steps.append((due - last).days)
        clock.at = last = due
        assert watch_links.run.func() == 1
    assert steps == [1] * 14 + [7] * 3


def test_the_hour_is_the_agencys_also_when_the_clocks_change(agency: Agency) -> None:
    from masthead.links.cadence import next_look

    zone = agency.zone
    since = datetime(2026, 10, 30, 21, 0, tzinfo=zone).astimezone(UTC)  # a Friday; on Sunday the clocks go back
    first = next_look(since=since, looked_at=since, zone=zone)
    second = next_look(since=since, looked_at=first, zone=zone)
    third = next_look(since=since, looked_at=second, zone=zone)
    assert [moment.astimezone(zone).strftime("%a %H:%M") for moment in (first, second, third)] == [
        "Sat 21:00",
        "Sun 21:00",
        "Mon 21:00",
    ]
    assert second - first == timedelta(hours=25)
    # Nine in the evening there is already the next day in UTC: the fourteenth day is theirs.
    late = datetime(2026, 11, 12, 21, 0, tzinfo=zone).astimezone(UTC)
    assert (next_look(since=since, looked_at=late, zone=zone) - late).days == 1
    assert (next_look(since=since, looked_at=late + timedelta(days=1), zone=zone) - late).days == 8


def test_an_hour_that_does_not_exist_is_still_once_a_day(agency: Agency) -> None:
    from masthead.links.cadence import next_look

    zone = agency.zone
    saturday = datetime(2027, 3, 13, 2, 30, tzinfo=zone)
    sunday = next_look(since=saturday, looked_at=saturday, zone=zone)
    monday = next_look(since=saturday, looked_at=sunday, zone=zone)
    assert timedelta(hours=22) < sunday - saturday < timedelta(hours=26)
    assert timedelta(hours=22) < monday - sunday < timedelta(hours=26)


@pytest.mark.parametrize("status", [404, 410])
def test_a_dead_page_counts_when_it_is_dead_twice(web: Sites, writer: Person, clock: Clock, status: int) -> None:
    published(web, writer, web.url(PLACE))
    looked(clock, hours=3)
    web.put(PLACE, "gone", status=status)
    looked(clock, days=1, hours=3)
    watch = Watch.objects.get()
    assert (watch.state, watch.doubt, watch.next_at, told()) == ("ok", "dead", at(days=1, hours=7), [])
    looked(clock, days=1, hours=7)
    finding = LinkFinding.objects.get()
    assert (finding.kind, finding.state, finding.level, finding.clause) == ("dead", "open", "blocks", "presence.5")
    assert str(status) in finding.why and finding.dossier is not None
    raised = Record.objects.get(kind="link/finding_raised")
    assert b"presence.5" in bytes(raised.payload or b"")
    watch.refresh_from_db()
    assert (watch.state, watch.doubt, watch.next_at) == ("dead", "", at(days=2, hours=7))
    looked(clock, days=2, hours=7)
    assert told() == [("dead", "open")], "told once"
    assert Look.objects.filter(state="dead").count() == 1


def test_a_page_that_answers_at_the_second_look_was_never_dead(web: Sites, writer: Person, clock: Clock) -> None:
    published(web, writer, web.url(PLACE))
    looked(clock, hours=3)
    web.put(PLACE, "soon back", status=404)
    looked(clock, days=1, hours=3)
    web.put(PLACE, html(OPENING))
    looked(clock, days=1, hours=7)
    watch = Watch.objects.get()
    assert (watch.state, watch.doubt, watch.next_at, told()) == ("ok", "", at(days=2, hours=7), [])


def test_a_host_that_is_gone_is_dead(web: Sites, writer: Person, clock: Clock) -> None:
    published(web, writer, web.url(PLACE))
    looked(clock, hours=3)
    web.down.add("library.example")
    looked(clock, days=1, hours=3)
    looked(clock, days=1, hours=7)
    assert LinkFinding.objects.get().why.endswith("There is no such host.")


def test_a_host_unknown_where_no_name_is_known_is_not_called_dead(web: Sites) -> None:
    """Without a network some resolvers say of every name that it is not there."""
    address = web.put(PLACE, html(OPENING))
    web.down.add("library.example")
    assert web.fetcher().fetch(address).state == "dead"
    web.offline = True
    found = web.fetcher().fetch(address)
    assert found.state == "blocked" and found.trouble.startswith(
        "The desk could not look it up. Is this machine online?"
    )


@pytest.mark.parametrize("errno", [socket.EAI_AGAIN, socket.EAI_FAIL, socket.EAI_MEMORY])
def test_a_resolver_in_trouble_tells_nothing_of_a_host(web: Sites, monkeypatch: pytest.MonkeyPatch, errno: int) -> None:
    def troubled(*_: object, **__: object) -> None:
        raise socket.gaierror(errno, "in trouble")

    monkeypatch.setattr(socket, "getaddrinfo", troubled)
    assert web.fetcher().fetch(web.url(PLACE)).state == "blocked"


def test_one_name_that_is_always_there_shows_that_names_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    known: set[str] = set()

    def answers(host: str, *_: object, **__: object) -> list[str]:
        if host in known:
            return ["an address"]
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", answers)
    assert not names_are_found()
    known.add("www.iana.org")
    assert names_are_found()


def test_a_shut_page_is_for_a_person_to_look_at(web: Sites, writer: Person, clock: Clock) -> None:
    published(web, writer, web.url(PLACE))
    looked(clock, hours=3)
    web.put(PLACE, "no robots", status=403)
    looked(clock, days=1, hours=3)
    assert told() == []
    looked(clock, days=1, hours=7)
    assert told() == [("blocked", "open")]
    assert "Look for yourself" in LinkFinding.objects.get().why


def test_dead_then_shut_is_no_more_than_shut(web: Sites, writer: Person, clock: Clock) -> None:
    published(web, writer, web.url(PLACE))
    looked(clock, hours=3)
    web.put(PLACE, "gone", status=404)
    looked(clock, days=1, hours=3)
    web.put(PLACE, "no robots", status=403)
    looked(clock, days=1, hours=7)
    assert told() == [("blocked", "open")]


def test_a_page_signed_as_shut_may_stay_shut(web: Sites, writer: Person, clock: Clock) -> None:
    web.put(PLACE, "no robots", status=403)
    published(web, writer, web.url(PLACE), remark="The form, as it was.")
    looked(clock, hours=3)
    looked(clock, days=1, hours=3)
    watch = Watch.objects.get()
    assert (watch.state, watch.doubt, told()) == ("ok", "", [])


LITTLE = {
    "counter and date": html(OPENING + " Updated Tuesday, November 24, 2026. 12,345 visitors, 17 comments."),
    "menus": html(OPENING, around="New! Win! Shop! Sign in. Read our news of the day. " * 20),
    "a sentence more": html(OPENING + " The lift is being repaired; ask at the desk."),
    "a sentence less": html(OPENING.rpartition(" Please")[0]),
    "title with a number": html(OPENING, title="(3) Reading room, 2026"),
    "a ticker of news": html(OPENING + " The newest: the bridge over the mill stream is open again."),
    "a vote that is no campaign": html(OPENING + " Vote early: the hall is a polling place."),
}


@pytest.mark.parametrize("body", LITTLE.values(), ids=LITTLE)
def test_a_little_change_is_none(web: Sites, writer: Person, clock: Clock, body: str) -> None:
    published(web, writer, web.url(PLACE))
    looked(clock, hours=3)
    web.put(PLACE, body)
    looked(clock, days=1, hours=3)
    assert (Watch.objects.get().state, told()) == ("ok", [])


WHOLLY = {
    "another text under the same menus": (html(SHOP), "no longer says what was read"),
    "a notice in its place": (html("This page has been removed. " * 8), "no longer says what was read"),
    "another page": (html(SHOP, title="Watches and more"), "is now called “Watches and more”"),
    "half of it": (html(OPENING[: len(OPENING) // 2] + SHOP[: len(OPENING) // 2]), "no longer says what was read"),
    "indecent words behind it": (html(OPENING + " Adults only: live cams."), "is indecent now (“live cams”)"),
    "a candidate behind it": (html(OPENING + " Vote Tull in November."), "asks for votes now (“Vote Tull”)"),
    "spam behind it": (html(OPENING + " Play at our online casino."), "somebody else had it now (“online casino”)"),
}


@pytest.mark.parametrize(("body", "says"), WHOLLY.values(), ids=WHOLLY)
def test_another_page_is_told_at_once(web: Sites, writer: Person, clock: Clock, body: str, says: str) -> None:
    published(web, writer, web.url(PLACE))
    looked(clock, hours=3)
    web.put(PLACE, body)
    looked(clock, days=1, hours=3)
    finding = LinkFinding.objects.get()
    assert (finding.kind, finding.level) == ("changed", "asks") and says in finding.why
    assert Look.objects.order_by("at").last().changed, "a new draft with this link is held by the same look"  # type: ignore[union-attr]


def test_a_page_signed_with_such_words_may_keep_them(web: Sites, writer: Person, clock: Clock) -> None:
    web.put(PLACE, html(OPENING + " The novel Online Casino is in stock. Vote Tull, it says on a wall."))
    published(web, writer, web.url(PLACE))
    looked(clock, hours=3)
    web.put(PLACE, html(OPENING + " The novel Online Casino is out. Vote Tull, it says on a wall."))
    looked(clock, days=1, hours=3)
    assert told() == []


def test_what_turns_on_a_page_whose_change_was_dismissed_is_told(web: Sites, writer: Person, clock: Clock) -> None:
    published(web, writer, web.url(PLACE))
    looked(clock, hours=3)
    web.put(PLACE, html(SHOP))
    looked(clock, days=1, hours=3)
    clock.at = at(days=1, hours=4)
    findings.dismiss(by=writer, at=clock.at, finding=LinkFinding.objects.get(), reason="They sell watches now.")
    web.put(PLACE, html(SHOP + " Adults only: live cams."))
    looked(clock, days=2, hours=4)
    assert told() == [("changed", "dismissed"), ("changed", "open")]
    looked(clock, days=3, hours=4)
    assert len(told()) == 2


def test_a_link_that_leads_to_another_host_is_told(web: Sites, writer: Person, clock: Clock) -> None:
    published(web, writer, web.url(PLACE))
    looked(clock, hours=3)
    web.put("shop.example/", html(OPENING))
    web.put(PLACE, leads_to="shop.example/")
    looked(clock, days=1, hours=3)
    finding = LinkFinding.objects.get()
    assert (finding.kind, finding.final_url) == ("elsewhere", web.url("shop.example/"))
    assert f"it now leads to {web.url('shop.example/')}" in finding.why


def test_a_page_that_moved_within_its_site_is_judged_by_its_words(web: Sites, writer: Person, clock: Clock) -> None:
    published(web, writer, web.url(PLACE))
    looked(clock, hours=3)
    web.put("library.example/visit/hours", html(OPENING))
    web.put(PLACE, leads_to="library.example/visit/hours")
    looked(clock, days=1, hours=3)
    assert told() == []
    web.put("library.example/visit/hours", html(SHOP))
    looked(clock, days=2, hours=3)
    assert told() == [("changed", "open")]


def test_what_is_as_it_was_again_is_no_longer_asked(web: Sites, writer: Person, clock: Clock) -> None:
    published(web, writer, web.url(PLACE))
    looked(clock, hours=3)
    web.put(PLACE, html(SHOP))
    looked(clock, days=1, hours=3)
    web.put(PLACE, html(OPENING))
    looked(clock, days=2, hours=3)
    assert told() == [("changed", "passed")]
    assert kinds()[-1] == "link/finding_passed"
    assert not Look.objects.order_by("at").last().changed  # type: ignore[union-attr]


def test_a_person_signs_what_is_there_now(web: Sites, writer: Person, clock: Clock) -> None:
    url = web.url(PLACE)
    published(web, writer, url)
    looked(clock, hours=3)
    web.put(PLACE, html(SHOP))
    looked(clock, days=1, hours=3)
    anew = signed(web, writer, url, minutes=26 * 60 + 120)
    finding = LinkFinding.objects.get()
    assert (finding.state, finding.signed, finding.settled_by) == ("signed", anew, writer.actor_id)
    assert kinds()[-1] == "link/finding_signed"
    looked(clock, days=2, hours=5)
    assert (Watch.objects.get().state, told()) == ("ok", [("changed", "signed")]), "compared with what is signed now"


def test_research_from_before_the_finding_answers_nothing(web: Sites, writer: Person, clock: Clock) -> None:
    url = web.url(PLACE)
    published(web, writer, url)
    looked(clock, hours=3)
    before = research.ask(by=writer, at=at(hours=4), url=url)
    research.write_down(by=Worker(), at=at(hours=4), dossier=before, fetched=web.fetcher().fetch(url))
    web.put(PLACE, html(SHOP))
    looked(clock, days=1, hours=3)
    sign.sign(by=writer, at=at(days=1, hours=4), dossier=before)
    assert told() == [("changed", "open")]


def test_what_is_signed_during_a_look_is_not_judged_by_what_was_signed_before(
    web: Sites, writer: Person, clock: Clock
) -> None:
    url = web.url(PLACE)
    published(web, writer, url)
    looked(clock, hours=3)
    web.put(PLACE, html(SHOP))
    moment = at(days=1, hours=3)
    (claim,) = claim_due(at=moment)
    known = known_of([claim.watch.link])[claim.watch.link_id]
    signed(web, writer, url, minutes=26 * 60)
    with pytest.raises(Refused, match="signed this link meanwhile"):
        saw(by=Worker(), at=moment, claim=claim, known=known, fetched=web.fetcher().fetch(url))
    assert told() == []
    assert looked(clock, days=1, hours=4) == 1 and told() == []


def test_a_dismissal_is_kept_and_of_that_alone(web: Sites, writer: Person, clock: Clock) -> None:
    published(web, writer, web.url(PLACE))
    looked(clock, hours=3)
    web.put(PLACE, html(SHOP))
    looked(clock, days=1, hours=3)
    finding = LinkFinding.objects.get()
    with pytest.raises(Invalid, match="Say why") as refusal:
        findings.dismiss(by=writer, at=at(days=1, hours=4), finding=finding, reason=" ")
    assert refusal.value.field == "reason"
    with pytest.raises(NotPermitted):
        findings.dismiss(by=person(Role.EMPLOYEE), at=at(days=1, hours=4), finding=finding, reason="I may not.")
    findings.dismiss(by=writer, at=at(days=1, hours=4), finding=finding, reason="Our shop week, until Sunday.")
    assert b"Our shop week" in bytes(Record.objects.get(kind="link/finding_dismissed").payload or b"")
    with pytest.raises(Refused):
        findings.dismiss(by=writer, at=at(days=1, hours=5), finding=finding, reason="Again.")
    web.put(PLACE, html(SHOP + " Now with free paper bags."))
    looked(clock, days=2, hours=3)
    assert told() == [("changed", "dismissed")]
    web.put(PLACE, html("Vote for Ada Tull, who promises lower fines and longer evenings. " * 5))
    looked(clock, days=3, hours=3)
    assert told() == [("changed", "dismissed"), ("changed", "open")]


def test_a_page_dead_again_after_it_had_recovered_is_news(web: Sites, writer: Person, clock: Clock) -> None:
    published(web, writer, web.url(PLACE))
    looked(clock, hours=3)
    web.put(PLACE, "gone", status=404)
    looked(clock, days=1, hours=3)
    looked(clock, days=1, hours=7)
    findings.dismiss(by=writer, at=at(days=1, hours=8), finding=LinkFinding.objects.get(), reason="Back on Friday.")
    looked(clock, days=2, hours=7)
    assert told() == [("dead", "dismissed")]
    web.put(PLACE, html(OPENING))
    looked(clock, days=3, hours=7)
    web.put(PLACE, "gone", status=404)
    looked(clock, days=4, hours=7)
    looked(clock, days=4, hours=11)
    assert told() == [("dead", "dismissed"), ("dead", "open")]


def test_something_else_takes_the_place_of_what_was_told(web: Sites, writer: Person, clock: Clock) -> None:
    published(web, writer, web.url(PLACE))
    looked(clock, hours=3)
    web.put(PLACE, html(SHOP))
    looked(clock, days=1, hours=3)
    web.put(PLACE, "gone", status=410)
    looked(clock, days=2, hours=3)
    looked(clock, days=2, hours=7)
    assert told() == [("changed", "passed"), ("dead", "open")]


def test_a_post_taken_down_is_no_longer_watched(web: Sites, writer: Person, clock: Clock) -> None:
    publication = published(web, writer, web.url(PLACE))
    looked(clock, hours=3)
    web.put(PLACE, html(SHOP))
    looked(clock, days=1, hours=3)
    take_down.take_down(by=writer, at=at(days=1, hours=4), publication=publication, why="It is wrong.")
    asked = len(web.asked)
    sweep(by=Worker(), at=at(days=1, hours=4))
    assert looked(clock, days=1, hours=5) == 0
    assert (Watch.objects.get().next_at, told()) == (None, [("changed", "passed")])
    assert kinds()[-2:] == ["link/finding_passed", "link/watch_ended"]
    looked(clock, days=9)
    assert len(web.asked) == asked and not watch_links.needed(at(days=9))


def test_a_takedown_on_its_way_is_enough_to_leave_the_page_alone(web: Sites, writer: Person, clock: Clock) -> None:
    publication = published(web, writer, web.url(PLACE))
    looked(clock, hours=3)
    take_down.take_down(by=writer, at=at(hours=4), publication=publication, why="It is wrong.")
    asked = len(web.asked)
    assert looked(clock, days=1, hours=3) == 0
    assert (Watch.objects.get().next_at, len(web.asked)) == (None, asked)


def test_while_one_of_two_posts_is_live_the_link_is_watched_once(web: Sites, writer: Person, clock: Clock) -> None:
    url = web.url(PLACE)
    board = live_presence("noticeboard")
    first = published(web, writer, url, presence=board)
    published(web, writer, url, presence=board, hours=50)
    looked(clock, hours=50)
    watch = Watch.objects.get()
    assert watch.since == at(hours=50), "the newest post makes it young again"
    take_down.take_down(by=writer, at=at(hours=51), publication=first, why="Said twice.")
    sweep(by=Worker(), at=at(hours=51))
    asked = len(web.asked)
    assert looked(clock, hours=75) == 1
    assert len(web.asked) == asked + 1
    assert [each.delivery.subject for each in live_with([watch.link_id])] != [first.subject]


def test_a_correction_ends_the_watch_on_what_it_took_out(web: Sites, writer: Person, clock: Clock) -> None:
    other = web.put("library.example/new", html(OPENING, title="Reading room, moved"))
    publication = published(web, writer, web.url(PLACE))
    looked(clock, hours=3)
    web.put(PLACE, "gone", status=404)
    looked(clock, days=1, hours=3)
    looked(clock, days=1, hours=7)
    dossier = signed(web, writer, other, minutes=32 * 60)
    begun = correct.begin(by=writer, at=at(hours=32), publication=publication, why="The link is dead.", ways={})
    text = f"The reading room opens at nine on Saturday. Read more at {other}"
    wording = draft.Wording(
        title=begun.title,
        text=text,
        audience="Everyone",
        commitment=Commitment.objects.get(),
        presences=[variant.presence for variant in begun.variants.all()],
    )
    begun = draft.revise(by=writer, at=at(hours=32), draft=begun, wording=wording, seen_revision=begun.revision)
    watched.leave(writer, begun, at(hours=32), at(hours=34))
    look_again.note(by=Worker(), at=at(hours=33.9), dossier=dossier, fetched=web.fetcher().fetch(other))
    sweep(by=Worker(), at=at(hours=34))
    looked(clock, hours=34)
    next_looks = dict(Watch.objects.values_list("link__url", "next_at"))
    assert next_looks[web.url(PLACE)] is None and next_looks[other] is not None
    assert told() == [("dead", "passed")]


def test_a_post_without_links_is_noted_once_and_for_all(web: Sites, writer: Person, clock: Clock) -> None:
    Delivery.objects.create(**delivery("The reading room opens at nine."))
    assert watch_links.needed(at(hours=4))
    looked(clock, hours=4)
    assert (Watch.objects.count(), kinds(), watch_links.needed(at(hours=4))) == (0, [], False)


def delivery(text: str, number: int = 0, presence: Presence | None = None) -> dict[str, object]:
    return {
        "purpose": "publication",
        "subject": f"publication:{number}",
        "presence": presence or live_presence("noticeboard"),
        "payload": {"text": text},
        "payload_hash": "0" * 64,
        "content_hash": "0" * 64,
        "key": f"k{number}",
        "state": "delivered",
        "not_before": at(),
        "created_at": at(),
        "updated_at": at(),
        "delivered_at": at(),
    }


def many(web: Sites, hosts: int, pages: int) -> None:
    """Posts that arrived long ago, with links nobody signed: the watch looks only whether they answer."""
    board = live_presence("noticeboard")
    urls = [web.put(f"h{host}.example/{page}", html(OPENING)) for host in range(hosts) for page in range(pages)]
    Delivery.objects.bulk_create(
        Delivery(**delivery(f"Read on: {url}", number, board)) for number, url in enumerate(urls)
    )


def test_a_run_is_bounded_and_no_host_is_asked_for_more_than_its_share(
    web: Sites, writer: Person, clock: Clock
) -> None:
    many(web, hosts=3, pages=10)
    clock.at = at(days=30)
    assert watch_links.run.func() == 3 * PER_HOST
    hosts = [place.partition("/")[0] for place in web.asked]
    assert all(hosts.count(host) == PER_HOST for host in set(hosts))
    for _ in range(3):
        watch_links.run.func()
    assert Watch.objects.filter(looked_at=None).count() == 0
    assert {watch.next_at for watch in Watch.objects.all()} == {at(days=37)}, "old posts are looked at weekly"


def test_the_first_page_of_each_host_is_claimed_before_the_second_of_any(
    web: Sites, writer: Person, clock: Clock
) -> None:
    many(web, hosts=3, pages=10)
    watch_links.note_arrivals(by=Worker(), at=at(days=30))
    hosts = [claim.watch.host for claim in claim_due(at=at(days=30))]
    assert len(hosts) == 3 * PER_HOST and all(one != next_one for one, next_one in pairwise(hosts))


def test_a_run_ends_in_time_and_leaves_the_rest_to_the_next(
    web: Sites, writer: Person, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(web, hosts=4, pages=1)
    clock.at = at(days=30)
    monkeypatch.setattr(watch_links, "LONGEST", -1.0)
    assert watch_links.run.func() == 0
    assert not Watch.objects.exclude(claim=None).exists() and watch_links.needed(at(days=30))


def test_two_workers_never_look_at_the_same_link(web: Sites, writer: Person, clock: Clock) -> None:
    many(web, hosts=6, pages=2)
    watch_links.note_arrivals(by=Worker(), at=at(days=30))
    one, other = claim_due(at=at(days=30), limit=4), claim_due(at=at(days=30), limit=4)
    taken = [claim.watch.pk for claim in (*one, *other)]
    assert len(one) == 4 and len(taken) == len(set(taken))
    assert not {claim.watch.host for claim in one} & {claim.watch.host for claim in other}, "one worker to a host"
    later = at(days=30, hours=1)
    again = claim_due(at=later, limit=20)
    assert {claim.watch.pk for claim in one} <= {claim.watch.pk for claim in again}, "a lease lapses"
    # The first worker comes back after its lease passed on: what it saw is not written down.
    claim = one[0]
    gone = web.fetcher().fetch(web.url("h0.example/no-such"))
    Watch.objects.filter(pk=claim.watch.pk).update(doubt="dead")
    claim.watch.doubt = "dead"
    with pytest.raises(Refused, match="Another worker"):
        saw(by=Worker(), at=later, claim=claim, known=known_of([claim.watch.link])[claim.watch.link_id], fetched=gone)
    assert not LinkFinding.objects.exists()


def test_two_workers_note_an_arrival_once(web: Sites, writer: Person, clock: Clock) -> None:
    many(web, hosts=2, pages=1)
    for _ in range(2):
        watch_links.note_arrivals(by=Worker(), at=at(days=30))
    assert (kinds(), PostedLink.objects.count()) == (["link/watch_begun"] * 2, 2)


def test_our_own_line_is_held_against_nobody(web: Sites, writer: Person, clock: Clock) -> None:
    many(web, hosts=3, pages=1)
    web.line_down = True
    clock.at = at(days=30)
    assert watch_links.run.func() == 0
    assert set(Watch.objects.values_list("doubt", "next_at")) == {("", at(days=30, hours=1))}
    web.line_down = False
    clock.at = at(days=30, hours=1)
    assert watch_links.run.func() == 3


def test_a_link_nobody_signed_is_still_seen_to_die(web: Sites, writer: Person, clock: Clock) -> None:
    many(web, hosts=1, pages=1)
    web.put("h0.example/0", "gone", status=404)
    for hours in (0, 4):
        clock.at = at(days=30, hours=hours)
        watch_links.run.func()
    finding = LinkFinding.objects.get()
    assert (finding.kind, finding.dossier, Look.objects.count()) == ("dead", None, 0)


def test_the_database_is_asked_a_fixed_number_of_questions(web: Sites, writer: Person, clock: Clock) -> None:
    many(web, hosts=12, pages=1)
    watch_links.note_arrivals(by=Worker(), at=at(days=30))
    asked = {}
    for limit in (2, 10):
        Watch.objects.update(claim=None, claimed_until=None)
        with CaptureQueriesContext(connection) as queries:
            claims = claim_due(at=at(days=30), limit=limit)
            watch_links.settle(by=Worker(), at=at(days=30), links=[claim.watch.link for claim in claims])
            known_of(claim.watch.link for claim in claims)
        asked[limit] = len(queries)
    assert asked[2] == asked[10] <= 12


def test_links_that_were_live_before_this_was_there_are_found(web: Sites, writer: Person, clock: Clock) -> None:
    many(web, hosts=60, pages=1)
    clock.at = at(days=30)
    watch_links.run.func()
    watch_links.run.func()
    assert Watch.objects.count() == Link.objects.count() == 60
