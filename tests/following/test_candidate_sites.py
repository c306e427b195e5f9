"""The web sites that a register of candidates tells of are campaigns' sites, until the register no longer has them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import factories
import watched
from following.registers import bring_in, text
from masthead.agencies.actors import Worker
from masthead.agencies.models import Agency, Person
from masthead.agencies.rights import Role
from masthead.following.models import RegisterRow, RegisterVersion
from masthead.following.registers import candidates_csv
from masthead.following.registers.row import ParsedRow
from masthead.jobs import judge_live_links, watch_links
from masthead.kernel.clock import now
from masthead.links import campaigns
from masthead.links.fetch import Fetched
from masthead.links.list_edition import edition
from masthead.links.models import CandidateSite, LinkFinding
from masthead.publishing import draft
from masthead.publishing.check import findings_for
from masthead.publishing.facts import find_draft
from masthead.records import append
from masthead.records.models import Record

pytestmark = pytest.mark.django_db
LIST = "name,office,election_year,website\n"
TULL = "Ada Tull,Mayor,2026,https://www.Vote-Tull.example/\n"
ROE = "Ben Roe,Sheriff,2026,roe.example/2026\n"


def imported(lines: str, *, name: str = "Okatoma candidates", day: int = 20) -> RegisterVersion:
    return bring_in("csv", [text(LIST + lines)], name=name, as_of=date(2026, 11, day))


def standing() -> list[str]:
    return list(CandidateSite.objects.values_list("site", flat=True))


@pytest.fixture
def writer(agency: Agency) -> Person:
    return factories.person(Role.COMMUNICATOR)


def codes(text: str, writer: Person) -> set[str]:
    begun = draft.start(by=writer, at=factories.at(), wording=draft.Wording(title="Hours", text=text))
    return {found.finding.code for found in findings_for(find_draft(begun.pk), at=now())}


@pytest.mark.parametrize("heading", ["website", "Site", "Campaign Website", "URL", "campaign_site", "Web site"])
def test_a_column_of_sites_is_known_by_what_lists_call_it(heading: str) -> None:
    read = candidates_csv.read([text(f"name,{heading}\nAda Tull,https://www.Vote-Tull.example/\nBen Roe,n/a\n")], {})
    assert [row.sites for row in read.rows] == [("vote-tull.example",), ()]
    assert not read.skipped
    assert ParsedRow.from_json(read.rows[0].as_json()) == read.rows[0]


def test_a_post_that_links_to_a_candidates_site_is_told(writer: Person) -> None:
    assert "link_campaign" not in codes("Read https://vote-tull.example/plan today.", writer)
    version = imported(TULL + ROE)
    assert "link_campaign" in codes("Read https://vote-tull.example/plan today.", writer)
    assert "link_campaign" in codes("Read https://roe.example/2026/plan today.", writer)
    assert "link_campaign" not in codes("Read https://roe.example/news today.", writer)
    record = Record.objects.get(kind="register/imported")
    assert record.subject == version.register.subject and b'"campaign_sites":2' in bytes(record.payload or b"")


def test_a_register_imported_anew_takes_the_place_of_its_own_sites_and_of_no_others(writer: Person) -> None:
    campaigns.put_on_list(by=writer, at=factories.at(), site="typed.example", why="He runs.")
    imported("Cy Poe,Clerk,2026,poe.example\n", name="Pike candidates")
    imported(TULL + ROE)
    imported(ROE, day=21)
    assert standing() == ["poe.example", "roe.example/2026"]
    assert CandidateSite.objects.get(site="roe.example/2026").as_of == date(2026, 11, 21)
    there = ["https://typed.example/", "https://poe.example/", "https://roe.example/2026"]
    assert campaigns.on_list([*there, "https://vote-tull.example/"]) == frozenset(there)
    before = edition()
    imported(ROE, day=22)
    assert edition() == before, "the same sites again: no live link has to be judged for that"


@pytest.mark.parametrize(
    ("site", "why"),
    [
        ("call me", "line 3: the web site “call me” is no web address"),
        ("https://facebook.com/", "line 3: the web site facebook.com is not the campaign’s alone"),
        ("https://www.sos.ms.gov/candidates", "line 3: the web site sos.ms.gov/candidates is a government’s"),
        ("http://[::1", "line 3: the web site “http://[::1” is no web address"),
    ],
)
def test_a_site_that_cannot_be_held_is_told_by_its_line_and_the_candidate_stays(
    agency: Agency, site: str, why: str
) -> None:
    version = imported(f"{TULL}Ben Roe,Sheriff,2026,{site}\n")
    assert standing() == ["vote-tull.example"]
    assert RegisterRow.objects.filter(until=None).count() == 2
    [[file, line, said]] = version.skipped
    assert f"line {line}: {said}".startswith(why) and file == "list.csv"
    assert "the candidate is taken without it" in said


def test_a_page_on_a_network_is_one_campaigns_own(agency: Agency) -> None:
    imported("Ben Roe,Sheriff,2026,https://www.facebook.com/RoeForSheriff\n")
    assert standing() == ["facebook.com/roeforsheriff"]


def test_what_could_not_be_read_this_time_has_not_gone(agency: Agency) -> None:
    imported(TULL + ROE)
    imported("Ada Tull,Mayor,2026,call me\nBen Roe,Sheriff,2026,roe.example/2026\n", day=21)
    assert standing() == ["roe.example/2026", "vote-tull.example"]
    imported("Ada Tull,Mayor,2026,\nBen Roe,Sheriff,2026,roe.example/2026\n", day=22)
    assert standing() == ["roe.example/2026"]


def test_an_import_that_fails_leaves_the_sites_as_they_were(agency: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    imported(TULL)

    def broken(*args: object, **more: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("masthead.following.imports.append", broken)
    with pytest.raises(RuntimeError):
        imported(ROE, day=21)
    assert append and standing() == ["vote-tull.example"]


def test_a_live_link_is_told_when_a_register_has_its_site_and_no_more_when_it_has_not(
    writer: Person, settings: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    monkeypatch.setattr(judge_live_links, "now", lambda: factories.at(hours=4))
    url = "https://vote-tull.example/hours"
    page = Fetched("ok", 200, url, hops=((url, 200),), title="Hours", excerpt="The reading room opens at nine.")
    watched.published(writer, url, page)
    watch_links.note_arrivals(by=Worker(), at=factories.at(hours=3))
    judge_live_links.run.func()
    imported(TULL)
    judge_live_links.run.func()
    told = LinkFinding.objects.get()
    assert (told.kind, told.state) == ("campaign", "open")
    assert "Ada Tull, who runs for Mayor 2026" in told.why
    assert "register “Okatoma candidates” of November 20, 2026, list.csv, line 2" in told.why
    imported(ROE, day=21)
    judge_live_links.run.func()
    assert [one.state for one in LinkFinding.objects.all()] == ["passed"]


def test_the_page_of_campaign_sites_tells_where_each_comes_from(writer: Person) -> None:
    client = factories.client_for(writer)
    assert "registers of candidates (" not in client.get("/desk/links/campaigns").content.decode()
    imported(TULL)
    assert "registers of candidates (1)" in client.get("/desk/links/campaigns").content.decode()
    page = client.get("/desk/links/campaigns?registers=1").content.decode()
    for said in (
        "vote-tull.example",
        "Ada Tull",
        "Mayor 2026",
        "Okatoma candidates of November 20, 2026",
        "list.csv, line 2",
    ):
        assert said in page
    assert "Take it off" not in page
