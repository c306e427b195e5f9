"""The whole exchange reaches the records mailbox: whole, threaded, never lost, never twice."""

from __future__ import annotations

import email
import email.policy
import hashlib
import json
import smtplib
from collections import Counter
from dataclasses import replace
from datetime import datetime

import pytest
from aiosmtpd.controller import Controller
from django.core import mail
from django.core.mail import get_connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import factories
from masthead.agencies.actors import Worker
from masthead.agencies.models import Person
from masthead.conversations import forward
from masthead.conversations.forward import (
    confirm_arrival,
    overdue,
    queue_all,
    queue_forwarding,
    reconcile,
    send_again,
    send_due,
    waiting_to_be_queued,
)
from masthead.conversations.hand_over import Handed, hand_over
from masthead.conversations.mailbox import ImapMailbox
from masthead.conversations.models import Comment, Conversation, Forwarding
from masthead.conversations.posting import Posted
from masthead.conversations.take_in import take_in
from masthead.kernel.refusals import Invalid, NotPermitted, Refused
from masthead.presences.models import LiveProfile
from masthead.records.models import Record
from peers.mail import PASSWORD, READY_WITHIN, mail_pair
from peers.ports import free_port

WORKER = Worker()


@pytest.fixture
def conversation(agency) -> Conversation:
    """An exchange an employee handed over: two messages."""
    messages = [
        Handed("Lee <lee@home>", "Do you lend tools?\nAnd on Sundays?"),
        Handed("Ione Marbury", "Yes, on weekdays.", mine=True),
    ]
    by = factories.person("records_officer")
    return hand_over(by=by, at=factories.at(), where="My own page", messages=messages)


@pytest.fixture
def officer(conversation) -> Person:
    return conversation.handed_over_by


def queue(minutes: float = 1) -> None:
    queue_all(by=WORKER, at=factories.at(minutes))


def send(minutes: float = 2, connection=None) -> dict[str, int]:
    return send_due(by=WORKER, at=factories.at(minutes), connection=connection or get_connection())


def change(conversation: Conversation, minutes: float) -> None:
    Conversation.objects.filter(pk=conversation.pk).update(last_event_at=factories.at(minutes))


def parsed(index: int = -1) -> email.message.EmailMessage:
    return email.message_from_bytes(mail.outbox[index].message().as_bytes(), policy=email.policy.default)


def test_the_message_holds_everything_both_sides_said(conversation) -> None:
    queue()
    assert send() == {"sent": 1}
    sent = parsed()
    assert sent["To"] == "records@agency.invalid"
    assert sent["Auto-Submitted"] == "auto-generated"
    assert sent["Message-ID"] == f"<{conversation.pk}.1@testserver>"
    assert sent["References"] is None
    text, page = sent.get_body(("plain",)).get_content(), sent.get_body(("html",)).get_content()
    for said in ("Do you lend tools?", "And on Sundays?", "Yes, on weekdays."):
        assert said in text and said in page
    assert "Lee &lt;lee@home&gt;" in page and "<lee@home>" not in page
    assert "CST" in text
    attached, *files = sent.iter_attachments()
    assert attached.get_filename() == "exchange.json"
    assert len(files) == 2, "each message's bytes are a file of their own"
    for file in files:
        content = file.get_content()
        content = content if isinstance(content, bytes) else content.encode()
        assert file.get_filename() == f"{hashlib.sha256(content).hexdigest()}.json"
    native = json.loads(attached.get_content())
    assert [message["side"] for message in native["messages"]] == ["public", "employee"]
    assert "an employee, from an account of their own" in text and "for the agency" not in text + page
    assert json.loads(native["messages"][0]["native"]["text"])["text"] == "Do you lend tools?\nAnd on Sundays?"


def test_an_exchange_that_continues_is_sent_again_whole_and_threaded(conversation) -> None:
    queue()
    send()
    queue(3)
    assert send(4) == {}
    change(conversation, 5)
    queue(6)
    assert send(7) == {"sent": 1}
    first, second = parsed(0), parsed(1)
    assert second["Message-ID"] != first["Message-ID"]
    assert second["References"] == second["In-Reply-To"] == first["Message-ID"]
    assert second["Subject"] == first["Subject"]


def test_a_revision_still_waiting_is_replaced_not_added(conversation) -> None:
    queue()
    change(conversation, 3)
    queue(4)
    assert list(Forwarding.objects.order_by("revision").values_list("state", flat=True)) == ["replaced", "due"]
    assert send(5) == {"sent": 1}
    assert len(mail.outbox) == 1


def test_only_what_the_agency_answered_or_was_handed_is_forwarded(presence, event) -> None:
    take_in(by=WORKER, at=factories.at(), presence=presence, events=[event()])
    assert not waiting_to_be_queued().exists()


def test_an_answer_given_on_the_channel_itself_is_forwarded_and_counts(presence, event) -> None:
    LiveProfile.objects.create(presence=presence, shown={"author_id": "did:plc:ours"}, read_at=factories.at())
    ours = replace(event("c2", text="At nine.", parent="c1"), author_id="did:plc:ours")
    aside = replace(event("c3", text="More news.", parent="post:1"), author_id="did:plc:ours")
    take_in(by=WORKER, at=factories.at(), presence=presence, events=[event(), aside])
    assert Conversation.objects.get().state == "open" and not waiting_to_be_queued().exists()
    take_in(by=WORKER, at=factories.at(1), presence=presence, events=[ours])
    assert Conversation.objects.get().state == "answered"
    queue(2)
    assert send(3) == {"sent": 1}
    assert "At nine." in parsed().get_body(("plain",)).get_content()


def test_a_server_in_trouble_is_asked_again_and_again_for_days(conversation) -> None:
    class Down:
        def open(self):
            raise ConnectionRefusedError("nobody listens")

        def close(self):
            pass

    queue()
    tries, minutes = 0, 2.0
    while Forwarding.objects.get().state == "due":
        tries += sum(send(minutes, Down()).values())
        minutes += 10
    row = Forwarding.objects.get()
    assert row.state == "failed"
    assert "could not be reached" in row.error
    assert minutes > 7 * 24 * 60
    assert 40 < tries < 80
    assert [late.pk for late in overdue(at=factories.at(minutes))] == [row.pk]
    again = send_again(by=conversation.handed_over_by, at=factories.at(minutes), forwarding=row)
    assert send(minutes) == {"sent": 1}
    assert mail.outbox[0].extra_headers["Message-ID"] == again.message_id != row.message_id


@pytest.mark.mail
def test_a_refusal_of_the_server_is_not_a_loss(conversation) -> None:
    with mail_pair() as pair:
        smtp = get_connection("django.core.mail.backends.smtp.EmailBackend", host="127.0.0.1", port=pair.smtp_port)
        pair.refuse_all = True
        queue()
        assert send(2, smtp) == {"due": 1}
        assert "451" in Forwarding.objects.get().error
        pair.refuse_all = False
        assert send(10, smtp) == {"sent": 1}
        arrived = pair.messages("records")
    assert [message["Message-ID"] for message in arrived] == [f"<{conversation.pk}.1@testserver>"]
    assert arrived[0].get_body(("plain",)).get_content().count("Yes, on weekdays.") == 1


class DropsTheAnswer:
    """Takes the message, then hangs up instead of saying so."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []

    async def handle_DATA(self, server, session, envelope):
        self.taken.append(envelope.original_content)
        server.transport.close()
        return "250 never heard"


@pytest.mark.mail
def test_a_lost_answer_is_unconfirmed_and_never_sent_again_by_itself(conversation, officer) -> None:
    with mail_pair() as pair:
        handler = DropsTheAnswer()
        port = free_port()
        rude = Controller(
            handler, hostname="127.0.0.1", port=port, ready_timeout=READY_WITHIN, server_hostname="localhost"
        )
        rude.start()
        try:
            smtp = get_connection("django.core.mail.backends.smtp.EmailBackend", host="127.0.0.1", port=port)
            queue()
            assert send(2, smtp) == {"unconfirmed": 1}
            for minutes in (10, 100, 1000):
                queue(minutes)
                assert send(minutes, smtp) == {}
        finally:
            rude.stop()
        assert len(handler.taken) == 1
        box = ImapMailbox("127.0.0.1", pair.imap_port, "records", PASSWORD, tls=False)
        assert reconcile(by=WORKER, at=factories.at(1001), mailbox=box) == 0
        assert Forwarding.objects.get().state == "unconfirmed"
        pair.deliver("records", handler.taken[0])
        assert reconcile(by=WORKER, at=factories.at(1002), mailbox=box) == 1
    assert Forwarding.objects.get().state == "sent"
    with pytest.raises(Refused):
        confirm_arrival(by=officer, at=factories.at(1003), forwarding=Forwarding.objects.get())


def test_a_crash_while_sending_leaves_the_question_to_a_person(conversation, officer, monkeypatch) -> None:
    def crash(*_: object, **__: object) -> Posted:
        raise KeyboardInterrupt

    queue()
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(forward, "post", crash)
        send(2)
    assert Forwarding.objects.get().state == "sending"
    assert send(5) == {}
    reconcile(by=WORKER, at=factories.at(10))
    assert Forwarding.objects.get().state == "sending"
    reconcile(by=WORKER, at=factories.at(30))
    row = Forwarding.objects.get()
    assert row.state == "unconfirmed"
    assert send(40) == {}
    with pytest.raises(NotPermitted):
        confirm_arrival(by=factories.person("communicator"), at=factories.at(41), forwarding=row)
    assert confirm_arrival(by=officer, at=factories.at(41), forwarding=row).state == "sent"
    assert not mail.outbox


def test_a_mailbox_nobody_can_look_into_is_said(conversation) -> None:
    Forwarding.objects.create(
        conversation=conversation, revision=1, message_id="<x@y>", state="unconfirmed", upto_record=0,
        queued_at=factories.at(), next_try=factories.at(),
    )  # fmt: skip
    with pytest.raises(Refused, match="could not be looked into"):
        reconcile(by=WORKER, at=factories.at(1), mailbox=ImapMailbox("127.0.0.1", 9, "a", "b", tls=False, timeout=1))


def test_another_worker_does_not_send_what_is_claimed(conversation, monkeypatch) -> None:
    queue()
    real, inner = forward.post, []

    def meanwhile(connection, message):
        if not inner:
            inner.append(send(2))
        return real(connection, message)

    monkeypatch.setattr(forward, "post", meanwhile)
    assert send(2) == {"sent": 1}
    assert inner == [{}]
    assert len(mail.outbox) == 1


class Flaky:
    """A mail server whose every answer is drawn: it takes the message, refuses it, or takes it and hangs up."""

    def __init__(self, answers: list[str]) -> None:
        self.answers, self.taken = answers, Counter()

    def open(self) -> bool:
        return True

    def close(self) -> None:
        pass

    def send_messages(self, messages) -> int:
        answer = self.answers.pop() if self.answers else "take"
        if answer == "refuse":
            raise smtplib.SMTPDataError(451, b"later")
        self.taken[messages[0].extra_headers["Message-ID"]] += 1
        if answer == "hang up":
            raise smtplib.SMTPServerDisconnected("gone")
        if answer == "crash":
            raise KeyboardInterrupt
        return 1


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    answers=st.lists(st.sampled_from(["take", "refuse", "hang up", "crash"]), max_size=6),
    acts=st.lists(st.sampled_from(["change", "send", "reconcile", "again"]), max_size=12),
)
def test_no_message_id_is_taken_twice_whatever_happens(conversation, officer, answers, acts) -> None:
    Forwarding.objects.all().delete()
    server, minutes = Flaky(list(answers)), 1.0
    for act in [*acts, "change", "send"]:
        minutes += 300
        if act == "change":
            change(conversation, minutes - 1)
            queue(minutes)
        elif act == "send":
            try:
                send(minutes, server)
            except KeyboardInterrupt:
                continue
        elif act == "reconcile":
            reconcile(by=WORKER, at=factories.at(minutes))
        else:
            for row in Forwarding.objects.filter(state__in=["unconfirmed", "failed"]):
                send_again(by=officer, at=factories.at(minutes), forwarding=row)
    assert all(count == 1 for count in server.taken.values())


def test_every_step_of_a_forwarding_is_a_record_of_its_exchange(conversation) -> None:
    queue()
    send()
    told = Record.objects.filter(conversation=str(conversation.pk)).order_by("number").values_list("kind", flat=True)
    assert list(told) == ["conversation/handed_over", "forwarding/queued", "forwarding/sending", "forwarding/sent"]


def test_a_hand_over_without_words_is_refused(agency) -> None:
    with pytest.raises(Invalid, match="at least one"):
        hand_over(by=factories.person(), at=factories.at(), where="", messages=[Handed("x", "  ")])
    assert not Comment.objects.exists()


def test_the_machine_may_not_queue_without_an_agency(db) -> None:
    conversation = Conversation.objects.create(root="x", last_event_at=factories.at())
    with pytest.raises(Refused, match="No agency"):
        queue_forwarding(by=WORKER, at=factories.at(), conversation=conversation)


def test_times_are_never_naive(conversation) -> None:
    with pytest.raises(ValueError, match="time zone"):
        queue_forwarding(by=WORKER, at=datetime(2026, 11, 23), conversation=conversation)
