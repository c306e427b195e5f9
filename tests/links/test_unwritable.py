"""One answer that cannot be written down holds up no other link, and is not fetched in every run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import OperationalError

from factories import at, person
from links.test_runs import Clock, clock, watched
from masthead.agencies.rights import Role
from masthead.jobs import research_links, watch_links
from masthead.kernel.refusals import Invalid
from masthead.links import fetch_in_turns as fetching
from masthead.links.fetch import Fetched
from masthead.links.models import Dossier, Link, LinkFinding, Watch
from sites import OPENING, Sites, html, sites
from watched import signed

__all__ = ["clock"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agency")]
LONE = "\ud800"


class Web:
    """Every page answers at once; h0's with what no database holds."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def fetch(self, url: str) -> Fetched:
        self.asked.append(url)
        if "h0." in url:
            return Fetched("ok", 200, f"https://x.example/{LONE}", hops=((url, 200),), title=LONE)
        return Fetched("ok", 200, url, hops=((url, 200),))


@pytest.fixture
def web(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Web:
    served = Web()
    monkeypatch.setattr(watch_links, "fetcher", lambda: served)
    monkeypatch.setattr(research_links, "fetcher", lambda **_: served)
    return served


@pytest.fixture
def shop(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sites]:
    with sites(monkeypatch) as served:
        monkeypatch.setattr(watch_links, "fetcher", served.fetcher)
        monkeypatch.setattr(research_links, "fetcher", lambda **_: served.fetcher())
        yield served


def asked_for(*urls: str) -> None:
    for url in urls:
        link = Link.objects.create(url=url, first_seen=at())
        Dossier.objects.create(link=link, asked_by="worker", asked_at=at())


def states() -> dict[str, str]:
    return dict(Watch.objects.values_list("host", "state"))


@pytest.mark.parametrize("written", [r"\ud800", r"\x00"])
def test_a_page_whose_script_names_no_text_is_researched_like_any(shop: Sites, written: str) -> None:
    odd = shop.put("a.example/", f"<script>location='http://x.example/{written}'</script>")
    asked_for(odd, shop.put("b.example/", html(OPENING)))
    assert research_links.run.func() == 2
    assert dict(Dossier.objects.values_list("link__url", "state"))[odd] == "blocked"
    assert Dossier.objects.get(link__url=odd).final_url == "http://x.example/\ufffd"
    assert not research_links.needed(at())


def test_research_writes_the_others_and_says_which_it_could_not(web: Web) -> None:
    asked_for(*(f"https://h{number}.example/" for number in range(4)))
    assert research_links.run.func() == 4
    found = dict(Dossier.objects.values_list("link__url", "state"))
    assert found == {f"https://h{number}.example/": "ok" if number else "blocked" for number in range(4)}
    assert Dossier.objects.get(state="blocked").trouble == fetching.NOT_WRITTEN
    assert research_links.run.func() == 0 and len(web.asked) == 4, "it is not fetched again"


def test_the_watch_goes_on_and_doubts_the_one_it_could_not_write(web: Web, clock: Clock) -> None:
    writer = person(Role.COMMUNICATOR)
    for link in watched(hosts=4, pages=1):
        signed(writer, link.url, Fetched("ok", 200, link.url, hops=((link.url, 200),)))
    assert watch_links.run.func() == 4
    assert dict(Watch.objects.values_list("host", "doubt")) == {
        f"h{number}.example": "" if number else "blocked" for number in range(4)
    }
    assert not watch_links.needed(clock.at) and not Watch.objects.exclude(claim=None).exists()
    assert (watch_links.run.func(), len(web.asked)) == (0, 4), "it is not fetched again at once"
    clock.at += timedelta(hours=13)
    assert watch_links.run.func() == 1
    assert states() == {f"h{number}.example": "ok" if number else "blocked" for number in range(4)}
    assert [(each.kind, fetching.NOT_WRITTEN in each.why) for each in LinkFinding.objects.all()] == [("blocked", True)]


@pytest.mark.parametrize("error", [Invalid("Too long."), ValueError("Broken.")], ids=["refused", "crashed"])
def test_a_look_that_cannot_be_written_at_all_is_put_off(
    web: Web, clock: Clock, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    saw = watch_links.saw

    def broken(**given: object) -> object:
        if given["claim"].watch.host == "h0.example":  # type: ignore[attr-defined]
            raise error
        return saw(**given)  # type: ignore[arg-type]

    monkeypatch.setattr(watch_links, "saw", broken)
    watched(hosts=3, pages=1)
    assert (watch_links.run.func(), watch_links.needed(clock.at)) == (3, False)
    odd = Watch.objects.get(host="h0.example")
    assert (odd.state, odd.doubt, odd.looked_at) == ("ok", "", None)
    assert odd.next_at == clock.at + timedelta(hours=1)
    assert Watch.objects.filter(looked_at=clock.at).count() == 2


def test_a_database_that_does_not_answer_is_no_fault_of_a_link(
    web: Web, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(**_: object) -> object:
        raise OperationalError("server closed the connection")

    watched(hosts=2, pages=1)
    asked_for("https://h1.example/")
    monkeypatch.setattr(watch_links, "saw", gone)
    monkeypatch.setattr(research_links, "write_down_all", gone)
    with pytest.raises(OperationalError):
        watch_links.run.func()
    with pytest.raises(OperationalError):
        research_links.run.func()
    assert set(Watch.objects.values_list("doubt", flat=True)) == {""}
    assert Dossier.objects.get().state == "waiting"
