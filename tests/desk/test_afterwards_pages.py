"""Taking down and correcting, as staff walk it: what would happen where, then the act, then how far it has come."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

import factories
from fakes.presence import live_presence
from masthead.agencies.actors import Worker
from masthead.agencies.models import Agency, Commitment, Person
from masthead.agencies.rights import Role
from masthead.jobs import follow_takedowns
from masthead.kernel.clock import now
from masthead.outbox import by_hand
from masthead.outbox.carry import sweep
from masthead.outbox.models import Delivery
from masthead.publishing import approve, correct, draft, restore
from masthead.publishing.deliver import close, ready_to_close
from masthead.publishing.models import Correction, Draft, Publication
from masthead.publishing.schedule import schedule

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "The reading room opens at nine on Saturday. Come in and stay a while."
LINK = "https://nextdoor.com/p/1"


@pytest.fixture
def author(agency: Agency) -> Person:
    return factories.person(Role.COMMUNICATOR)


@pytest.fixture
def desk(author: Person) -> Client:
    return factories.client_for(author)


@pytest.fixture
def published(author: Person) -> Publication:
    """On our own page, read back; and put up by hand, as a person says."""
    at = factories.at
    place = {"platform": "Nextdoor"}
    words = draft.Wording(
        title="Saturday hours",
        text=WORDS,
        audience="Everyone",
        commitment=Commitment.objects.create(name="Open doors"),
        presences=[live_presence("noticeboard"), live_presence("hand", handle="nextdoor.com/l", settings=place)],
    )
    written = draft.start(by=author, at=at(), wording=words)
    asked = approve.ask(by=author, at=at(1), draft=written)
    approve.approve(by=factories.person(Role.APPROVER), at=at(2), approval=asked, content_hash=asked.content_hash)
    publication = schedule(by=author, at=at(3), draft=written, leaves_at=at(hours=3))
    sweep(by=Worker(), at=at(hours=3))
    posted = Delivery.objects.get(state="by_hand")
    by_hand.say_posted(by=author, at=at(hours=3), delivery_id=posted.pk, permalink=LINK)
    for ready in ready_to_close(at=at(hours=3)):
        close(by=Worker(), at=at(hours=3), publication=ready)
    return publication


def text_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_a_takedown_is_explained_confirmed_and_watched(desk: Client, published: Publication, author: Person) -> None:
    page = reverse("desk:publication_take_down", args=[published.pk])
    assert page in text_of(desk, reverse("desk:draft", args=[published.draft_id]))
    before = text_of(desk, page)
    assert "The page no longer shows it; the records keep it." in before
    assert "a person does it on the platform and says so here" in before
    refused = desk.post(page, {"why": ""})
    assert refused.status_code == 422
    assert "Say why: it is kept on record." in refused.content.decode()
    assert not Delivery.objects.filter(purpose="takedown").exists()
    assert "It is being taken down" in desk.post(page, {"why": "The hour is wrong."}, follow=True).content.decode()
    sweep(by=Worker(), at=now())
    shown = text_of(desk, page)
    assert "Gone, read back" in shown
    assert "To be taken down by hand" in shown
    post = text_of(desk, reverse("desk:draft", args=[published.draft_id]))
    assert "Taken down" in post and "No longer there" in post and post.count("See it") == 1  # where a person is to act
    assert "Taken down" in text_of(desk, reverse("desk:drafts"))
    assert "The hour is wrong." in shown
    today = text_of(desk, reverse("desk:today"))
    assert "The takedown of “Saturday hours” is to be done by hand" in today
    pack = reverse("desk:by_hand", args=[Delivery.objects.get(purpose="takedown", state="by_hand").pk])
    assert pack in today
    instructions = text_of(desk, pack)
    assert LINK in instructions
    assert WORDS in instructions
    done = desk.post(pack, {"answer": "gone"}, follow=True).content.decode()
    assert "it counts as taken down on your word" in done
    assert f"{author.name}; not read back" in done
    assert "Taken down" in text_of(desk, reverse("desk:draft", args=[published.draft_id]))


def test_what_cannot_be_taken_down_is_held_with_the_reason_and_tried_again(
    desk: Client, published: Publication
) -> None:
    page = reverse("desk:publication_take_down", args=[published.pk])
    desk.post(page, {"why": "The hour is wrong."})
    sweep(by=Worker(), at=now())
    row = Delivery.objects.get(purpose="takedown", state="by_hand")
    desk.post(reverse("desk:by_hand", args=[row.pk]), {"answer": "not_posted", "why": "The account is locked."})
    assert "The account is locked." in text_of(desk, page)
    assert (
        "It is tried again."
        in desk.post(
            reverse("desk:takedown_settle", args=[published.pk, row.pk]), {"answer": "release"}, follow=True
        ).content.decode()
    )
    sweep(by=Worker(), at=now())
    row.refresh_from_db()
    assert row.state == "by_hand"


@pytest.mark.parametrize(
    ("answer", "said", "state"),
    [
        ("gone", "it counts as taken down on your word", "said"),
        ("there", "Noted. It is taken down again.", "queued"),
        ("", "Say whether it is gone or still there.", "unknown"),
    ],
)
def test_whoever_looked_says_whether_a_post_is_gone(
    desk: Client, published: Publication, answer: str, said: str, state: str
) -> None:
    page = reverse("desk:publication_take_down", args=[published.pk])
    desk.post(page, {"why": "The hour is wrong."})
    row = Delivery.objects.get(purpose="takedown", presence__channel="noticeboard")
    Delivery.objects.filter(pk=row.pk).update(state="unknown")
    shown = text_of(desk, page)
    assert "It is gone" in shown and "It is still there: take it down again" in shown
    settling = reverse("desk:takedown_settle", args=[published.pk, row.pk])
    assert settling in shown
    assert said in desk.post(settling, {"answer": answer}, follow=True).content.decode()
    row.refresh_from_db()
    assert row.state == state


def test_a_takedown_is_not_settled_as_a_post_nor_a_post_as_a_takedown(desk: Client, published: Publication) -> None:
    desk.post(reverse("desk:publication_take_down", args=[published.pk]), {"why": "The hour is wrong."})
    for row in Delivery.objects.filter(presence__channel="noticeboard"):
        Delivery.objects.filter(pk=row.pk).update(state="unknown")
        takedown = row.purpose == "takedown"
        wrong = reverse("desk:delivery_settle", args=[published.draft_id, row.pk])
        if not takedown:
            wrong = reverse("desk:takedown_settle", args=[published.pk, row.pk])
        assert desk.post(wrong, {"answer": "there", "permalink": "https://library.example/1"}).status_code == 404
        row.refresh_from_db()
        assert row.state == "unknown"


def test_a_correction_becomes_a_draft_that_says_what_it_will_do(desk: Client, published: Publication) -> None:
    page = reverse("desk:publication_correct", args=[published.pk])
    shown = text_of(desk, page)
    for way in ("The words are changed in place", "an answer below it carries the correction", "is taken down and the"):
        assert way in shown
    assert desk.post(page, {"why": ""}).status_code == 422
    ways = {
        f"way-{row.presence_id}": "answer" if row.presence.channel == "noticeboard" else "by_hand"
        for row in Delivery.objects.all()
    }
    answer = desk.post(page, {"why": "It opens at ten.", **ways}, follow=True).content.decode()
    assert "Nothing is changed yet" in answer
    assert "This corrects" in answer
    assert "an answer below it carries the correction" in answer
    made = Correction.objects.get()
    assert made.draft.text == WORDS
    assert "being written already" in desk.post(page, {"why": "Again.", **ways}).content.decode()
    assert made.draft.title in text_of(desk, page)
    assert Draft.objects.count() == 2


def test_who_approves_a_correction_sees_what_it_corrects_and_how(published: Publication, author: Person) -> None:
    made = correct.begin(by=author, at=now(), publication=published, why="It opens at ten.", ways={})
    wording = restore.wording_of(made.revisions.get(number=1))
    made = draft.revise(by=author, at=now(), draft=made, wording=replace(wording, text=WORDS.replace("nine", "ten")))
    asked = approve.ask(by=author, at=now(), draft=made)
    shown = text_of(factories.client_for(factories.person(Role.APPROVER)), reverse("desk:approval", args=[asked.pk]))
    assert "This corrects" in shown and "It opens at ten." in shown and "words are changed in place" in shown
    assert "Changed since it was last decided" in shown


def test_a_way_nobody_offered_is_refused_beside_its_field(desk: Client, published: Publication) -> None:
    page = reverse("desk:publication_correct", args=[published.pk])
    ways = {f"way-{row.presence_id}": "edit" for row in Delivery.objects.all()}
    answer = desk.post(page, {"why": "It opens at ten.", **ways})
    assert answer.status_code == 422
    assert "Choose one of the ways shown." in answer.content.decode()


def test_nothing_to_correct_or_take_down_teaches_instead(desk: Client, published: Publication) -> None:
    desk.post(reverse("desk:publication_take_down", args=[published.pk]), {"why": "Wrong."})
    assert "There is nothing to correct" in text_of(desk, reverse("desk:publication_correct", args=[published.pk]))
    assert not follow_takedowns.needed(now())
