"""Private messages at the desk and through the interface: marked, and read by nobody but who may answer them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.core.mail import get_connection
from django.test import Client
from django.urls import reverse

import factories
import fakes.channel
from fakes.channel import FakeServer
from masthead.administration.tokens import issue
from masthead.agencies.models import Agency, Person
from masthead.channels import registry
from masthead.conversations import reach
from masthead.conversations.forward import queue_all, send_due
from masthead.conversations.models import Comment, Conversation, Forwarding, StreamCursor
from masthead.conversations.pull import MESSAGES
from masthead.conversations.reply import reply
from masthead.desk.waiting.answering import to_answer
from masthead.kernel.clock import now
from masthead.moderation.models import Case
from masthead.outbox.carry import carry
from masthead.outbox.models import Delivery
from masthead.presences.models import Presence
from masthead.publishing.alarm_letter import delivery_alarm
from masthead.publishing.models import Alarm
from masthead.records.models import Record
from moderated import comment_saying
from private_messages import QUESTION, WORKER, written_to

ANSWER = "Please call the desk: we tell nobody else what is on a card."
ANSWERERS = ("communicator", "moderator", "approver", "director")


@pytest.fixture
def author(agency: Agency) -> Person:
    return factories.person("communicator")


@pytest.fixture
def written(author: Person, tmp_path: Path) -> tuple[FakeServer, Presence, Conversation]:
    return written_to(tmp_path)


@pytest.fixture
def thread(written: tuple[FakeServer, Presence, Conversation]) -> Conversation:
    return written[2]


@pytest.fixture
def answered(thread: Conversation, author: Person) -> Conversation:
    """Answered, read back, and in the records mailbox."""
    made = reply(by=author, at=factories.at(1), comment=Comment.objects.get(), text=ANSWER)
    assert carry(made.delivery_id, by=WORKER, at=factories.at(4)) == "delivered"
    queue_all(by=WORKER, at=factories.at(5))
    send_due(by=WORKER, at=factories.at(6), connection=get_connection())
    return thread


def page_of(thread: Conversation, person: Person) -> str:
    response = factories.client_for(person).get(reverse("desk:conversation", args=[thread.pk]))
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("role", ANSWERERS)
def test_who_may_answer_reads_it_marked_as_private(thread: Conversation, role: str) -> None:
    person = factories.person(role)
    listed = factories.client_for(person).get(reverse("desk:inbox")).content.decode()
    assert thread.title in listed and QUESTION in listed and "Private</span>" in listed
    shown = page_of(thread, person)
    assert QUESTION in shown and "The public does not see this" in shown and "to this person alone" in shown
    assert "It goes to this person alone" in shown and "It is public" not in shown
    assert "Put it before the moderators" not in shown


def test_others_see_that_it_is_there_and_settle_its_sending_but_read_no_word(answered: Conversation) -> None:
    officer = factories.person("records_officer")
    desk = factories.client_for(officer)
    Conversation.objects.update(state="open")
    assert answered.title not in desk.get(reverse("desk:inbox")).content.decode()
    assert not to_answer(officer).exists() and to_answer(factories.person("moderator")).exists()
    shown = page_of(answered, officer)
    assert QUESTION not in shown and ANSWER not in shown
    assert "Whoever may answer reads it here" in shown and "The whole exchange arrived" in shown
    Forwarding.objects.update(state="unconfirmed")
    desk.post(reverse("desk:conversation_forward", args=[answered.pk]), {"found": "yes"})
    assert Forwarding.objects.get().state == "sent"


def test_a_public_thread_is_marked_by_nothing_and_read_by_the_records_officer(author: Person) -> None:
    thread = comment_saying("When do you open?").conversation
    shown = page_of(thread, factories.person("records_officer"))
    assert "When do you open?" in shown and "Private" not in shown


def test_an_answer_to_it_is_called_sent_and_never_public(thread: Conversation, author: Person, written) -> None:
    server, _, _ = written
    made = reply(by=author, at=factories.at(1), comment=Comment.objects.get(), text=ANSWER)
    server.plan("commit", "drop", moment="after")
    assert carry(made.delivery_id, by=WORKER, at=factories.at(4)) == "unknown"
    delivery = Delivery.objects.get()
    alarm = Alarm(delivery=delivery)
    letter = delivery_alarm(author, [alarm], agency=Agency.objects.get())
    assert "may or may not have arrived" in letter.body and "public" not in letter.body and ANSWER not in letter.body
    assert carry(made.delivery_id, by=WORKER, at=factories.at(5)) == "delivered"
    shown = page_of(thread, author)
    assert "Sent, read back" in shown and "Published" not in shown


def test_it_cannot_be_put_before_the_moderators(thread: Conversation) -> None:
    desk = factories.client_for(factories.person("moderator"))
    given = {"comment": str(Comment.objects.get().pk), "why": "Rude."}
    said = desk.post(reverse("desk:conversation_case", args=[thread.pk]), given, follow=True).content.decode()
    assert "This is a private message" in said
    assert not Case.objects.exists()


def test_its_records_are_read_by_who_answers_and_who_gives_records_out(answered: Conversation) -> None:
    numbers = set(Record.objects.filter(conversation=str(answered.pk)).values_list("number", flat=True))
    for role, may in (("records_officer", True), ("director", True), ("policy_owner", False)):
        desk = factories.client_for(factories.person(role))
        for query in ({}, {"q": "card"}, {"conversation": str(answered.pk)}):
            page = desk.get(reverse("desk:records"), query).context["page"]
            assert bool(numbers & {said.record.number for said in page.rows}) is may, (role, query)
        for number in numbers:
            for address in ("desk:record", "desk:record_json"):
                assert desk.get(reverse(address, args=[number])).status_code == (200 if may else 403), (role, address)


@pytest.mark.parametrize(
    "page", ["/", "/feed.rss", "/feed.atom", "/feed.json", "/official", "/official.json", "/moderation", "/policy"]
)
def test_no_public_page_or_feed_tells_a_word_of_it(answered: Conversation, page: str) -> None:
    response = Client().get(page)
    assert response.status_code == 200
    shown = response.content.decode()
    assert QUESTION not in shown and ANSWER not in shown and answered.title not in shown


@pytest.mark.parametrize(("role", "may"), [("moderator", True), ("records_officer", False)])
def test_programs_read_what_their_person_may(thread: Conversation, role: str, may: bool) -> None:
    person = factories.person(role)
    _, secret = issue(by=person, at=now(), name="test", scopes=("read",))
    program = Client(headers={"Authorization": f"Bearer {secret}"})
    listed = program.get("/api/conversations").json()["items"]
    assert [row["private"] for row in listed] == ([True] if may else [])
    assert program.get(f"/api/conversations/{thread.pk}").status_code == (200 if may else 404)
    said = program.get(f"/api/conversations/{thread.pk}/comments").json()["items"]
    assert [row["text"] for row in said] == ([QUESTION] if may else [])


def test_the_page_says_until_when_it_can_be_answered(
    thread: Conversation, author: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = replace(fakes.channel.DESCRIPTION, messages_within=24)
    monkeypatch.setitem(registry._connectors, "fake", (told, fakes.channel.connect))
    shown = page_of(thread, author)
    assert "Fake takes an answer only within 24 hours" in shown and "Send the answer" not in shown
    Comment.objects.update(posted_at=now())
    shown = page_of(thread, author)
    assert "Fake takes an answer until" in shown and "Send the answer" in shown


def test_a_permission_that_is_missing_is_a_note_and_no_alarm(thread: Conversation, written) -> None:
    _, presence, _ = written
    StreamCursor.objects.update(read_at=now())
    StreamCursor.objects.create(presence=presence, stream=MESSAGES, trouble="It is not granted. Sign in again.")
    (found,) = reach.reaches(reach.rows().filter(pk=presence.pk), at=now(), agency=None)
    lines = {line.what: (line.state, line.says) for line in found.lines}
    said = "They are not taken in: look on Fake. It is not granted. Sign in again."
    assert lines["Private messages"] == ("note", said)
    assert lines["Comments"][0] == "well"
    StreamCursor.objects.filter(stream=MESSAGES).update(trouble="", read_at=now())
    (found,) = reach.reaches(reach.rows().filter(pk=presence.pk), at=now(), agency=None)
    assert ("Private messages", "well") in {(line.what, line.state) for line in found.lines}
