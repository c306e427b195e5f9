"""The agency answers where it was asked, in checked words, and the answer joins the thread once it was read back."""

from __future__ import annotations

from uuid import UUID

import pytest

import factories
from masthead.agencies.actors import Citizen, Worker
from masthead.agencies.models import RoleGrant
from masthead.channels.noticeboard.comments import delete_comment
from masthead.channels.noticeboard.models import NoticeboardPost
from masthead.conversations.assign import assign, note
from masthead.conversations.exchange import exchange_of
from masthead.conversations.models import Comment, Conversation, Reply
from masthead.conversations.pull import look_again, pull_presence
from masthead.conversations.reply import note_all_said, note_said, reply
from masthead.conversations.take_in import take_in
from masthead.conversations.words_of_reply import findings_on
from masthead.kernel.refusals import Invalid, NotPermitted, Refused
from masthead.outbox.carry import carry
from masthead.outbox.models import Delivery
from masthead.presences.connection import channel_for
from masthead.presences.models import LiveProfile, Presence
from masthead.records.models import Record

WORKER, READER = Worker(), Citizen("reader")
ANSWER = "The library opens at nine on Monday."


def answer(author, comment: Comment, text: str = ANSWER, **more) -> Reply:
    return reply(by=author, at=factories.at(1), comment=comment, text=text, **more)


def test_a_reply_goes_out_is_read_back_and_joins_the_thread(comment, author) -> None:
    made = answer(author, comment)
    assert Conversation.objects.get().state == "answered"
    assert [one.standing for one in exchange_of(comment.conversation).said] == ["shown", "on_its_way"]
    assert note_all_said(by=WORKER, at=factories.at(2)) == 0
    assert carry(made.delivery_id, by=WORKER, at=factories.at(2)) == "queued", "it can still be taken back"
    assert carry(made.delivery_id, by=WORKER, at=factories.at(3)) == "delivered"
    assert note_all_said(by=WORKER, at=factories.at(3)) == 1
    assert note_all_said(by=WORKER, at=factories.at(4)) == 0
    said = exchange_of(Conversation.objects.get()).said
    assert [(one.side, one.text, one.standing) for one in said] == [
        ("public", "When do you open?", "shown"),
        ("agency", ANSWER, "shown"),
    ]
    assert said[1].staff == author.name
    assert said[1].url
    thread = Record.objects.filter(conversation=str(comment.conversation_id)).values_list("kind", flat=True)
    assert {"comment/captured", "reply/written", "delivery/queued", "reply/said"} <= set(thread)


def test_our_own_reply_coming_back_is_told_once(comment, author, event, presence) -> None:
    made = answer(author, comment)
    Delivery.objects.update(state="delivered", ref={"native_id": "r1", "version": "", "url": ""})
    root = comment.conversation.root
    take_in(by=WORKER, at=factories.at(3), presence=presence, events=[event("r1", text=ANSWER, root=root, name="MLC")])
    made.refresh_from_db()
    back = Comment.objects.get(native_id="r1")
    assert (made.seen_as, back.from_us) == (back, True)
    said = exchange_of(Conversation.objects.get()).said
    assert [one.side for one in said].count("agency") == 1
    assert Conversation.objects.get().state == "answered"


def test_a_reply_is_not_said_before_it_was_read_back(comment, author) -> None:
    with pytest.raises(Refused, match="not been read back"):
        note_said(by=WORKER, at=factories.at(2), reply=answer(author, comment))


def test_unfit_words_are_refused_under_their_clause_and_nothing_leaves(comment, author) -> None:
    with pytest.raises(Refused) as refusal:
        answer(author, comment, "You are a stupid idiot and I will sue you, moron.")
    assert refusal.value.clause
    with pytest.raises(Invalid, match="too long"):
        answer(author, comment, "word " * 5000)
    with pytest.raises(Invalid, match="Write the reply"):
        answer(author, comment, "  ")
    assert not Reply.objects.exists()
    assert not Delivery.objects.exists()


def test_a_presence_whose_review_is_overdue_answers_only_with_a_reason(comment, author) -> None:
    Presence.objects.update(launched_at=factories.at(days=-800))
    with pytest.raises(Refused, match="give your reason") as refusal:
        answer(author, comment)
    assert refusal.value.clause
    assert answer(author, comment, reason="The reader cannot wait.").asked == ["review_overdue"]


def test_a_profile_that_changed_since_it_was_written_holds_a_reply_back(comment, author) -> None:
    made = answer(author, comment)
    name = {"name": "MLC"}
    LiveProfile.objects.create(
        presence=Presence.objects.get(),
        shown={"name": "Free Books"},
        confirmed=name,
        read_at=factories.at(2),
        drifted_at=factories.at(2),
    )
    assert carry(made.delivery_id, by=WORKER, at=factories.at(3)) == "held"
    assert "profile is not as it was confirmed" in Delivery.objects.get().error


def test_an_answer_too_long_for_its_channel_is_marked_while_it_is_written(comment) -> None:
    found = findings_on("word " * 5000, at=factories.at(1), presence=comment.presence)
    assert "does_not_fit" in [finding.code for finding in found]


@pytest.mark.holds("reply_uses_the_same_channel")
def test_a_reply_stays_on_the_channel_where_it_was_asked(comment, author) -> None:
    other = Presence.objects.get()
    other.pk, other.handle, other.name = None, "other", "Other"
    other._state.adding = True
    other.id = Presence._meta.pk.get_default()
    other.save()
    with pytest.raises(Refused, match="where the question was asked"):
        answer(author, comment, presence=other)


def test_a_presence_that_is_paused_does_not_answer(comment, author) -> None:
    Presence.objects.update(state="paused")
    with pytest.raises(Refused, match="paused"):
        answer(author, comment)


@pytest.mark.parametrize("spoil", ["role", "words", "deletion"])
def test_what_changed_since_it_was_queued_holds_it_back(comment, author, spoil) -> None:
    made = answer(author, comment)
    if spoil == "role":
        RoleGrant.objects.all().delete()
    elif spoil == "words":
        Reply.objects.update(text="Other words")
    else:
        Comment.objects.update(state="deleted_by_author")
    assert carry(made.delivery_id, by=WORKER, at=factories.at(3)) == "held"
    assert not NoticeboardPost.objects.exclude(thread=None).exists()


def test_who_may_not_answer_is_refused(comment) -> None:
    with pytest.raises(NotPermitted):
        answer(factories.person(), comment)


def test_a_deletion_on_the_board_reaches_the_thread(comment, author, presence) -> None:
    delete_comment(by=READER, at=factories.at(1), comment_id=UUID(comment.native_id.removeprefix("comment:")))
    pull_presence(by=WORKER, at=factories.at(2), presence=presence, channel=channel_for(presence))
    comment.refresh_from_db()
    assert (comment.state, comment.text) == ("deleted_by_author", "When do you open?")
    with pytest.raises(Refused, match="deleted"):
        answer(author, comment)


def test_pulling_again_finds_nothing_new(comment, presence) -> None:
    before = Record.objects.count()
    assert pull_presence(by=WORKER, at=factories.at(5), presence=presence, channel=channel_for(presence)) == []
    assert Record.objects.count() == before


def test_what_a_channel_never_tells_is_found_by_asking(comment, presence) -> None:
    class Silent:
        def recheck(self, refs):
            return {ref.native_id: "gone" for ref in refs}

    look_again(by=WORKER, at=factories.at(5), presence=presence, channel=Silent())
    comment.refresh_from_db()
    assert comment.state == "deleted_by_author"


def test_a_conversation_is_given_only_to_somebody_who_may_answer(comment, author) -> None:
    with pytest.raises(Invalid, match="no role"):
        assign(by=author, at=factories.at(1), conversation=comment.conversation, to=factories.person())
    assign(by=author, at=factories.at(1), conversation=comment.conversation, to=author, text="Yours")
    note(by=author, at=factories.at(2), conversation=comment.conversation, text="She called, too")
    assert Conversation.objects.get().assigned_to == author
    assert [left.text for left in Conversation.objects.get().notes.all()] == ["Yours", "She called, too"]
