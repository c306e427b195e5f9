"""The inbox as staff use it: found, read whole, answered in checked words, assigned, and settled with the mailbox."""

from __future__ import annotations

import html
import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import factories
from comment_events import a_presence
from masthead.agencies.actors import Citizen, Worker
from masthead.agencies.models import Agency, Person
from masthead.channels.noticeboard.comments import confirm_comment, submit_comment
from masthead.channels.noticeboard.models import NoticeboardPost
from masthead.conversations.forward import queue_forwarding
from masthead.conversations.inbox import inbox, owed
from masthead.conversations.models import Comment, Conversation, Forwarding, Reply
from masthead.conversations.pull import pull_presence
from masthead.moderation.models import Case
from masthead.outbox.models import Delivery
from masthead.presences.connection import channel_for
from masthead.presences.models import Presence
from moderated import case_on, comment_saying

pytestmark = pytest.mark.django_db
READER = Citizen("reader")


@pytest.fixture
def author(agency: Agency) -> Person:
    return factories.person("communicator")


@pytest.fixture
def question(author: Person) -> Comment:
    """A question under a post that is really on the Noticeboard, so that it can be answered there."""
    presence = a_presence(author)
    post = NoticeboardPost.objects.create(
        key="k", handle=presence.handle, text="Story hour on Monday", put_up_at=factories.at(-30)
    )
    told = {"author_shown": "Reader", "email": "reader@home.invalid", "text": "When do you open?"}
    sent = submit_comment(by=READER, at=factories.at(-20), post_id=post.pk, **told)
    confirm_comment(by=READER, at=factories.at(-19), comment_id=sent.pk)
    pull_presence(by=Worker(), at=factories.at(), presence=presence, channel=channel_for(presence))
    return Comment.objects.get()


def page_of(conversation: Conversation, person: Person, query: str = "") -> str:
    address = reverse("desk:conversation", args=[conversation.pk]) + query
    return factories.client_for(person).get(address).content.decode()


def answer(comment: Comment, person: Person, **fields: str) -> object:
    address = reverse("desk:conversation_reply", args=[comment.conversation_id])
    return factories.client_for(person).post(address, {"comment": str(comment.pk), **fields})


def test_the_list_is_filtered_by_state_presence_and_person(author: Person) -> None:
    comment_saying("When do you open?", "c1")
    comment_saying("Where is the map?", "c2", root="post:2")
    Conversation.objects.filter(comments__native_id="c2").update(state="answered", assigned_to=author)
    client = factories.client_for(author)

    def listed(query: str) -> set[str]:
        page = client.get(reverse("desk:inbox") + query).content.decode()
        return {words for words in ("When do you open?", "Where is the map?") if words in page}

    assert len(listed("")) == 2
    assert listed("?state=open") == listed("?whose=nobody") == {"When do you open?"}
    assert listed("?state=answered") == listed("?whose=mine") == {"Where is the map?"}
    assert listed(f"?presence={Conversation.objects.first().presence_id}") == listed("?state=nonsense") == listed("")
    assert (
        "No conversation is like this" in client.get(reverse("desk:inbox") + "?state=open&whose=mine").content.decode()
    )


def test_the_list_goes_on_page_by_page_and_a_made_up_cursor_is_no_page(author: Person) -> None:
    for number in range(27):
        comment_saying(f"Question {number}.", f"c{number}", root=f"post:{number}", minutes=number)
    client = factories.client_for(author)
    first = client.get(reverse("desk:inbox"))
    older = first.context["older"]
    second = client.get(reverse("desk:inbox"), {"after": older})
    shown = [row.conversation.pk for answer in (first, second) for row in answer.context["rows"]]
    assert len(shown) == len(set(shown)) == 27
    assert "To the beginning" in second.content.decode()
    assert client.get(reverse("desk:inbox") + "?after=x").status_code == 404


def test_a_longer_list_asks_no_more_queries(author: Person) -> None:
    client = factories.client_for(author)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("desk:inbox"))
        return len(captured)

    comment_saying("One.", "c1")
    queries()
    few = queries()
    for number in range(9):
        comment_saying("More.", f"d{number}", root=f"post:{number + 2}")
    assert queries() == few


def test_the_thread_shows_edits_deletions_and_removals(author: Person) -> None:
    comment_saying("First words.", "c1")
    comment = comment_saying("Second words.", "c1", minutes=1)
    comment_saying("Taken back.", "c2", minutes=2)
    Comment.objects.filter(native_id="c2").update(state="deleted_by_author")
    comment_saying("Gone.", "c3", minutes=3)
    Comment.objects.filter(native_id="c3").update(state="removed")
    page = page_of(comment.conversation, author)
    for words in (
        "First words.",
        "Second words.",
        "1 earlier wording",
        "Taken back.",
        "Deleted by its author",
        "Gone.",
    ):
        assert words in page
    assert "Removed by us" in page


def test_an_answer_leaves_on_the_same_channel(question: Comment, author: Person) -> None:
    sent = answer(question, author, text="The library opens at nine on Monday.")
    assert sent.status_code == 302
    assert Reply.objects.get().text == "The library opens at nine on Monday."
    page = page_of(question.conversation, author)
    assert "The library opens at nine on Monday." in page
    assert "written by Ione Marbury" in page
    assert "Scheduled" in page


def test_an_answer_that_breaks_a_clause_stays_in_the_form_with_the_clause(question: Comment, author: Person) -> None:
    refused = answer(question, author, text="Read https://nobody.invalid/looked first.")
    page = refused.content.decode()
    assert refused.status_code == 422
    assert not Reply.objects.exists()
    assert "Read https://nobody.invalid/looked first." in page
    assert "Presence 5" in page
    assert answer(question, author, text=" ").status_code == 422


def test_checking_sends_nothing(question: Comment, author: Person) -> None:
    checked = answer(question, author, text="Thx, see you.", do="check")
    assert checked.status_code == 200
    assert "Thx, see you.</textarea>" in checked.content.decode()
    assert "mh-finding--" in checked.content.decode()
    live = factories.client_for(author).post(
        reverse("desk:conversation_findings", args=[question.conversation_id]), {"text": "Thx, see you."}
    )
    assert "mh-finding--" in live.content.decode()
    assert not Reply.objects.exists()


def test_what_its_author_deleted_or_an_employee_handed_over_cannot_be_answered(
    question: Comment, author: Person
) -> None:
    Comment.objects.update(state="deleted_by_author")
    assert "nothing here that can be answered" in page_of(question.conversation, author)
    assert answer(question, author, text="The library opens at nine.").status_code == 422
    handed = Conversation.objects.create(root="x", title="H", handed_over_by=author, last_event_at=factories.at())
    assert "Invite the person to write to an official account." in page_of(handed, author)


def test_a_comment_of_another_conversation_is_not_answered_here(question: Comment, author: Person) -> None:
    other = comment_saying("Elsewhere.", "c9", root="post:9")
    address = reverse("desk:conversation_reply", args=[question.conversation_id])
    sent = factories.client_for(author).post(address, {"comment": str(other.pk), "text": "The library opens."})
    assert sent.status_code == 404
    assert not Reply.objects.exists()


def test_a_conversation_is_given_to_somebody_with_a_word(question: Comment, author: Person) -> None:
    client, key = factories.client_for(author), question.conversation_id
    other, clerk = factories.person("moderator", name="Rufus"), factories.person(name="Clerk")
    client.post(reverse("desk:conversation_assign", args=[key]), {"to": str(other.pk), "text": "You know the hours."})
    client.post(reverse("desk:conversation_note", args=[key]), {"text": "Asked last week, too."})
    page = page_of(question.conversation, author)
    assert Conversation.objects.get().assigned_to == other
    assert "gave it to Rufus" in page
    assert "You know the hours." in page
    assert "Asked last week, too." in page
    assert "Clerk" not in page
    client.post(reverse("desk:conversation_assign", args=[key]), {"to": str(clerk.pk)})
    assert Conversation.objects.get().assigned_to == other


def test_an_unconfirmed_forwarding_is_settled_by_the_records_officer(question: Comment, author: Person) -> None:
    queue_forwarding(by=Worker(), at=factories.at(1), conversation=question.conversation)
    Forwarding.objects.update(state="unconfirmed")
    address = reverse("desk:conversation_forward", args=[question.conversation_id])
    officer = factories.person("records_officer")
    assert "I found it in the mailbox" in page_of(question.conversation, officer)
    assert "I found it in the mailbox" not in page_of(question.conversation, author)
    assert factories.client_for(author).post(address, {"found": "no"}).status_code == 403
    factories.client_for(officer).post(address, {"found": "no"})
    assert list(Forwarding.objects.order_by("revision").values_list("state", flat=True)) == ["replaced", "due"]
    Forwarding.objects.filter(state="due").update(state="unconfirmed")
    factories.client_for(officer).post(address, {"found": "yes"})
    assert Forwarding.objects.get(revision=2).state == "sent"
    assert "arrived" in page_of(question.conversation, officer)


def test_a_reply_whose_fate_is_unknown_is_settled_where_it_was_written(question: Comment, author: Person) -> None:
    answer(question, author, text="The library opens at nine on Monday.")
    Delivery.objects.update(state="unknown")
    assert "It is not there: send it" in page_of(question.conversation, author)
    address = reverse("desk:conversation_delivery", args=[question.conversation_id])
    client = factories.client_for(author)
    given = {"reply": str(Reply.objects.get().pk), "answer": "there"}
    client.post(address, given)
    assert Delivery.objects.get().state == "unknown"
    client.post(address, {**given, "permalink": "https://board.example/9"})
    assert Delivery.objects.get().state == "said"
    assert f"{author.name}; not read back" in page_of(question.conversation, author)
    assert client.post(address, {"reply": "x", "answer": "there"}).status_code == 404


def test_a_moderator_puts_a_comment_before_colleagues(question: Comment, author: Person) -> None:
    moderator = factories.person("moderator")
    address = reverse("desk:conversation_case", args=[question.conversation_id])
    given = {"comment": str(question.pk), "why": "It may be a threat."}
    assert factories.client_for(author).post(address, given).status_code == 403
    factories.client_for(moderator).post(address, given)
    assert Case.objects.get().why == "It may be a threat."
    assert "The chosen comment is in the queue" in page_of(question.conversation, moderator, f"?comment={question.pk}")


def test_a_person_who_may_only_read_is_told_who_answers(question: Comment) -> None:
    page = page_of(question.conversation, factories.person("records_officer"))
    assert "When do you open?" in page
    assert "Send the answer" not in page


def test_an_answer_on_its_way_can_be_taken_back_and_its_words_are_kept(author: Person, question: Comment) -> None:
    answer(question, author, text="The library opens at nine on Monday.")
    sent = Reply.objects.get()
    page = page_of(question.conversation, author)
    assert "Take it back" in page and "Leaves" in page
    client = factories.client_for(author)
    address = reverse("desk:conversation_take_back", args=[question.conversation_id])
    page = client.post(address, {"reply": str(sent.pk)}, follow=True).content.decode()
    assert Delivery.objects.get().state == "cancelled"
    assert "The library opens at nine on Monday.</textarea>" in page
    assert "Take it back" not in page
    assert client.post(address, {"reply": "no id"}).status_code == 404


def test_an_answer_is_on_its_way_until_it_arrived_and_owed_again_when_it_is_held(
    author: Person, question: Comment
) -> None:
    client = factories.client_for(author)

    def pages() -> str:
        return client.get(reverse("desk:inbox")).content.decode() + page_of(question.conversation, author)

    answer(question, author, text="The library opens at nine on Monday.")
    assert pages().count("Answer on its way") == 2
    assert not Conversation.objects.filter(owed()).exists()
    for state in ("held", "rejected"):
        Delivery.objects.update(state=state)
        assert pages().count("Reply owed: the answer has not left") == 2
        assert (
            Conversation.objects.filter(owed()).count() == 1
            and inbox(state="open").rows
            and not inbox(state="answered").rows
        )
        assert "1 reply owed" in client.get(reverse("desk:today")).content.decode()
    Delivery.objects.update(state="delivered")
    Reply.objects.update(said_at=factories.at(9))
    assert "Answer on its way" not in pages() and "mh-pill mh-pill--good" in pages()
    assert not Conversation.objects.filter(owed()).exists() and inbox(state="answered").rows


def test_the_answer_is_aimed_at_what_waits_for_one_and_never_at_spam(author: Person) -> None:
    case = case_on("Buy pills now", "c2", opened_by=factories.person("moderator"))
    conversation = case.comment.conversation
    page = page_of(conversation, author)
    assert "choose <b>Answer this</b> below a comment." in page and "You answer" not in page
    asked = comment_saying("When do you open?", "c1", minutes=-5)
    page = page_of(conversation, author)
    assert f'name="comment" value="{asked.pk}"' in page
    assert "You answer" in page_of(conversation, author, f"?comment={case.comment_id}"), "whoever chooses it may"


def test_a_comment_before_the_moderators_is_said_to_be_there_and_the_case_is_for_those_who_see_cases(
    author: Person,
) -> None:
    case = case_on("Somebody should burn that branch down", opened_by=factories.person("moderator"))
    conversation, link = case.comment.conversation, f'href="{reverse("desk:case", args=[case.pk])}"'
    for reader, linked in ((author, False), (factories.person("moderator"), True)):
        page = page_of(conversation, reader)
        assert "A comment here is before the moderators" in page and "Nothing waits for an answer" not in page
        assert (link in page) == linked
    Case.objects.update(state="decided")
    assert "before the moderators, and nothing" not in page_of(conversation, author)


def test_the_list_quotes_no_removed_comment(author: Person) -> None:
    comment_saying("When do you open?", "c1")
    comment_saying("Vote for Jo Doe", "c2", minutes=3)
    Comment.objects.filter(native_id="c2").update(state="removed")
    page = factories.client_for(author).get(reverse("desk:inbox")).content.decode()
    assert "“When do you open?”" in page and "“Vote for Jo Doe”" not in page


def test_a_long_exchange_has_pages_and_the_chosen_comment_is_on_the_page(author: Person) -> None:
    for number in range(1, 71):
        comment_saying(f"Message {number:03}", f"c{number}", minutes=number)
    conversation = Conversation.objects.get()
    met: list[str] = []
    query = ""
    while True:
        page = page_of(conversation, author, query)
        assert "70 messages" in page
        met = re.findall(r'said__text">(Message \d{3})<', page) + met
        earlier = re.search(r'href="(\?before=[^"#]+)#said-', page)
        if not earlier:
            break
        query = earlier[1]
    assert met == [f"Message {number:03}" for number in range(1, 71)]
    assert "Message 070" in page_of(conversation, author), "the latest stand on the first page"
    second = Comment.objects.get(native_id="c2")
    assert f'id="said-{second.pk}"' in page_of(conversation, author, f"?comment={second.pk}")


def test_a_long_exchange_asks_no_more_queries(author: Person) -> None:
    counts = []
    for size in (2, 12):
        for number in range(size):
            comment_saying(f"Message {number}", f"c{number}-{size}", minutes=number)
        with CaptureQueriesContext(connection) as captured:
            page_of(Conversation.objects.get(), author)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_filter_names_each_presence_with_its_channel_and_none_that_came_to_nothing(
    author: Person, question: Comment
) -> None:
    ours = question.conversation.presence
    assert ours is not None
    declined = Presence.objects.get(pk=ours.pk)
    declined.pk, declined.state, declined.name, declined.handle = uuid4(), "declined", "Never opened", "never"
    declined.save(force_insert=True)
    page = factories.client_for(author).get(reverse("desk:inbox")).content.decode()
    assert f"{ours.name} (Noticeboard)" in html.unescape(page)
    assert "Never opened" not in page
