"""Presences, pictures, links, approvals and the stop, as their pages answer without a browser."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import factories
from masthead.agencies.models import Agency, Commitment, Person
from masthead.agencies.rights import Role
from masthead.kernel.clock import now
from masthead.links import research
from masthead.links.fetch import Fetched
from masthead.media import decode, depict, upload
from masthead.media.models import Asset, Depiction, Permission
from masthead.outbox.stop import current_stop
from masthead.presences.models import Connection, Presence
from masthead.publishing import approve
from masthead.publishing import draft as drafting
from masthead.publishing.models import Approval, Draft

pytestmark = pytest.mark.django_db
STORYTIME = Path(__file__).parent.parent / "data" / "pictures" / "storytime.jpg"


@pytest.fixture
def writer(agency: object) -> Person:
    return factories.person(Role.COMMUNICATOR)


@pytest.fixture
def client(writer: Person) -> Client:
    return factories.client_for(writer)


@pytest.fixture
def picture(writer: Person) -> Asset:
    return upload.upload(by=writer, at=now(), picture=decode.decode(STORYTIME.read_bytes()), name="storytime.jpg")


@pytest.fixture
def presence(writer: Person) -> Presence:
    made = Presence.objects.create(
        channel="noticeboard",
        name="Mississippi Library Commission News",
        purpose="News",
        audience="Everyone",
        why_channel="Ours",
        run_by=writer,
        proposed_by=writer,
        proposed_at=now(),
        state="live",
    )
    Connection.objects.create(presence=made, connected_at=now(), connected_by=writer.actor_id)
    return made


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_each_person_in_a_picture_has_a_form_with_its_own_ids(client: Client, picture: Asset, writer: Person) -> None:
    for name in ("M. L.", "Juniper Vale"):
        depict.list_person(by=writer, at=now(), asset=picture, kind="adult", name=name)
    ids = re.findall(r'\sid="([^"]+)"', shown(client, f"/desk/media/{picture.id}"))
    assert len(ids) == len(set(ids))


def test_a_form_that_lacks_something_comes_back_open_with_what_was_typed(
    client: Client, picture: Asset, writer: Person
) -> None:
    depict.list_person(by=writer, at=now(), asset=picture, kind="child", name="M. L.")
    child = Depiction.objects.get()
    sent = {"signer": "Ada Linwood", "guardian": "on", "purpose": "The kick-off", "signed_on": "2026-11-20"}
    address = f"/desk/media/{picture.id}/people/{child.id}/permit"
    answer = client.post(address, sent)
    assert answer.status_code == 422
    assert "Ada Linwood" in answer.content.decode()
    scan = SimpleUploadedFile("form.jpg", STORYTIME.read_bytes(), "image/jpeg")
    answer = client.post(address, {**sent, "relation": "mother", "form": scan}, follow=True)
    assert "Guardian signed" in answer.content.decode()
    assert Permission.objects.get().signed_by == "Ada Linwood"


def test_discarded_drafts_are_listed_for_whoever_asks_for_them(client: Client, writer: Person) -> None:
    made = drafting.start(by=writer, at=now(), wording=drafting.Wording(title="An idea given up", text=""))
    drafting.discard(by=writer, at=now(), draft=made, reason="")
    assert "An idea given up" not in shown(client, "/desk/drafts/")
    assert "An idea given up" in shown(client, "/desk/drafts/?state=discarded")


def test_an_employee_sees_presences_and_is_offered_nothing_they_may_not_do(agency: object) -> None:
    page = shown(factories.client_for(factories.person()), "/desk/presences/")
    assert "/desk/presences/propose" not in page


def test_a_proposal_names_who_lists_programs_where_none_is_listed(client: Client) -> None:
    assert "An administrator or the Executive Director lists them first." in shown(client, "/desk/presences/propose")
    Commitment.objects.create(name="Summer Library Program")
    assert "lists them first" not in shown(client, "/desk/presences/propose")


def test_a_presence_says_in_words_what_its_channel_allows(client: Client, presence: Presence) -> None:
    page = shown(client, f"/desk/presences/{presence.id}")
    assert "Take a post down: within limits" in page
    assert "Remove comments: yes" in page
    assert "conditional" not in page


def test_links_ask_again_by_themselves_only_while_one_is_being_fetched(client: Client, writer: Person) -> None:
    dossier = research.ask(by=writer, at=now(), url="https://mlc.example/summer")
    for address in ("/desk/links/", f"/desk/links/{dossier.id}"):
        assert "hx-trigger" in shown(client, address)
    research.write_down(by=writer, at=now(), dossier=dossier, fetched=Fetched("ok", 200, "https://mlc.example/summer"))
    for address in ("/desk/links/", f"/desk/links/{dossier.id}"):
        assert "hx-trigger" not in shown(client, address)


def test_an_approver_is_told_what_blocks_since_approval_was_asked_for(writer: Person, presence: Presence) -> None:
    wording = drafting.Wording(
        title="Kick-off",
        text="Summer starts this week.",
        audience="Families",
        commitment=Commitment.objects.create(name="Summer Library Program"),
        presences=[presence],
    )
    made = drafting.start(by=writer, at=now(), wording=wording)
    asked = approve.ask(by=writer, at=now(), draft=made)
    client = factories.client_for(factories.person(Role.APPROVER))
    assert "in the way since" not in shown(client, f"/desk/approvals/{asked.id}")
    Presence.objects.update(state="paused")
    assert "1 thing stands in the way since it was asked" in shown(client, f"/desk/approvals/{asked.id}")


def test_the_stop_is_pulled_with_a_reason_and_seen_by_everybody(client: Client) -> None:
    approver = factories.client_for(factories.person(Role.APPROVER))
    assert client.post("/desk/stop", {"why": "A storm is coming."}).status_code == 403
    approver.post("/desk/stop", {"why": ""})
    assert current_stop() is None
    approver.post("/desk/stop", {"why": "A storm is coming."})
    assert "A storm is coming." in shown(client, "/desk/drafts/")
    approver.post("/desk/resume", {"why": "It passed."})
    assert "A storm is coming." not in shown(client, "/desk/drafts/")


def test_the_hour_is_asked_for_in_words(writer: Person, client: Client, presence: Presence) -> None:
    made = drafting.start(
        by=writer, at=now(), wording=drafting.Wording(title="Kick-off", text="Soon.", presences=[presence])
    )
    Draft.objects.update(state="approved", last_edit=now() - timedelta(days=1))
    decided = {"outcome": "approved", "decided_by": factories.person(Role.APPROVER), "decided_at": now()}
    Approval.objects.create(draft=made, content_hash="0", revision=1, asked_by=writer, asked_at=now(), **decided)
    address = f"/desk/drafts/{made.id}/schedule"
    assert "Give the day and the hour" in client.post(address, {}, follow=True).content.decode()
    assert "such as 12/01/2026" in client.post(address, {"day": "soon"}, follow=True).content.decode()


def test_an_hour_that_comes_twice_is_asked_about_and_only_then(
    writer: Person, client: Client, presence: Presence, agency: Agency
) -> None:
    made = drafting.start(
        by=writer, at=now(), wording=drafting.Wording(title="Kick-off", text="Soon.", presences=[presence])
    )
    Draft.objects.update(state="approved", last_edit=now() - timedelta(days=1))
    decided = {"outcome": "approved", "decided_by": factories.person(Role.APPROVER), "decided_at": now()}
    Approval.objects.create(draft=made, content_hash="0", revision=1, asked_by=writer, asked_at=now(), **decided)
    page, twice = f"/desk/drafts/{made.id}", {"day": "2036-11-02", "hour": "01:30"}
    assert "comes twice" not in shown(client, page)
    assert "comes twice" not in shown(client, f"{page}?day=2036-11-03&hour=01:30")
    asked = client.post(f"{page}/schedule", twice, follow=True).content.decode()
    assert "Choose which of the two you mean" in asked
    assert 'name="second"' in asked
    assert 'value="2036-11-02"' in asked
    told = client.post(f"{page}/schedule", {**twice, "second": "yes"}, follow=True).content.decode()
    assert "Choose which of the two you mean" not in told
