"""A private message is taken in, answered and kept like any other, and nothing of it is ever public or moderated."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from itertools import permutations
from pathlib import Path

import pytest
from django.apps import apps
from django.core import mail
from django.core.mail import get_connection

import factories
import fakes.channel
from fakes.channel import FakeServer
from masthead.agencies.models import Person
from masthead.channels import registry
from masthead.channels.description import Capability
from masthead.channels.events import CommentEvent
from masthead.channels.ref import Ref
from masthead.conversations.answer_window import answerable_until
from masthead.conversations.evidence import answered
from masthead.conversations.forward import queue_all, send_due
from masthead.conversations.inbox import inbox
from masthead.conversations.models import Comment, Conversation, Reply
from masthead.conversations.pull import look_again
from masthead.conversations.reply import reply, take_back
from masthead.conversations.take_in import take_in
from masthead.conversations.who_reads import may_read, readable_by, withheld_from
from masthead.kernel.refusals import Invalid, NotPermitted, Refused
from masthead.moderation.assess import assess_all, assess_comment, not_yet_assessed, open_case
from masthead.moderation.hidden_there import hidden_without_a_decision
from masthead.moderation.models import Assessment
from masthead.moderation.report import public_report
from masthead.outbox.carry import carry
from masthead.outbox.models import Delivery
from masthead.outbox.stop import stop
from masthead.presences.connection import channel_for
from masthead.presences.models import Presence
from masthead.publishing.served import Asked, Figures
from masthead.records.models import Record
from private_messages import QUESTION, WORKER, pull, written_to

ANSWER = "Please call the desk: we tell nobody else what is on a card."
Event = Callable[..., CommentEvent]


@pytest.fixture
def author(agency: object) -> Person:
    return factories.person("communicator", "moderator")


@pytest.fixture
def written(author: Person, tmp_path: Path) -> tuple[FakeServer, Presence, Conversation]:
    return written_to(tmp_path)


@pytest.fixture
def described(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Another description of the fake, for this test."""

    def change(**fields: object) -> None:
        changed = replace(fakes.channel.DESCRIPTION, **fields)  # type: ignore[arg-type]
        monkeypatch.setitem(registry._connectors, "fake", (changed, fakes.channel.connect))

    return change


def answer(author: Person, thread: Conversation, text: str = ANSWER, *, minutes: float = 1) -> Reply:
    comment = thread.comments.filter(from_us=False).latest("seen_at", "native_id")
    return reply(by=author, at=factories.at(minutes), comment=comment, text=text)


def sent(made: Reply, *, minutes: float = 3) -> Delivery:
    carry(made.delivery_id, by=WORKER, at=factories.at(minutes))
    return Delivery.objects.get(pk=made.delivery_id)


# ------------------------------------------------------------------------------------------------------------- taken in


def test_a_private_message_is_kept_once_with_its_record_and_called_by_no_word_of_it(written) -> None:
    _, presence, thread = written
    pull(presence, minutes=1)
    assert thread.title == f"Private message on {presence.name}"
    assert (thread.publication_subject, thread.post_text, thread.state) == ("", "", "open")
    comment = Comment.objects.get()
    assert comment.text == QUESTION
    body = json.loads(bytes(Record.objects.get(kind="comment/captured").payload))["body"]
    assert (body["text"], body["private"]) == (QUESTION, True)


def test_an_edit_and_a_deletion_of_it_are_kept_and_told(written) -> None:
    server, presence, thread = written
    message = Comment.objects.get()
    server.rewords(_ref(message), "Which films are on my card?")
    pull(presence, minutes=1)
    server.removes(_ref(message))
    pull(presence, minutes=2)
    message.refresh_from_db()
    assert message.state == "deleted_by_author"
    assert [version.text for version in message.versions.all()] == [QUESTION, "Which films are on my card?"]
    kinds = Record.objects.filter(conversation=str(thread.pk)).order_by("number").values_list("kind", flat=True)
    assert list(kinds) == ["comment/captured", "comment/edited", "comment/deleted"]


def test_a_message_that_was_silently_taken_back_is_noticed_and_stays_private(written, described) -> None:
    server, presence, thread = written
    with server.open() as rows:
        rows.execute("DELETE FROM comment")
    look_again(by=WORKER, at=factories.at(5), presence=presence, channel=channel_for(presence))
    message = Comment.objects.get()
    assert (message.state, message.conversation_id) == ("deleted_by_author", thread.pk)
    assert Conversation.objects.count() == 1


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_in_whatever_order_it_comes_public_and_private_share_no_thread(presence, event: Event, order) -> None:
    """The private ones even claim the public thread as their root, as a careless connector might."""
    told = [
        event("c1", text="When do you open?"),
        replace(event("m1", text="My card is lost."), private=True),
        replace(event("m2", text="It is green.", parent="m1"), private=True),
        event("c2", text="I ask that too.", parent="c1"),
    ]
    for step, which in enumerate(order):
        take_in(by=WORKER, at=factories.at(step), presence=presence, events=[told[which]])
    take_in(by=WORKER, at=factories.at(9), presence=presence, events=told)
    threads = {thread.private: thread for thread in Conversation.objects.all()}
    assert Conversation.objects.count() == len(threads) == 2
    assert set(threads[False].comments.values_list("native_id", flat=True)) == {"c1", "c2"}
    assert set(threads[True].comments.values_list("native_id", flat=True)) == {"m1", "m2"}


def test_what_was_private_once_stays_so_whatever_a_later_event_leaves_out(presence, event: Event) -> None:
    told = replace(event("m1", text="My card is lost."), private=True)
    take_in(by=WORKER, at=factories.at(), presence=presence, events=[told])
    again = event("m1", "2", "edited", "My card is stolen.", root="post:7")
    take_in(by=WORKER, at=factories.at(1), presence=presence, events=[again])
    assert [thread.private for thread in Conversation.objects.all()] == [True]
    assert not not_yet_assessed().exists()


def test_what_was_taken_for_public_moves_away_once_it_is_known_to_be_private(presence, event: Event) -> None:
    take_in(by=WORKER, at=factories.at(), presence=presence, events=[event("m1"), event("c1")])
    told = replace(event("m1", "2", "edited", "My card is stolen."), private=True)
    take_in(by=WORKER, at=factories.at(1), presence=presence, events=[told])
    assert Comment.objects.get(native_id="m1").conversation.private
    assert not Comment.objects.get(native_id="c1").conversation.private


def test_private_mentions_taken_in_as_comments_before_are_told_apart(presence, event: Event) -> None:
    Presence.objects.update(channel="mastodon")
    said = {"m1": "direct", "m2": "direct", "m3": "private", "c1": "public"}
    roots = {"m1": None, "m2": "m1", "m3": "post:1", "c1": "post:1"}
    events = [
        replace(event(name, root=roots[name]), raw=json.dumps({"visibility": visibility}).encode())
        for name, visibility in said.items()
    ]
    take_in(by=WORKER, at=factories.at(), presence=presence, events=[*events, event("odd", root="odd")])
    migration = import_module("masthead.conversations.migrations.0007_private_mentions_are_no_comments")
    for _ in range(2):
        migration.tell_private_ones_apart(apps, None)
    private = {row.native_id: row.conversation.private for row in Comment.objects.select_related("conversation")}
    assert private == {"m1": True, "m2": True, "m3": True, "c1": False, "odd": False}
    threads = dict(Conversation.objects.filter(private=True).values_list("root", "title"))
    assert threads == dict.fromkeys(("private:m1", "private:m3"), f"Private message on {presence.name}")
    later = replace(event("m4", root="m1", parent="m2"), private=True)
    take_in(by=WORKER, at=factories.at(5), presence=presence, events=[later])
    assert Comment.objects.get(native_id="m4").conversation.root == "private:m1"


# ---------------------------------------------------------------------------------------------------- never in public


def test_it_is_not_assessed_put_before_moderators_or_counted_among_comments(written, author) -> None:
    _server, presence, _ = written
    message = Comment.objects.get()
    assert not not_yet_assessed().exists()
    assert assess_all(by=WORKER, at=factories.at(1)) == 0
    with pytest.raises(Refused, match="private message"):
        assess_comment(by=WORKER, at=factories.at(1), comment=message)
    with pytest.raises(Refused, match="private message"):
        open_case(by=author, at=factories.at(1), comment=message, why="Rude.")
    Comment.objects.update(state="hidden_elsewhere")
    assert not hidden_without_a_decision().exists()
    assert not Assessment.objects.exists()
    since, until = factories.at(days=-1), factories.at(days=1)
    assert public_report(since=since, until=until).received == "0"
    assert sum(served.comments for served in Figures(Asked(since=since, until=until)).by_presence().values()) == 0
    figures = {figure.what: figure.says for figure in answered(presence, since, until)}
    assert (figures["Comments from the public"], figures["Private messages"]) == ("0", "1")


def test_only_who_may_answer_reads_it(written) -> None:
    _, _, thread = written
    readers = {"communicator", "moderator", "approver", "director"}
    for role in (
        "communicator",
        "moderator",
        "approver",
        "director",
        "records_officer",
        "policy_owner",
        "administrator",
    ):
        person = factories.person(role)
        assert may_read(person, thread) is (role in readers), role
        shown = inbox(readable=readable_by(person)).rows
        assert bool(shown) is (role in readers), role
        withheld = withheld_from(person).exists()
        assert withheld is (role not in readers | {"records_officer"}), role


# ------------------------------------------------------------------------------------------------------------- answered


def test_it_is_answered_in_private_read_back_and_the_whole_exchange_goes_to_the_records_mailbox(
    written, author
) -> None:
    server, presence, thread = written
    made = answer(author, thread)
    assert carry(made.delivery_id, by=WORKER, at=factories.at(2)) == "queued", "it can still be taken back"
    delivery = sent(made)
    assert delivery.state == "delivered"
    assert server.messages() == [(Comment.objects.get().native_id, ANSWER)]
    assert server.posts() == []
    queue_all(by=WORKER, at=factories.at(4))
    assert send_due(by=WORKER, at=factories.at(5), connection=get_connection()) == {"sent": 1}
    letter = mail.outbox[-1]
    assert letter.subject.endswith(f"Private message on {presence.name}")
    assert QUESTION in letter.body and ANSWER in letter.body
    assert "the public did not see it" in letter.body
    attached = next(content for name, content, _ in letter.attachments if name == "exchange.json")
    assert json.loads(attached)["private"] is True
    server.writes("Thank you.")
    pull(presence, minutes=6)
    thread.refresh_from_db()
    assert (thread.state, Conversation.objects.count()) == ("open", 1)


def test_an_answer_that_is_public_there_is_never_called_delivered(written, author) -> None:
    server, _, thread = written
    made = answer(author, thread)
    server.plan("commit", "drop", moment="after")
    carry(made.delivery_id, by=WORKER, at=factories.at(3))
    with server.open() as rows:
        rows.execute("UPDATE post SET private = 0")
    carry(made.delivery_id, by=WORKER, at=factories.at(4))
    assert Delivery.objects.get().state == "unknown"


def test_a_lost_answer_is_looked_for_and_said_once(written, author) -> None:
    server, _, thread = written
    made = answer(author, thread)
    server.plan("commit", "drop", moment="after")
    assert sent(made).state == "unknown"
    assert sent(made, minutes=4).state == "delivered"
    assert len(server.messages()) == 1


def test_the_same_gates_stand_before_it(written, author) -> None:
    server, _presence, thread = written
    with pytest.raises(Invalid, match="Write the reply"):
        answer(author, thread, "  ")
    with pytest.raises(Invalid, match="too long"):
        answer(author, thread, "a" * 600)
    with pytest.raises(Refused, match="This ties Jordan Reed"):
        answer(author, thread, "Jordan Reed, your card number 21234567890123 has three overdue books on it.")
    with pytest.raises(NotPermitted):
        answer(factories.person("records_officer"), thread)
    made = answer(author, thread)
    stop(by=factories.person("director"), at=factories.at(2), why="Something is wrong.")
    assert sent(made).state == "held"
    assert server.messages() == []
    take_back(by=author, at=factories.at(4), reply=made)
    thread.refresh_from_db()
    assert thread.state == "open"


def test_a_queued_answer_that_would_be_public_is_held(written, author) -> None:
    server, _, thread = written
    Conversation.objects.update(private=False)
    made = answer(author, thread)
    Conversation.objects.update(private=True)
    delivery = sent(made)
    assert (delivery.state, server.posts(), server.messages()) == ("held", [], [])
    assert "would be public" in delivery.error


def test_a_channel_without_private_messages_says_why_before_anything_is_queued(written, author, described) -> None:
    _, _, thread = written
    able = dict(fakes.channel.DESCRIPTION.capabilities)
    described(capabilities={**able, "messages": Capability("no", "Nobody answers messages here by machine.")})
    with pytest.raises(Refused, match="by machine"):
        answer(author, thread)
    assert not Delivery.objects.exists()


def test_the_hours_in_which_a_platform_lets_it_be_answered_are_kept(written, author, described) -> None:
    server, presence, thread = written
    assert answerable_until(thread) is None
    described(messages_within=24)
    assert answerable_until(thread) == factories.at(hours=24)
    late = 24 * 60 - 1
    with pytest.raises(Refused, match="within 24 hours"):
        answer(author, thread, minutes=late)
    made = answer(author, thread, minutes=late - 10)
    assert sent(made, minutes=24 * 60 + 5).state == "held"
    take_back(by=author, at=factories.at(24 * 60 + 6), reply=made)
    server.writes("Are you there?")
    pull(presence, minutes=25 * 60)
    again = answer(author, thread, minutes=25 * 60 + 1)
    assert sent(again, minutes=25 * 60 + 5).state == "delivered"


def _ref(comment: Comment) -> Ref:
    return Ref(comment.native_id)
