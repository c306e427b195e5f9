"""An exchange from an employee's own account: kept whole, mailed whole, answered there, mailed again."""

from __future__ import annotations

import io
import json
from email import message_from_bytes
from email.policy import default

import pytest
from django.core.mail import get_connection
from PIL import Image

import factories
from masthead.agencies.actors import Worker
from masthead.conversations.answered_there import answered_there
from masthead.conversations.exchange import exchange_of
from masthead.conversations.forward import queue_all, send_due
from masthead.conversations.hand_over import MOST, Handed, hand_over
from masthead.conversations.models import Conversation, Screenshot
from masthead.conversations.screenshots import Shot
from masthead.employees.answer import findings_on_answer, offered_answer
from masthead.kernel.clock import now
from masthead.kernel.refusals import Invalid, NotFound
from masthead.media.decode import decode
from masthead.policy.in_force import rulebook_of
from masthead.policy.pack import known_packs
from masthead.records.models import Record

pytestmark = pytest.mark.django_db
ASKED = Handed("June", "When do you open?", said_at=factories.at(-60))
ANSWERED = Handed("Barnaby", "At 9.", mine=True, said_at=factories.at(-50))


@pytest.fixture(autouse=True)
def _files(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def barnaby(agency):
    return factories.person(name="Barnaby Wren")


def shot(color: str = "white", name: str = "one.png") -> Shot:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), color).save(out, "PNG")
    return Shot(name, decode(out.getvalue()))


def handed(barnaby, *messages: Handed, **more) -> Conversation:
    return hand_over(by=barnaby, at=factories.at(), where="Facebook", messages=messages or (ASKED,), **more)


def mails(mailoutbox) -> list:
    clerk = Worker("records-mail")
    queue_all(by=clerk, at=factories.at(1))
    send_due(by=clerk, at=factories.at(1), connection=get_connection())
    return [message_from_bytes(mail.message().as_bytes(), policy=default) for mail in mailoutbox]


def body_of(kind: str) -> dict:
    return json.loads(bytes(Record.objects.filter(kind=kind).order_by("-number")[0].payload))["body"]


def test_who_said_what_when_is_kept_in_order_with_the_clause(barnaby) -> None:
    made = handed(barnaby, ASKED, ANSWERED, read_from="Facebook")
    assert [(one.name, one.text, one.side, one.at) for one in exchange_of(made).said] == [
        ("June", "When do you open?", "public", factories.at(-60)),
        ("Barnaby", "At 9.", "employee", factories.at(-50)),
    ]
    record = Record.objects.get(kind="conversation/handed_over")
    assert json.loads(bytes(record.payload))["clauses"] == ["employees.6"]
    assert body_of("conversation/handed_over")["from"] == "Facebook"


def test_the_order_is_the_one_handed_over_where_times_are_not_known(barnaby, mailoutbox) -> None:
    made = handed(barnaby, Handed("June", "First"), Handed("Barnaby", "Second", mine=True, said_at=factories.at(-50)))
    assert [(one.text, one.timed) for one in exchange_of(made).said] == [("First", False), ("Second", True)]
    (whole,) = mails(mailoutbox)
    assert "June, time not known" in whole.get_body(("plain",)).get_content()


def test_who_has_the_last_word_tells_whether_an_answer_is_owed(barnaby) -> None:
    assert handed(barnaby, ASKED).state == "open"
    assert handed(barnaby, ASKED, ANSWERED).state == "answered"


def test_screenshots_are_kept_once_under_their_hash_and_mailed(barnaby, mailoutbox) -> None:
    first = handed(barnaby, screenshots=[shot(), shot("black", "two.png"), shot(name="again.png")])
    second = handed(barnaby, screenshots=[shot()])
    rows = list(Screenshot.objects.filter(conversation=first))
    assert [(row.number, row.name) for row in rows] == [(1, "one.png"), (2, "two.png")]
    assert second.screenshots.get().file.name == rows[0].file.name
    assert rows[0].sha256 in rows[0].file.name
    assert rows[0].file.open("rb").read() == shot().picture.original
    assert [one["sha256"] for one in body_of("conversation/handed_over")["screenshots"]] == [rows[0].sha256]
    (whole, _) = mails(mailoutbox)
    attached = {part.get_filename(): part.get_payload(decode=True) for part in whole.iter_attachments()}
    assert attached["screenshot-1.png"] == shot().picture.original
    assert "screenshot-2.png" in attached
    assert "When do you open?" in whole.get_body(("plain",)).get_content()


def test_a_failure_leaves_neither_rows_nor_files(barnaby, monkeypatch, tmp_path) -> None:
    from masthead.conversations import hand_over as module

    monkeypatch.setattr(module, "keep_message", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        handed(barnaby, screenshots=[shot()])
    assert not Conversation.objects.exists() and not Record.objects.exists()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("messages", "says"),
    [([Handed("June", "  ")], "at least one message"), ([ASKED] * (MOST + 1), "at most")],
)
def test_what_cannot_be_kept_is_refused(barnaby, messages, says) -> None:
    with pytest.raises(Invalid, match=says):
        handed(barnaby, *messages)


def test_too_many_screenshots_are_refused(barnaby) -> None:
    with pytest.raises(Invalid, match="at most 12"):
        handed(barnaby, screenshots=[shot()] * 13)


def test_an_answer_given_there_completes_the_exchange_and_sends_it_again(barnaby, mailoutbox) -> None:
    made = handed(barnaby)
    mails(mailoutbox)
    answered_there(by=barnaby, at=factories.at(5), conversation=made, text="We open at 9. THX!!!")
    made.refresh_from_db()
    assert made.state == "answered"
    body = body_of("conversation/answered_there")
    assert body["text"] == "We open at 9. THX!!!", "as it was said, whatever the checks would have asked"
    assert "text_speak" in body["found"]
    clerk = Worker("records-mail")
    queue_all(by=clerk, at=factories.at(6))
    send_due(by=clerk, at=factories.at(6), connection=get_connection())
    assert "We open at 9." in mailoutbox[-1].body and "When do you open?" in mailoutbox[-1].body
    with pytest.raises(Invalid, match="already"):
        answered_there(by=barnaby, at=factories.at(7), conversation=made, text="We open at 9. THX!!!")


def test_nobody_answers_for_somebody_else(barnaby) -> None:
    made = handed(barnaby)
    with pytest.raises(NotFound):
        answered_there(by=factories.person(), at=factories.at(1), conversation=made, text="At 9.")
    with pytest.raises(Invalid):
        answered_there(by=barnaby, at=factories.at(1), conversation=made, text=" ")


@pytest.mark.parametrize("pack", known_packs())
def test_the_words_offered_pass_the_checks(agency, pack) -> None:
    agency.policy = pack
    agency.name = rulebook_of(pack).policy.agency
    agency.save()
    book = rulebook_of(pack)
    found = findings_on_answer(offered_answer(book), book=book, at=now())
    assert [finding.code for finding in found if finding.level != "advises"] == []


def test_an_answer_is_asked_for_the_disclaimer_and_for_fit_words(agency, rulebook) -> None:
    codes = {
        finding.code for finding in findings_on_answer("THX, at 9. Vote for Clint Havermeyer.", book=rulebook, at=now())
    }
    assert {"missing_disclaimer", "not_self_identified", "endorses_candidate", "text_speak"} <= codes
