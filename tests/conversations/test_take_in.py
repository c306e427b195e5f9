"""Nothing the public says is lost, and nothing is kept twice."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

import factories
from masthead.agencies.actors import Worker
from masthead.agencies.models import Person
from masthead.conversations.models import Comment, CommentVersion, Conversation, RawCapture
from masthead.conversations.take_in import Intake, take_in
from masthead.kernel.refusals import NotPermitted
from masthead.moderation.assess import not_yet_assessed
from masthead.presences.models import LiveProfile, Presence
from masthead.records.models import Record

WORKER = Worker("intake")


def run(presence, *events, minutes=10) -> Intake:
    return take_in(by=WORKER, at=factories.at(minutes), presence=presence, events=events)


def kinds() -> list[str]:
    return list(Record.objects.filter(kind__startswith="comment/").order_by("number").values_list("kind", flat=True))


def test_a_comment_is_kept_with_its_bytes_and_a_record(presence: Presence, event) -> None:
    told = event(text="Où est le café?")
    intake = run(presence, told)
    comment = Comment.objects.get()
    assert intake.captured == (comment.pk,)
    assert (comment.text, comment.state, comment.author_shown) == ("Où est le café?", "shown", "Reader")
    assert bytes(comment.current.raw.content) == told.raw
    record = Record.objects.get(kind="comment/captured")
    assert record.conversation == str(comment.conversation_id)
    body = json.loads(bytes(record.payload))["body"]
    assert (body["text"], body["raw_sha256"]) == ("Où est le café?", comment.current.raw_id)


def test_the_same_event_twice_is_one_comment_and_one_record(presence: Presence, event) -> None:
    run(presence, event(), event(minutes=3))
    again = run(presence, event(minutes=9), minutes=20)
    assert again == Intake(known=1)
    assert (Comment.objects.count(), CommentVersion.objects.count(), kinds()) == (1, 1, ["comment/captured"])


def test_every_wording_is_kept_and_the_last_is_in_force(presence: Presence, event) -> None:
    run(presence, event(text="First"))
    intake = run(presence, event(version="2", kind="edited", text="Second", minutes=5), minutes=20)
    comment = Comment.objects.get()
    assert intake.reworded == (comment.pk,)
    assert [v.text for v in comment.versions.all()] == ["First", "Second"]
    assert comment.text == "Second"
    assert kinds() == ["comment/captured", "comment/edited"]


def test_an_edit_seen_before_the_first_wording_stays_in_force(presence: Presence, event) -> None:
    run(presence, event(version="b", kind="edited", text="Second", minutes=1))
    run(presence, event(version="a", kind="new", text="First", minutes=8), minutes=20)
    assert Comment.objects.get().text == "Second"
    assert CommentVersion.objects.count() == 2


def test_a_deletion_seen_first_is_kept_and_the_words_that_follow_do_not_undo_it(presence: Presence, event) -> None:
    run(presence, event(kind="deleted", root=None))
    comment = Comment.objects.get()
    assert (comment.state, comment.text) == ("deleted_by_author", "")
    run(presence, event(text="Gone too soon", minutes=2), minutes=20)
    comment.refresh_from_db()
    assert (comment.state, comment.text) == ("deleted_by_author", "Gone too soon")
    assert [c.root for c in Conversation.objects.all()] == ["post:1"]
    assert kinds() == ["comment/deleted", "comment/captured"]


def test_a_new_name_of_the_author_is_shown_and_recorded(presence: Presence, event) -> None:
    run(presence, event(name="Ann"))
    run(presence, event(name="Anne", minutes=5), minutes=20)
    assert Comment.objects.get().author_shown == "Anne"
    assert kinds() == ["comment/captured", "comment/renamed"]
    run(presence, event(name="Ann", minutes=1), minutes=30)
    assert Comment.objects.get().author_shown == "Anne"


def test_an_older_name_told_late_does_not_replace_a_newer_one(presence: Presence, event) -> None:
    run(presence, event(name="Ann"), event(name="Ann", minutes=9))
    run(presence, event(name="Anne", minutes=5), minutes=20)
    assert Comment.objects.get().author_shown == "Ann"
    assert kinds() == ["comment/captured"]


def test_what_the_channel_hides_is_told_apart_from_what_we_remove(presence: Presence, event) -> None:
    run(presence, event())
    run(presence, event(kind="hidden", minutes=5), minutes=20)
    assert Comment.objects.get().state == "hidden_elsewhere"
    Comment.objects.update(state="removed")
    run(presence, event(version="2", kind="edited", text="Other words", minutes=8), minutes=30)
    comment = Comment.objects.get()
    assert (comment.state, comment.text) == ("removed", "Other words")


def test_an_answer_that_came_before_what_it_answers_is_linked_later(presence: Presence, event) -> None:
    run(presence, event("c2", parent="c1"))
    assert Comment.objects.get().parent is None
    run(presence, event("c1"), minutes=20)
    assert Comment.objects.get(native_id="c2").parent == Comment.objects.get(native_id="c1")


def test_a_thread_learned_late_moves_its_comments(presence: Presence, event) -> None:
    run(presence, event("c2", root=None, parent="c1"))
    assert Conversation.objects.get().root == "c1"
    run(presence, event("c2", version="2", kind="edited", text="Again", parent="c1", minutes=4), minutes=20)
    assert Conversation.objects.get().root == "post:1"


def test_bytes_that_no_database_could_hold_as_text_are_kept_as_bytes(presence: Presence, event) -> None:
    told = event(text="null\x00 and \ud800 lone")
    run(presence, told)
    comment = Comment.objects.get()
    assert comment.text == "null\ufffd and \ufffd lone"
    assert RawCapture.objects.count() == 1


def test_a_comment_opens_an_answered_conversation_again(presence: Presence, event) -> None:
    run(presence, event())
    Conversation.objects.update(state="answered")
    run(presence, event(minutes=1), minutes=20)
    assert Conversation.objects.get().state == "answered"
    run(presence, event("c2"), minutes=30)
    assert Conversation.objects.get().state == "open"


def test_what_the_account_writes_itself_is_ours(presence: Presence, event) -> None:
    LiveProfile.objects.create(presence=presence, shown={"author_id": "did:plc:ours"}, read_at=factories.at())
    run(presence, replace(event("c1"), author_id="did:plc:ours"), replace(event("c2"), author_id="did:plc:theirs"))
    assert list(Comment.objects.filter(from_us=True).values_list("native_id", flat=True)) == ["c1"]


@pytest.mark.parametrize("name", ["mlc-noticeboard", "MLC Noticeboard", "did:plc:ours"])
def test_nobody_is_taken_for_the_agency_by_the_name_they_type(presence: Presence, event, name: str) -> None:
    LiveProfile.objects.create(presence=presence, shown={"author_id": "did:plc:ours"}, read_at=factories.at())
    run(presence, event(name=name))
    comment = Comment.objects.get()
    assert not comment.from_us
    assert list(not_yet_assessed()) == [comment]


def test_who_was_taken_for_the_agency_by_a_typed_name_is_given_back_to_the_public(presence: Presence, event) -> None:
    run(presence, event("c1"), event("c2"))
    Comment.objects.update(from_us=True)
    Comment.objects.filter(native_id="c2").update(author_id="did:plc:ours")
    import_module("masthead.conversations.migrations.0004_typed_names_are_not_ours").give_back_to_the_public(apps, None)
    assert list(Comment.objects.filter(from_us=True).values_list("native_id", flat=True)) == ["c2"]


def test_only_the_worker_takes_in(presence: Presence, event, author: Person) -> None:
    with pytest.raises(NotPermitted):
        take_in(by=author, at=factories.at(), presence=presence, events=[event()])
    assert not Comment.objects.exists()


def test_queries_do_not_grow_with_the_batch(presence: Presence, event) -> None:
    """Appends to the ledger aside, which are one by one by design."""

    def count(size: int, prefix: str) -> int:
        events = [event(f"{prefix}{n}", parent=f"{prefix}{n - 1}" if n else None) for n in range(size)]
        with CaptureQueriesContext(
            connection,
        ) as captured:
            run(presence, *events)
        ledger = ("records_", "django_", "SAVEPOINT", "RELEASE")
        return sum(1 for q in captured if not any(word in q["sql"] for word in ledger))

    small, large = count(3, "s"), count(60, "l")
    assert large <= small
