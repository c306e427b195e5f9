"""A link in a live post that died or changed is mailed to whom it concerns, once; its correction begins with a cure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

import factories
import watched
from factories import at
from fakes.presence import live_presence
from masthead.agencies.actors import Worker
from masthead.agencies.models import Agency, MailSettings, Person
from masthead.agencies.rights import Role
from masthead.desk.waiting.links import findings as today
from masthead.jobs import tell_of_trouble, watch_links
from masthead.links import findings
from masthead.links.models import LinkFinding, Look
from masthead.publishing import correct
from masthead.publishing.alarm import send_due
from masthead.publishing.link_alarm import TOGETHER, raise_link_alarms, waiting
from masthead.publishing.mend_links import Mend, mended, moved_to
from masthead.publishing.models import Alarm, Correction, Publication
from masthead.records.models import Record
from publishing.test_alarm import Post
from sites import OPENING, Sites, html, sites

pytestmark = pytest.mark.django_db
HOURS, CARDS, NEW = "library.example/hours", "cards.example/new", "readingroom.example/hours"


class Clock:
    at = at()

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sites]:
    with sites(monkeypatch) as served:
        for place in (HOURS, CARDS, NEW):
            served.put(place, html(OPENING))
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
    return factories.person(Role.COMMUNICATOR)


@pytest.fixture
def post() -> Post:
    return Post()


def public(web: Sites, writer: Person, place: str, *, hours: float = 3, remark: str = "") -> Publication:
    url = web.url(place)
    presence = live_presence("noticeboard", handle=place.partition(".")[0])
    fetched = web.fetcher().fetch(url)
    return watched.published(writer, url, fetched, presence=presence, hours=hours, remark=remark)


def looked(clock: Clock, *hours: float) -> None:
    for hour in hours:
        clock.at = at(hours=hour)
        watch_links.run.func()


def died(web: Sites, clock: Clock, *places: str) -> None:
    """Twice, some hours apart: only then it counts."""
    for place in places:
        web.put(place, status=404)
    looked(clock, 30, 40)


def mailed(post: Post, hours: float) -> int:
    raise_link_alarms(by=Worker("outbox"), at=at(hours=hours))
    return send_due(by=Worker("outbox"), at=at(hours=hours), connection=post)


def test_a_link_that_died_is_mailed_once_to_the_writer_and_to_who_runs_the_presence(
    web: Sites, clock: Clock, writer: Person, post: Post
) -> None:
    made = public(web, writer, HOURS)
    looked(clock, 3)
    died(web, clock, HOURS)
    runs = made.draft.variants.get().presence.run_by
    assert mailed(post, 40) == 0, "not before the sweep is over"
    assert mailed(post, 41) == len({writer.pk, runs.pk}) == 2
    assert {address for message in post.taken for address in message.to} == {writer.email, runs.email}
    message = next(one for one in post.taken if one.to == [writer.email])
    assert message.subject == "MLC: a link in “Saturday hours” does not answer any more"
    finding = LinkFinding.objects.get()
    assert f"What was found: {finding.why}" in message.body
    assert f"http://testserver/desk/links/findings/{finding.pk}" in message.body
    looked(clock, 70, 100)
    assert mailed(post, 101) == 0, "a later look that finds the same is no change"
    kept = Record.objects.filter(kind="link/alarm")
    assert {record.subject for record in kept} == {finding.link.subject} and kept.count() == 6


def test_what_one_turn_of_the_watch_finds_is_one_letter(web: Sites, clock: Clock, writer: Person, post: Post) -> None:
    public(web, writer, HOURS)
    public(web, writer, CARDS, hours=4)
    looked(clock, 4)
    died(web, clock, HOURS, CARDS)
    mailed(post, 41)
    [message] = [one for one in post.taken if one.to == [writer.email]]
    assert message.subject == "MLC: 2 links in live posts need somebody"
    assert web.url(HOURS) in message.body and web.url(CARDS) in message.body


def test_what_is_settled_before_it_is_mailed_is_not_mailed(
    web: Sites, clock: Clock, writer: Person, post: Post
) -> None:
    public(web, writer, HOURS)
    looked(clock, 3)
    died(web, clock, HOURS)
    raise_link_alarms(by=Worker("outbox"), at=at(hours=41))
    findings.dismiss(by=writer, at=at(hours=41), finding=LinkFinding.objects.get(), reason="It comes back.")
    assert send_due(by=Worker("outbox"), at=at(hours=41), connection=post) == 0
    assert set(Alarm.objects.values_list("state", flat=True)) == {"over"}


def test_without_a_mail_server_only_today_tells(web: Sites, clock: Clock, writer: Person) -> None:
    public(web, writer, HOURS)
    looked(clock, 3)
    died(web, clock, HOURS)
    assert waiting(at=at(hours=40) + TOGETHER)
    assert not tell_of_trouble.needed(at(hours=41))
    assert any("does not answer any more" in line.title for line in today(writer, at(hours=41)))
    MailSettings.objects.create(host="mail.example", sender="desk@mlc.example")
    assert tell_of_trouble.needed(at(hours=41))


def begun(writer: Person, made: Publication, why: str = "The link.") -> Correction:
    correct.begin(by=writer, at=at(hours=50), publication=made, why=why, ways={})
    return Correction.objects.get()


def test_a_page_that_moved_for_good_has_its_new_address_in_the_correction(
    web: Sites, clock: Clock, writer: Person
) -> None:
    made = public(web, writer, HOURS)
    looked(clock, 3)
    web.put(HOURS, status=301, leads_to=NEW)
    looked(clock, 30)
    page = factories.client_for(writer).get(f"/desk/publications/{made.pk}/correct").content.decode()
    assert "moved for good. The draft begins with its new address" in page
    correction = begun(writer, made)
    old, new = web.url(HOURS), web.url(NEW)
    assert correction.draft.text == made.draft.text.replace(old, new) != made.draft.text
    assert correction.why == f"The link.\nSuggested in the text: {new} in place of {old}, which moved there for good."
    assert correction.why.splitlines()[1].encode() in bytes(
        Record.objects.get(kind="publication/correction_begun").payload or b""
    )


def test_a_page_that_moved_for_the_time_being_keeps_its_address(web: Sites, clock: Clock, writer: Person) -> None:
    made = public(web, writer, HOURS)
    looked(clock, 3)
    web.put(HOURS, leads_to=NEW)
    looked(clock, 30)
    assert LinkFinding.objects.get().kind == "elsewhere"
    correction = begun(writer, made)
    assert (correction.draft.text, correction.why) == (made.draft.text, "The link.")


def test_of_a_dead_page_the_correction_says_so_and_leaves_the_words(web: Sites, clock: Clock, writer: Person) -> None:
    made = public(web, writer, HOURS)
    looked(clock, 3)
    died(web, clock, HOURS)
    correction = begun(writer, made)
    assert correction.draft.text == made.draft.text
    assert "The words are left as they were" in correction.why and web.url(HOURS) in correction.why


def test_only_the_address_itself_is_changed() -> None:
    mend = [Mend("https://a.example/x", "https://b.example/x", "")]
    text = "See https://a.example/x, https://a.example/xy and (https://a.example/x)."
    assert mended(text, mend) == "See https://b.example/x, https://a.example/xy and (https://b.example/x)."


@pytest.mark.parametrize(
    ("state", "statuses", "final", "there"),
    [
        ("ok", (301, 308, 200), "https://b.example/x", True),
        ("ok", (301, 302, 200), "https://b.example/x", False),
        ("ok", (200, 200), "https://b.example/x", False),
        ("ok", (200,), "https://b.example/x", False),
        ("blocked", (301, 403), "https://b.example/x", False),
        ("ok", (301, 200), "https://b.example/", False),
    ],
)
def test_moved_for_good_is_a_way_all_of_which_is_for_good(
    state: str, statuses: tuple[int, ...], final: str, there: bool
) -> None:
    look = Look(state=state, final_url=final, hops=[["https://a.example/x", status] for status in statuses])
    assert moved_to("https://a.example/x", look) == (final if there else "")
