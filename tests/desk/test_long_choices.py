"""Hundreds of presences, people or programs: pages show some, the rest is found or paged, and nothing is lost."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

import factories
from masthead.agencies.models import Agency, Bureau, Commitment, Person
from masthead.agencies.rights import Role
from masthead.desk.presence_choices import OFFERED
from masthead.presences.models import Presence, PresenceNote
from masthead.publishing import draft as drafting
from masthead.publishing.facts import load
from masthead.publishing.models import Draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer(agency: Agency) -> Person:
    return factories.person(Role.COMMUNICATOR)


@pytest.fixture
def presences(writer: Person) -> list[Presence]:
    return [
        Presence.objects.create(
            channel="noticeboard",
            name=f"MLC Branch {number:03}",
            handle=f"branch-{number}",
            state="live",
            run_by=writer,
            proposed_by=writer,
            proposed_at=factories.at(),
        )
        for number in range(OFFERED + 30)
    ]


@pytest.fixture
def draft(writer: Person, presences: list[Presence]) -> Draft:
    """For the two presences that come last by name."""
    wording = drafting.Wording(title="A post", text="The library is open.", presences=presences[-2:])
    return drafting.start(by=writer, at=factories.at(), wording=wording)


def offered(page: str) -> dict[str, bool]:
    """Ids of the presences that the page offers, and whether each is chosen."""
    boxes = re.findall(r'name="presences" id="[^"]*" value="([^"]*)"[^>]*?( checked)?>', page)
    return {key: bool(checked) for key, checked in boxes}


def test_the_chosen_are_shown_and_a_few_more(writer: Person, presences: list[Presence], draft: Draft) -> None:
    page = factories.client_for(writer).get(f"/desk/drafts/{draft.pk}").content.decode()
    shown = offered(page)
    assert len(shown) == OFFERED + 2
    assert {key for key, chosen in shown.items() if chosen} == {str(one.pk) for one in presences[-2:]}
    assert "28 presences are not shown here" in page


def test_finding_one_by_name_saves_what_was_written(writer: Person, presences: list[Presence], draft: Draft) -> None:
    client = factories.client_for(writer)
    sent = {
        "title": "A post",
        "text": "The library opens at nine.",
        "presences": [str(presences[-1].pk)],
        "revision": draft.revision,
        "find": "branch 030",
        "do": "find",
    }
    page = client.post(f"/desk/drafts/{draft.pk}", sent, follow=True).content.decode()
    assert load(draft.pk).text == "The library opens at nine."
    assert offered(page) == {str(presences[-1].pk): True, str(presences[30].pk): False}
    assert "1 more bears “branch 030” in the name" in page
    sent |= {"presences": list(offered(page)), "revision": load(draft.pk).revision, "do": "save", "find": ""}
    client.post(f"/desk/drafts/{draft.pk}", sent)
    assert {row.presence_id for row in load(draft.pk).variants.all()} == {presences[-1].pk, presences[30].pk}


def test_a_name_that_nothing_bears_is_said(writer: Person, draft: Draft) -> None:
    page = factories.client_for(writer).get(f"/desk/drafts/{draft.pk}?find=giraffe").content.decode()
    assert "No other presence bears “giraffe”" in page and len(offered(page)) == 2


def test_where_there_are_few_nothing_is_looked_for(writer: Person) -> None:
    made = drafting.start(by=writer, at=factories.at(), wording=drafting.Wording(title="A post", text="Words."))
    assert "Find a presence" not in factories.client_for(writer).get(f"/desk/drafts/{made.pk}").content.decode()


def test_a_new_draft_keeps_what_was_chosen_when_it_is_refused(writer: Person, presences: list[Presence]) -> None:
    client = factories.client_for(writer)
    assert "30 more can be found by name on the next page" in client.get("/desk/drafts/new").content.decode()
    page = client.post("/desk/drafts/new", {"title": "", "presences": [str(presences[-1].pk), "x"]}).content.decode()
    assert offered(page)[str(presences[-1].pk)] and len(offered(page)) == OFFERED + 1


@pytest.mark.parametrize("name", ["people", "commitments", "bureaus"])
def test_long_lists_of_an_administrator_have_pages(agency: Agency, name: str) -> None:
    client: Client = factories.client_for(factories.person(Role.ADMINISTRATOR, Role.POLICY_OWNER, Role.DIRECTOR))
    for number in range(60):
        factories.person(name=f"Reader {number:03}") if name == "people" else None
        Commitment.objects.create(name=f"Program {number:03}")
        Bureau.objects.create(name=f"Bureau {number:03}")
    address = reverse(f"desk:{name}")
    page = client.get(address).content.decode()
    word = {"people": "Reader", "commitments": "Program", "bureaus": "Bureau"}[name]
    rows = re.compile(rf">{word} \d{{3}}<(?!/option)")
    first = set(rows.findall(page))
    older = re.search(r'href="\?(before=[^"]*)"', page)
    assert len(first) == 50 and older
    second = set(rows.findall(client.get(f"{address}?{older[1]}").content.decode()))
    assert len(first | second) == 60 and not first & second


def test_a_person_is_found_by_name_or_address(agency: Agency) -> None:
    client = factories.client_for(factories.person(Role.ADMINISTRATOR))
    factories.person(name="Orla Pym")
    page = client.get("/desk/people/?find=pym").content.decode()
    assert "Orla Pym" in page and "Petra Lindqvist</a>" not in page
    assert "Nobody bears “giraffe”" in client.get("/desk/people/?find=giraffe").content.decode()


def test_a_long_discussion_shows_its_latest_turns_and_can_still_be_decided(agency: Agency, writer: Person) -> None:
    proposed = Presence.objects.create(
        channel="noticeboard",
        name="MLC News",
        state="in_discussion",
        run_by=writer,
        proposed_by=writer,
        proposed_at=factories.at(),
    )
    for number in range(45):
        PresenceNote.objects.create(presence=proposed, by=writer, text=f"Turn {number:02}", at=factories.at(number))
    page = factories.client_for(factories.person(Role.DIRECTOR)).get(f"/desk/presences/{proposed.pk}").content.decode()
    assert "Turn 44" in page and "Turn 04" not in page and "The latest 40 of 45" in page
    assert 'name="seen" value="45"' in page
