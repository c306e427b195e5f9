"""The Links pages: a refusal stands beside its box, later looks are shown, campaign sites are listed and struck."""

from __future__ import annotations

import pytest
from django.test import Client

import factories
from masthead.agencies.actors import Worker
from masthead.agencies.models import Person
from masthead.agencies.rights import Role
from masthead.links import look_again, research, sign
from masthead.links.certificate import Certificate
from masthead.links.facts import link_facts
from masthead.links.fetch import Fetched
from masthead.links.models import CampaignSite, Dossier

pytestmark = pytest.mark.django_db
LINK = "https://library.example/hours"


@pytest.fixture
def writer(agency: object) -> Person:
    return factories.person(Role.COMMUNICATOR)


@pytest.fixture
def client(writer: Person) -> Client:
    return factories.client_for(writer)


def researched(writer: Person, fetched: Fetched) -> Dossier:
    dossier = research.ask(by=writer, at=factories.at(), url=LINK)
    return research.write_down(by=Worker(), at=factories.at(1), dossier=dossier, fetched=fetched)


def test_a_refused_signature_is_told_at_its_box_and_what_was_written_stays(client: Client, writer: Person) -> None:
    dossier = researched(writer, Fetched("blocked", 403, LINK))
    answer = client.post(f"/desk/links/{dossier.id}/sign", {"remark": " "})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_remark-error"' in page or "id_remark_error" in page or 'aria-invalid="true"' in page
    assert page.count("Open it, and write what you saw.") >= 2, "in the summary and beside the box"
    assert client.post(f"/desk/links/{dossier.id}/sign", {"remark": "The form."}).status_code == 302
    assert Dossier.objects.get().signed_by == writer


def test_a_dead_link_cannot_be_signed_and_says_so(client: Client, writer: Person) -> None:
    dossier = researched(writer, Fetched("dead", 404, LINK))
    answer = client.post(f"/desk/links/{dossier.id}/sign", {"remark": "I want to."})
    assert answer.status_code == 422
    assert Dossier.objects.get().signed_by is None


def test_the_certificate_is_told_in_plain_words(client: Client, writer: Person) -> None:
    kept = Certificate(
        "library.example",
        refused="other_host",
        issuer="Okatoma Trust",
        names=("www.shop.example", "shop.example"),
        more_names=3,
        valid_from="2026-10-01T00:00:00+00:00",
        valid_until="2027-01-01T12:00:00+00:00",
        sha256="0" * 64,
    )
    dossier = researched(writer, Fetched("blocked", final_url=LINK, certificates=(kept,), trouble="No."))
    page = " ".join(client.get(f"/desk/links/{dossier.id}").content.decode().split())
    assert "Not accepted: its certificate is for another site." in page
    for said in ("Okatoma Trust", "www.shop.example, shop.example and 3 more", "January 1, 2027"):
        assert said in page
    assert "link to another page, or ask its owner to mend it" in page, "what the check advises stands there too"


def test_an_empty_list_says_what_is_not_there_and_offers_only_what_this_person_may(
    client: Client, writer: Person
) -> None:
    assert "any address can be researched here too" in client.get("/desk/links/").content.decode()
    reader = factories.client_for(factories.person(Role.MODERATOR)).get("/desk/links/").content.decode()
    assert "No dossiers yet" in reader
    assert "researched here too" not in reader
    assert "nobody has signed" not in reader, "there is nothing to narrow"
    dossier = researched(writer, Fetched("ok", 200, LINK, title="Hours"))
    assert "Show only those nobody has signed" in client.get("/desk/links/").content.decode()
    sign.sign(by=writer, at=factories.at(2), dossier=dossier)
    unsigned = client.get("/desk/links/?unsigned=1").content.decode()
    assert "None waits for a signature" in unsigned
    assert "Show all" in unsigned


def test_an_address_that_is_none_is_told_at_its_box(client: Client) -> None:
    for given in ("", "no address", "https://a.example/ https://b.example/"):
        answer = client.post("/desk/links/research", {"url": given})
        assert (answer.status_code, Dossier.objects.count()) == (422, 0)
        assert 'aria-invalid="true"' in answer.content.decode()


def test_what_a_later_look_found_is_shown_and_the_link_can_be_researched_again(client: Client, writer: Person) -> None:
    dossier = researched(writer, Fetched("ok", 200, LINK, title="Hours"))
    sign.sign(by=writer, at=factories.at(2), dossier=dossier)
    moved = Fetched("ok", 200, "https://shop.example/", title="Shop")
    look_again.note(by=Worker(), at=factories.at(3), dossier=dossier, fetched=moved)
    page = client.get(f"/desk/links/{dossier.id}").content.decode()
    assert "it now leads to https://shop.example/" in page
    assert "Changed since" in page and "Changed since" in client.get("/desk/links/").content.decode()
    assert "Research it again" in page
    client.post("/desk/links/research", {"url": LINK})
    assert "the newest dossier counts" in client.get(f"/desk/links/{dossier.id}").content.decode()


def test_a_campaign_site_is_listed_by_a_writer_and_struck_by_an_approver(client: Client, writer: Person) -> None:
    assert "No campaign sites listed" in client.get("/desk/links/campaigns").content.decode()
    refused = client.post("/desk/links/campaigns/list", {"site": "no site", "why": "She runs."})
    assert refused.status_code == 422 and "vote-tull.example" in refused.content.decode()
    client.post("/desk/links/campaigns/list", {"site": "https://www.Vote-Tull.example/", "why": "She runs."})
    listed = CampaignSite.objects.get()
    page = client.get("/desk/links/campaigns").content.decode()
    assert "vote-tull.example" in page and "Take it off" not in page
    strike = f"/desk/links/campaigns/{listed.pk}/strike"
    assert client.post(strike, {"why": "She lost."}).status_code == 403
    approver = factories.client_for(factories.person(Role.APPROVER))
    approver.post(strike, {"why": ""})
    assert CampaignSite.objects.get().struck_at is None
    approver.post(strike, {"why": "She lost."})
    assert CampaignSite.objects.get().struck_at is not None


def test_whoever_is_about_to_sign_is_told_what_speaks_against_the_page(client: Client, writer: Person) -> None:
    words = "Tull for Mayor. Paid for by Friends of Ardith Tull."
    told = researched(writer, Fetched("ok", 200, LINK, title="Ardith Tull", language="en", excerpt=words))
    page = client.get(f"/desk/links/{told.pk}").content.decode()
    assert "campaign" in page and "“Paid for by Friends of”" in page and "Presence 5" in page
    [facts] = link_facts(f"Read on: {LINK}")
    assert facts.page == f"Ardith Tull. {words}"


def test_a_page_in_another_language_is_left_to_whoever_reads_it(client: Client, writer: Person) -> None:
    words = "Paid for by Friends of Ardith Tull."
    told = researched(writer, Fetched("ok", 200, LINK, title="Ardith Tull", language="de", excerpt=words))
    assert "“Paid for by" not in client.get(f"/desk/links/{told.pk}").content.decode()
    [facts] = link_facts(f"Read on: {LINK}")
    assert facts.page == ""


def test_what_was_not_read_of_a_page_and_the_way_there_stand_in_the_dossier(client: Client, writer: Person) -> None:
    hops = (("https://library.example/hours", 200), ("https://library.example/hours.pdf", 200))
    found = Fetched("ok", 200, hops[-1][0], hops=hops, secure=True, trouble="It is a PDF file, and so on.")
    page = client.get(f"/desk/links/{researched(writer, found).id}").content.decode()
    assert "200, secure. It is a PDF file, and so on." in page
    assert all(f"{address} → 200" in page for address, _ in hops)


def test_a_long_page_is_shown_short_and_whole_when_it_is_opened(client: Client, writer: Person) -> None:
    long = researched(writer, Fetched("ok", 200, LINK, excerpt="Read on. " * 400 + "The end of it."))
    page = client.get(f"/desk/links/{long.id}").content.decode()
    shown, _, folded = page.partition("All that was read of it")
    assert "The end of it." not in shown and "The end of it." in folded


def test_where_a_script_leads_is_held_against_the_list_and_a_host_in_disguise_is_told(
    client: Client, writer: Person
) -> None:
    client.post("/desk/links/campaigns/list", {"site": "vote-tull.example", "why": "Says so."})
    dossier = researched(
        writer, Fetched("blocked", 200, "https://vote-tull.example/", hops=((LINK, 200),), trouble="By a script.")
    )
    assert link_facts(f"Read {LINK}")[0].state == "campaign_site"
    other = research.ask(by=writer, at=factories.at(), url="https://p\u0430ypal.example/")
    research.write_down(by=Worker(), at=factories.at(1), dossier=other, fetched=Fetched("ok", 200, other.link.url))
    page = client.get(f"/desk/links/{other.id}").content.decode()
    assert "mixes Cyrillic and Latin letters" in page and dossier.trouble == "By a script."


def test_a_site_listed_in_one_spelling_is_found_in_the_other(client: Client, writer: Person) -> None:
    client.post("/desk/links/campaigns/list", {"site": "müller-wählen.example", "why": "He runs."})
    spelled = CampaignSite.objects.get().site
    assert spelled.isascii()
    for address in ("https://müller-wählen.example/", f"https://{spelled}/a", "müller-wählen.example"):
        assert [facts.state for facts in link_facts(f"See {address} now")] == ["campaign_site"]
