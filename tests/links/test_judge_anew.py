"""Live links are judged anew where a list of sites, or the agency's word on one, changes; nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

import watched
from factories import at, person
from fakes.presence import live_presence
from masthead.agencies.actors import Worker
from masthead.agencies.models import Agency, Person
from masthead.agencies.rights import Role
from masthead.desk.waiting.links import findings as waiting
from masthead.jobs import judge_live_links, watch_links
from masthead.kernel.refusals import Refused
from masthead.links import campaigns, findings, judge_anew, lists, own_word, research, sign
from masthead.links.fetch import Fetched
from masthead.links.list_edition import edition
from masthead.links.list_file import read
from masthead.links.models import Link, LinkFinding, Watch
from masthead.outbox.models import Delivery, PostedLink
from masthead.publishing import take_down
from masthead.publishing.models import Publication
from masthead.records.models import Record
from sites import OPENING, html, sites

pytestmark = pytest.mark.django_db
LINK = "https://www.evil.example/form"


@pytest.fixture
def writer(agency: Agency, settings: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Person:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    monkeypatch.setattr(judge_live_links, "now", lambda: at(hours=4))
    return person(Role.COMMUNICATOR)


def page(url: str = LINK, *passed: str) -> Fetched:
    hops = tuple((address, 302) for address in passed)
    return Fetched("ok", 200, url, hops=(*hops, (url, 200)), title="Reading room", excerpt=OPENING)


def live(writer: Person, url: str = LINK, fetched: Fetched | None = None) -> Publication:
    made = watched.published(writer, url, fetched or page(url), remark="I followed it.")
    watch_links.note_arrivals(by=Worker(), at=at(hours=3))
    return made


def imported(*rows: str, name: str = "URLhaus", day: int = 20) -> None:
    given = read(f"{name}.txt", "\n".join(rows).encode())
    lists.import_list(by=Worker(), at=at(hours=3), name=name, as_of=date(2026, 11, day), given=given)


def judged() -> int:
    return judge_live_links.run.func()


def told() -> list[tuple[str, str]]:
    return list(LinkFinding.objects.order_by("id").values_list("kind", "state"))


def test_a_list_that_is_imported_later_tells_of_the_live_link_as_the_watch_does(writer: Person) -> None:
    live(writer)
    assert judged() == 1 and told() == []
    assert not judge_live_links.needed(at(hours=4)), "an idle desk judges nothing again and again"
    imported("good.example", "evil.example")
    assert told() == [], "not in the request"
    assert judge_live_links.needed(at(hours=4))
    judged()
    found = LinkFinding.objects.get()
    assert (found.kind, found.state, found.clause, found.level) == ("listed", "open", "presence.5", "blocks")
    assert f"{LINK} is on the list “URLhaus” of November 20, 2026, row 2: evil.example" in found.why
    assert Watch.objects.get().state == "listed"
    (line,) = waiting(writer, at(hours=4))
    assert line.urgency == "now" and "listed as harmful" in line.title
    assert b"evil.example" in bytes(Record.objects.get(kind="link/finding_raised").payload or b"")


def test_judging_again_tells_nothing_twice_and_a_later_file_is_the_same_listing(writer: Person) -> None:
    live(writer)
    imported("evil.example")
    judged()
    imported("# a newer file", "evil.example", day=21)
    assert judge_live_links.needed(at(hours=4))
    judged()
    judged()
    assert told() == [("listed", "open")]
    assert Record.objects.filter(kind="link/finding_raised").count() == 1


def test_where_it_leads_counts_too(writer: Person) -> None:
    url = "https://short.example/a"
    live(writer, url, page("https://library.example/hours", url, "https://evil.example/step"))
    imported("evil.example")
    judged()
    assert "leads to https://evil.example/step, which is on the list" in LinkFinding.objects.get().why


def test_a_site_that_is_denied_allowed_or_found_to_be_a_campaigns_is_judged_too(writer: Person) -> None:
    live(writer)
    director = person(Role.DIRECTOR)
    denied = own_word.say(by=director, at=at(hours=3), site="evil.example", allowed=False, why="They sell our readers.")
    judged()
    assert "denied links on" in LinkFinding.objects.get().why
    own_word.take_back(by=director, at=at(hours=3), word_id=denied.pk, why="They have stopped.")
    judged()
    imported("evil.example")
    judged()
    own_word.say(by=director, at=at(hours=3), site="evil.example", allowed=True, why="Listed by mistake.")
    judged()
    site = campaigns.put_on_list(by=director, at=at(hours=3), site="evil.example", why="Tull runs for mayor.")
    judged()
    assert told() == [("listed", "passed"), ("listed", "passed"), ("campaign", "open")]
    campaigns.strike(by=director, at=at(hours=3), site_id=site.pk, why="She lost.")
    judged()
    assert told()[-1] == ("campaign", "passed")
    assert LinkFinding.objects.order_by("id").last().reason == "No list has it any more."  # type: ignore[union-attr]
    assert Watch.objects.get().next_at == at(hours=4), "what it is otherwise, only a look can say"


def test_what_was_dismissed_is_not_told_again_by_a_newer_file_and_another_list_is_news(writer: Person) -> None:
    live(writer)
    imported("evil.example")
    judged()
    findings.dismiss(by=writer, at=at(hours=4), finding=LinkFinding.objects.get(), reason="The list errs.")
    imported("evil.example", day=21)
    judged()
    assert told() == [("listed", "dismissed")]
    imported("www.evil.example", name="Phishing")
    judged()
    assert told() == [("listed", "dismissed"), ("listed", "open")]


def test_no_signature_answers_a_list(writer: Person) -> None:
    live(writer)
    imported("evil.example")
    judged()
    again = research.ask(by=writer, at=at(hours=5), url=LINK)
    research.write_down(by=Worker(), at=at(hours=5), dossier=again, fetched=page())
    sign.sign(by=writer, at=at(hours=5), dossier=again)
    assert told() == [("listed", "open")] and Watch.objects.get().state == "listed"


def test_a_link_nobody_reads_any_more_is_not_told(writer: Person) -> None:
    publication = live(writer)
    take_down.take_down(by=writer, at=at(hours=3), publication=publication, why="Wrong.")
    imported("evil.example")
    judged()
    assert told() == [] and not judge_live_links.needed(at(hours=4))


def test_a_look_that_was_under_way_does_not_undo_it(writer: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    with sites(monkeypatch) as web:
        web.put("www.evil.example/form", html(OPENING))
        url = web.url("www.evil.example/form")
        watched.published(writer, url, web.fetcher().fetch(url))
        monkeypatch.setattr(watch_links, "now", lambda: at(days=2))
        monkeypatch.setattr(watch_links, "fetcher", web.fetcher)
        watch_links.run.func()
        imported("evil.example")
        judged()
        Watch.objects.update(next_at=at(days=1))
        assert watch_links.run.func() == 1
        assert told() == [("listed", "open")], "the page is as it was signed, and on the list all the same"
        assert Watch.objects.get().state == "listed"


def test_the_watch_finds_by_itself_that_a_link_leads_to_a_listed_site(
    writer: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sites(monkeypatch) as web:
        web.put("library.example/go", html(OPENING))
        url = web.url("library.example/go")
        watched.published(writer, url, web.fetcher().fetch(url))
        monkeypatch.setattr(watch_links, "now", lambda: at(days=2))
        monkeypatch.setattr(watch_links, "fetcher", web.fetcher)
        watch_links.run.func()
        imported("evil.example")
        judged()
        assert told() == []
        web.put("evil.example/trap", html(OPENING))
        web.put("library.example/go", leads_to="evil.example/trap")
        Watch.objects.update(next_at=at(days=1))
        watch_links.run.func()
        assert told() == [("listed", "open")]
        imported("evil.example", day=21)
        judged()
        assert told() == [("listed", "open")], "by what is known it is the same"


def test_a_look_written_meanwhile_is_judged_again(writer: Person) -> None:
    live(writer)
    imported("evil.example")
    (one,) = judge_anew.judge(judge_anew.next_batch().watches)
    judged()
    with pytest.raises(Refused):
        judge_anew.tell(by=Worker("links"), at=at(hours=4), judged=one)
    assert told() == [("listed", "open")]


def _many(count: int, writer: Person) -> Iterator[Link]:
    links = Link.objects.bulk_create(
        Link(url=f"https://h{number}.example/", first_seen=at()) for number in range(count)
    )
    moments = dict.fromkeys(("not_before", "created_at", "updated_at", "delivered_at"), at())
    post = Delivery.objects.create(
        purpose="publication",
        subject="publication:many",
        presence=live_presence("noticeboard"),
        payload={"text": "Many links"},
        payload_hash="0" * 64,
        content_hash="0" * 64,
        key="many",
        state="delivered",
        links_noted=True,
        **moments,
    )
    PostedLink.objects.bulk_create(PostedLink(link=link, delivery=post) for link in links)
    Watch.objects.bulk_create(
        Watch(link=link, host=link.url.split("/")[2], since=at(), next_at=at(days=9)) for link in links
    )
    return iter(links)


def test_a_run_that_dies_is_carried_on_and_batches_keep_memory_and_queries_bounded(
    writer: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    list(_many(25, writer))
    monkeypatch.setattr(judge_anew, "AT_ONCE", 10)
    imported(*(f"h{number}.example" for number in (3, 14, 24)))
    tell, calls = judge_live_links.tell, []

    def dies(**given: object) -> object:
        calls.append(given)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return tell(**given)  # type: ignore[arg-type]

    monkeypatch.setattr(judge_live_links, "tell", dies)
    with pytest.raises(KeyboardInterrupt):
        judged()
    assert len(told()) == 1 and judge_live_links.needed(at(hours=4))
    monkeypatch.setattr(judge_live_links, "tell", tell)
    judged()
    assert told() == [("listed", "open")] * 3
    assert set(Watch.objects.values_list("judged", flat=True)) == {edition()}


def test_many_links_cost_few_queries(writer: Person) -> None:
    list(_many(120, writer))
    imported("other.example")
    watches = judge_anew.next_batch().watches
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert judge_anew.judge(watches) == []
    assert len(asked) < 15


def test_a_run_is_short_and_the_next_follows_at_once(writer: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    list(_many(25, writer))
    monkeypatch.setattr(judge_anew, "AT_ONCE", 10)
    monkeypatch.setattr(judge_live_links, "LONGEST", -1.0)
    assert judged() == 10
    assert DBTaskResult.objects.filter(task_path="masthead.jobs.judge_live_links.run").count() == 1
    assert [judged(), judged(), judged()] == [10, 5, 0]
