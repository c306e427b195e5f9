"""The composer's answers, without a browser: what is saved, what is refused, how often the database is asked."""

from __future__ import annotations

import re
import statistics
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import factories
from masthead.agencies.models import Commitment, Person
from masthead.agencies.rights import Role
from masthead.kernel.clock import now
from masthead.links import research
from masthead.links.fetch import Fetched
from masthead.links.models import Dossier
from masthead.outbox.models import Delivery
from masthead.presences.models import Connection, Presence
from masthead.publishing import approve, restore, schedule
from masthead.publishing import draft as drafting
from masthead.publishing.content import content_of, hash_of
from masthead.publishing.facts import load
from masthead.publishing.models import Approval, Draft
from masthead.records.models import Record

pytestmark = pytest.mark.django_db
WORDS = "Summer at your library starts this week. Thanks to everyone who came to the kick-off."


@pytest.fixture
def writer(agency: object) -> Person:
    return factories.person(Role.COMMUNICATOR)


@pytest.fixture
def client(writer: Person) -> Client:
    return factories.client_for(writer)


def presence(by: Person, name: str = "Mississippi Library Commission News") -> Presence:
    made = Presence.objects.create(
        channel="noticeboard",
        name=name,
        purpose="News",
        audience="Everyone",
        why_channel="Ours",
        run_by=by,
        proposed_by=by,
        proposed_at=now(),
        state="live",
    )
    Connection.objects.create(presence=made, connected_at=now(), connected_by=by.actor_id)
    return made


@pytest.fixture
def draft(writer: Person) -> Draft:
    wording = drafting.Wording(
        title="Kick-off",
        text=WORDS,
        audience="Families, statewide",
        commitment=Commitment.objects.create(name="Summer Library Program"),
        presences=[presence(writer)],
    )
    return drafting.start(by=writer, at=factories.at(), wording=wording)


def form_of(draft: Draft, **changed: str) -> dict[str, object]:
    """What the composer's page sends when nothing but `changed` was touched."""
    return {
        "title": draft.title,
        "text": draft.text,
        "audience": draft.audience,
        "commitment": str(draft.commitment_id),
        "presences": [str(variant.presence_id) for variant in draft.variants.all()],
        "revision": str(draft.revision),
        **changed,
    }


def save(client: Client, draft: Draft, **changed: str) -> tuple[str, bool]:
    """(what the line beside the title says, whether the page was told that it is kept)."""
    answer = client.post(f"/desk/drafts/{draft.id}/save", form_of(draft, **changed))
    assert answer.status_code == 200
    return answer.content.decode(), answer.headers.get("HX-Trigger") == "masthead:kept"


def test_saving_by_itself_makes_a_revision_only_of_something_new(client: Client, draft: Draft) -> None:
    before = Record.objects.count()
    said, kept = save(client, draft)
    assert kept
    assert "Revision 1" in said
    assert Record.objects.count() == before
    said, kept = save(client, draft, text="Other words.")
    assert kept
    assert "Revision 2" in said
    assert 'value="2"' in said


@pytest.mark.parametrize("state", ["asked", "approved"])
def test_saving_by_itself_never_overtakes_an_approval(client: Client, draft: Draft, state: str) -> None:
    Draft.objects.update(state=state)
    said, kept = save(client, draft, text="Other words.")
    assert not kept
    assert "approval would have to be asked for again" in said
    draft.refresh_from_db()
    assert (draft.text, draft.state) == (WORDS, state)


def test_saving_without_a_title_says_so_and_keeps_nothing(client: Client, draft: Draft) -> None:
    said, kept = save(client, draft, title="", text="Other words.")
    assert not kept
    assert "Not saved" in said


def test_a_return_stays_in_sight_while_its_author_mends_it(client: Client, draft: Draft, writer: Person) -> None:
    asked = approve.ask(by=writer, at=factories.at(1), draft=draft)
    approve.send_back(by=factories.person(Role.APPROVER), at=factories.at(2), approval=asked, reason="Say where.")
    draft.refresh_from_db()
    assert save(client, draft, text=f"{WORDS} In Jackson.")[1]
    page = client.get(f"/desk/drafts/{draft.id}").content.decode()
    assert "Say where." in page


def test_undo_and_history_bring_words_back_as_a_new_revision(client: Client, draft: Draft, writer: Person) -> None:
    first = restore.wording_of(draft.revisions.get())
    other = presence(writer, "Mississippi Library Commission Events")
    own = {other.pk: "Come to an event."}
    second = replace(first, title="Other", audience="", presences=[*first.presences, other], texts=own)
    drafting.revise(by=writer, at=factories.at(1), draft=draft, wording=replace(second, text="Soon."))
    draft.refresh_from_db()
    page = client.get(f"/desk/drafts/{draft.id}/history").content.decode()
    assert "Mississippi Library Commission Events was added." in page
    assert "The title was “Kick-off”." in page
    client.post(f"/desk/drafts/{draft.id}", form_of(draft, do="undo", **{f"text:{other.pk}": "Come to an event."}))
    draft = load(draft.pk)
    assert (draft.revision, draft.title, draft.text, draft.audience) == (3, "Kick-off", WORDS, "Families, statewide")
    client.post(f"/desk/drafts/{draft.id}/restore", {"revision": "2"})
    draft = load(draft.pk)
    assert (draft.revision, draft.text) == (4, "Soon.")
    assert {variant.presence.name: variant.text for variant in draft.variants.all()} == {
        "Mississippi Library Commission News": "",
        "Mississippi Library Commission Events": "Come to an event.",
    }


@pytest.mark.parametrize("number", ["", "0", "99", "-1", "1e3", "9" * 30])
def test_a_revision_that_does_not_exist_is_refused_in_words(client: Client, draft: Draft, number: str) -> None:
    answer = client.post(f"/desk/drafts/{draft.id}/restore", {"revision": number}, follow=True)
    assert "There is no such revision." in answer.content.decode()
    assert client.get(f"/desk/drafts/{draft.id}/history", {"revision": number}).status_code == 200


def test_a_link_that_is_still_being_fetched_is_answered_with_nothing_new(client: Client, draft: Draft) -> None:
    link = "https://mlc.example/summer"
    dossier = research.ask(by=draft.author, at=factories.at(), url=link)
    address, sent = f"/desk/drafts/{draft.id}/findings", {"text": f"See {link}", "waiting": str(dossier.id)}
    assert client.post(address, sent).status_code == 204
    found = Fetched("ok", 200, link, title="Summer")
    research.write_down(by=draft.author, at=factories.at(1), dossier=dossier, fetched=found)
    answer = client.post(address, sent)
    assert "Summer" in answer.content.decode()
    assert client.post(address, {"text": "", "waiting": "no id"}).status_code == 200
    assert Dossier.objects.count() == 1


def test_a_signature_that_wants_a_remark_is_told_so_at_its_box(client: Client, draft: Draft) -> None:
    link = "https://mlc.example/summer"
    dossier = research.ask(by=draft.author, at=factories.at(), url=link)
    research.write_down(by=draft.author, at=factories.at(1), dossier=dossier, fetched=Fetched("blocked", 403, link))
    sent = form_of(draft, text=f"{WORDS} See {link}", do=f"sign:{dossier.id}")
    page = client.post(f"/desk/drafts/{draft.id}", sent, follow=True).content.decode()
    box = page[page.index(f'id="remark-{dossier.id}"') :][:400]
    assert 'aria-invalid="true"' in box and f"remark-{dossier.id}-error" in box
    assert "Write it here, then sign." in page
    said = form_of(draft, text=f"{WORDS} See {link}", do=f"sign:{dossier.id}") | {
        f"remark:{dossier.id}": "The summer program.",
        "revision": "2",
    }
    client.post(f"/desk/drafts/{draft.id}", said)
    assert Dossier.objects.get().remark == "The summer program."


def test_what_stands_in_a_deliverys_way_is_shown_with_its_cure(client: Client, draft: Draft, writer: Person) -> None:
    delivery = scheduled(draft, writer)
    page = client.get(f"/desk/drafts/{draft.id}").content.decode()
    assert "Published" not in page
    Delivery.objects.update(error="The channel is busy.", cure="Nothing to do: it is tried again.", attempts=2)
    page = client.get(f"/desk/drafts/{draft.id}/deliveries").content.decode()
    assert "The channel is busy. Nothing to do: it is tried again." in page
    assert "Tried 2 times" in page
    Delivery.objects.update(state="rejected", error="Too long.", cure="Shorten it.")
    page = client.get(f"/desk/drafts/{draft.id}/deliveries").content.decode()
    assert "Nothing was published" in page
    client.post(f"/desk/publications/{delivery.subject.partition(':')[2]}/take-back", {"reason": "To shorten it."})
    draft.refresh_from_db()
    assert draft.state == "approved"


def scheduled(draft: Draft, writer: Person) -> Delivery:
    asked = approve.ask(by=writer, at=now(), draft=draft)
    digest = hash_of(content_of(load(draft.pk)))
    approve.approve(by=factories.person(Role.APPROVER), at=now(), approval=asked, content_hash=digest)
    assert Approval.objects.get().outcome == "approved"
    schedule.schedule(by=writer, at=now(), draft=draft, leaves_at=now() + timedelta(hours=9))
    return Delivery.objects.get()


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as counted:
        assert client.get(address).status_code == 200
    return len(counted)


@pytest.mark.parametrize("address", ["/desk/drafts/", "/desk/approvals/?outcome=all", "/desk/presences/"])
def test_a_list_asks_the_database_no_more_often_when_it_is_longer(client: Client, writer: Person, address: str) -> None:
    if address.startswith("/desk/approvals"):
        client = factories.client_for(factories.person(Role.APPROVER))

    def add(number: int) -> None:
        shown = presence(writer, f"Mississippi Library Commission {number}")
        wording = drafting.Wording(title=f"Post {number}", text=WORDS, presences=[shown])
        made = drafting.start(by=writer, at=factories.at(), wording=wording)
        Approval.objects.create(draft=made, content_hash="0", revision=1, asked_by=writer, asked_at=factories.at())

    add(0)
    few = queries(client, address)
    for number in range(1, 12):
        add(number)
    assert queries(client, address) == few


def test_the_composer_asks_the_database_no_more_often_for_a_longer_history(
    client: Client, draft: Draft, writer: Person
) -> None:
    for address in (f"/desk/drafts/{draft.id}", f"/desk/drafts/{draft.id}/history"):
        save(client, load(draft.pk), text=f"{WORDS} Once for {address}.")
        few = queries(client, address)
        for number in range(8):
            save(client, load(draft.pk), text=f"{WORDS} Again {number}.")
        assert queries(client, address) <= few


def test_findings_come_while_one_types(client: Client, draft: Draft) -> None:
    """Nothing is done anew for each word: half the answers cost less work than the pause the page waits for anyway.

    How long people wait on a quiet machine is measured by `bench/pages.py`.
    """
    address = f"/desk/drafts/{draft.id}/findings"
    client.post(address, {"text": WORDS})
    took = []
    for number in range(20):
        begun = time.thread_time()
        assert client.post(address, {"text": f"{WORDS} Word {number} of it, teh last."}).status_code == 200
        took.append(time.thread_time() - begun)
    print(f"findings: p50 {statistics.median(took) * 1000:.0f} ms, p95 {sorted(took)[18] * 1000:.0f} ms")
    assert statistics.median(took) < 0.3


def test_whatever_is_missing_is_listed_or_one_press_away(client: Client, draft: Draft) -> None:
    links = " ".join(f"https://shelf{number}.example/" for number in range(9))
    Draft.objects.update(text=f"{WORDS} {links}")
    page = client.get(f"/desk/drafts/{draft.id}").content.decode()
    ready = page.partition('id="ready"')[2].partition("</section>")[0]
    count = int(re.search(r"(\d+) things missing", ready)[1])
    more = re.search(r'href="#(finding-[^"]+)">And (\d+) more<', ready)
    assert more and ready.count("<li>") - 1 + int(more[2]) == count
    assert f'id="{more[1]}"' in page
    assert f"#{more[1]}" not in ready.partition("And ")[0].rpartition("<li>")[0]
