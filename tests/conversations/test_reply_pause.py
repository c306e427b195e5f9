"""A reply waits a moment, can be taken back, and is judged again when it is released and when it leaves."""

from __future__ import annotations

import pytest

import factories
from masthead.channels.noticeboard.models import NoticeboardPost
from masthead.conversations.exchange import exchange_of
from masthead.conversations.models import Conversation
from masthead.conversations.reply import take_back
from masthead.kernel.refusals import Refused
from masthead.links import look_again, research, sign
from masthead.links.fetch import Fetched
from masthead.links.models import Dossier
from masthead.outbox.carry import carry
from masthead.outbox.models import Delivery
from masthead.outbox.settle import release
from masthead.policy import in_force
from masthead.records.models import Record

from .test_reply import WORKER, answer

LINK = "https://library.example/hours"
HOURS = Fetched("ok", 200, LINK, title="Hours")
WITH_LINK = f"The library opens at nine on Monday. See {LINK}"


@pytest.fixture
def dossier(author) -> Dossier:
    asked = research.ask(by=author, at=factories.at(-3), url=LINK)
    research.write_down(by=WORKER, at=factories.at(-2), dossier=asked, fetched=HOURS)
    return sign.sign(by=author, at=factories.at(-1), dossier=asked)


@pytest.mark.holds("reply_pause_has_passed")
def test_a_reply_leaves_when_the_policys_minutes_are_over_and_cites_them(comment, author) -> None:
    made = answer(author, comment)
    delivery = Delivery.objects.get(pk=made.delivery_id)
    assert delivery.not_before == factories.at(3)
    assert b"employees.4" in bytes(Record.objects.get(kind="reply/written").payload or b"")
    Delivery.objects.update(not_before=factories.at(1))
    assert carry(made.delivery_id, by=WORKER, at=factories.at(2)) == "held"
    delivery.refresh_from_db()
    assert "2 minutes after it is written" in delivery.error
    assert b"employees.4" in bytes(Record.objects.get(kind="delivery/held").payload or b"")


def test_where_the_policy_asks_for_no_pause_a_reply_leaves_at_once(comment, author, monkeypatch) -> None:
    monkeypatch.setattr(in_force, "_source", lambda: in_force.rulebook_of("okatoma-city-library"))
    made = answer(author, comment)
    assert carry(made.delivery_id, by=WORKER, at=factories.at(1)) == "delivered"


def test_a_reply_taken_back_never_leaves_and_an_answer_is_owed_again(comment, author) -> None:
    made = answer(author, comment)
    take_back(by=author, at=factories.at(2), reply=made)
    assert carry(made.delivery_id, by=WORKER, at=factories.at(9)) == "cancelled"
    assert not NoticeboardPost.objects.exclude(thread=None).exists()
    shown = Conversation.objects.get()
    assert (shown.state, [one.side for one in exchange_of(shown).said]) == ("open", ["public"])
    with pytest.raises(Refused, match="already"):
        take_back(by=author, at=factories.at(3), reply=made)


def test_a_reply_that_left_cannot_be_taken_back(comment, author) -> None:
    made = answer(author, comment)
    assert carry(made.delivery_id, by=WORKER, at=factories.at(3)) == "delivered"
    with pytest.raises(Refused, match="already left"):
        take_back(by=author, at=factories.at(4), reply=made)


def test_a_link_that_died_since_holds_the_reply_and_its_release(comment, author, dossier) -> None:
    made = answer(author, comment, WITH_LINK)
    look_again.note(by=WORKER, at=factories.at(2), dossier=dossier, fetched=Fetched("dead", 404, LINK))
    assert carry(made.delivery_id, by=WORKER, at=factories.at(3)) == "held"
    assert not NoticeboardPost.objects.exclude(thread=None).exists()
    with pytest.raises(Refused, match="does not answer") as refusal:
        release(by=author, at=factories.at(4), delivery_id=made.delivery_id)
    assert refusal.value.clause == "presence.5"
    again = research.ask(by=author, at=factories.at(5), url=LINK)
    research.write_down(by=WORKER, at=factories.at(6), dossier=again, fetched=Fetched("ok", 200, LINK, title="Hours"))
    sign.sign(by=author, at=factories.at(7), dossier=again)
    release(by=author, at=factories.at(8), delivery_id=made.delivery_id)
    assert carry(made.delivery_id, by=WORKER, at=factories.at(8)) == "delivered"


def test_what_asks_since_and_nobody_answered_holds_the_reply(comment, author, dossier) -> None:
    made = answer(author, comment, WITH_LINK)
    moved = Fetched("ok", 200, "https://shop.example/", title="Shop")
    look_again.note(by=WORKER, at=factories.at(2), dossier=dossier, fetched=moved)
    assert carry(made.delivery_id, by=WORKER, at=factories.at(3)) == "held"
    assert "shop.example" in Delivery.objects.get().error
