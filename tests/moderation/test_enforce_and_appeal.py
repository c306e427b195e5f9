"""From a removal to the public page and back: enforcement, notice, appeal, on the agency's own Noticeboard."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.core.mail import get_connection

import factories
from masthead.agencies.actors import Citizen
from masthead.agencies.models import MailSettings
from masthead.channels.errors import Rejected, Transient
from masthead.channels.noticeboard.comments import confirm_comment, edit_comment, submit_comment
from masthead.channels.noticeboard.models import NoticeboardComment, NoticeboardPost
from masthead.channels.outcomes import Moderated
from masthead.channels.ref import Ref
from masthead.conversations.models import Comment
from masthead.conversations.pull import pull_presence
from masthead.jobs.send_notices import needed
from masthead.kernel.refusals import Invalid, NotFound, NotPermitted, Refused
from masthead.moderation.appeal import decide_appeal, file_appeal, notice_for, open_appeals
from masthead.moderation.assess import assess_all, open_case
from masthead.moderation.decide import remove
from masthead.moderation.enforce import enforce_due, needing_a_person, retry
from masthead.moderation.models import Appeal, Case, Decision, Enforcement, Notice
from masthead.moderation.notify import queue_notices, send_due_notices
from masthead.moderation.restore import restore, undo
from masthead.moderation.reveal import reveal_author
from masthead.presences.connection import channel_for
from masthead.records.models import Record

from .conftest import WORKER

READER = Citizen("reader", "Reader")
TEXT = "I will burn the library down"


@pytest.fixture
def board_comment(presence) -> NoticeboardComment:
    """A comment on the Noticeboard, confirmed by its author."""
    post = NoticeboardPost.objects.create(
        key="k", handle=presence.handle, text="Story hour on Monday", put_up_at=factories.at(-30)
    )
    told = {"post_id": post.pk, "author_shown": "Reader", "email": "reader@home.invalid", "text": TEXT}
    sent = submit_comment(by=READER, at=factories.at(-20), **told)
    return confirm_comment(by=READER, at=factories.at(-19), comment_id=sent.pk)


@pytest.fixture
def comment(presence, board_comment) -> Comment:
    pull_presence(by=WORKER, at=factories.at(), presence=presence, channel=channel_for(presence))
    return Comment.objects.get()


@pytest.fixture
def removal(comment, ann) -> Decision:
    case = open_case(by=ann, at=factories.at(1), comment=comment, why="A threat")
    return remove(
        by=ann,
        at=factories.at(2),
        case=case,
        version=case.version,
        ground="threatening",
        quote_start=0,
        quote_end=11,
        mirror=True,
    )


def carry(minutes: float, **given) -> dict[str, int]:
    return enforce_due(by=WORKER, at=factories.at(minutes), **given)


def tell(minutes: float) -> None:
    queue_notices(by=WORKER, at=factories.at(minutes))
    send_due_notices(by=WORKER, at=factories.at(minutes), connection=get_connection())


def appealed(minutes: float = 5) -> Appeal:
    told = Notice.objects.get(about="removal")
    return file_appeal(by=READER, at=factories.at(minutes), token=told.token, text="It was a joke about the heat")


def test_a_removal_hides_on_the_channel_and_is_read_back(removal, comment, board_comment) -> None:
    assert Comment.objects.get().state == "shown"
    assert carry(3) == {"done": 1}
    board_comment.refresh_from_db()
    assert (board_comment.state, Comment.objects.get().state) == ("hidden", "removed")
    assert Enforcement.objects.get().read_back == "hidden"
    assert carry(4) == {}


def test_the_author_is_told_the_ground_the_words_and_how_to_appeal(removal, rulebook) -> None:
    carry(3)
    tell(4)
    tell(5)
    assert len(mail.outbox) == 1
    sent = mail.outbox[0]
    ground = rulebook.ground("threatening")
    assert sent.to == ["reader@home.invalid"]
    assert "> I will burn\n" in sent.body
    assert ground.name in sent.body and ground.definition in sent.body
    assert rulebook.clause(ground.clause).label in sent.body
    token = re.search(r"http://testserver/appeal/([^/]+)/", sent.body)[1]
    assert notice_for(token).decision == removal
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"


def test_nobody_is_told_before_it_is_done(removal) -> None:
    tell(3)
    assert not mail.outbox


def test_a_worker_turns_to_notices_only_where_somebody_is_to_be_told(removal, ben) -> None:
    assert not needed(factories.at(3)), "nothing is hidden yet"
    carry(3)
    assert needed(factories.at(3)), "hidden, and nobody told"
    queue_notices(by=WORKER, at=factories.at(3))
    assert not needed(factories.at(3)), "no mail server: the notice waits"
    MailSettings.objects.create(host="smtp.agency.invalid", sender="desk@agency.invalid")
    assert not needed(factories.at(2)), "not due yet"
    assert needed(factories.at(3)), "due"
    Notice.objects.update(state="sending", claimed_at=factories.at(3))
    assert not needed(factories.at(17)), "another worker is at it"
    assert needed(factories.at(18)), "whoever was at it is gone"
    Notice.objects.update(state="sent")
    assert not needed(factories.at(18))
    restore(by=ben, at=factories.at(19), decision=removal, why="It was a joke")
    carry(20)
    assert needed(factories.at(20)), "shown again, and its author knows of the removal alone"
    tell(20)
    assert not needed(factories.at(21))


def test_where_there_is_no_address_the_notice_says_so(case_on, ann) -> None:
    case = case_on(TEXT)
    how = {"ground": "threatening", "quote_start": 0, "quote_end": 11, "mirror": True}
    remove(by=ann, at=factories.at(2), case=case, version=case.version, **how)
    Enforcement.objects.update(state="done")
    tell(4)
    assert Notice.objects.get().state == "not_sent"
    assert not mail.outbox


def test_an_appeal_is_decided_by_somebody_else_and_brings_the_comment_back(removal, board_comment, ann, ben) -> None:
    carry(3)
    tell(4)
    appeal = appealed()
    assert (list(open_appeals(ann)), list(open_appeals(ben))) == ([], [appeal])
    with pytest.raises(Refused, match="took part"):
        decide_appeal(by=ann, at=factories.at(6), appeal=appeal, outcome="reversed", why="Fair point")
    decide_appeal(by=ben, at=factories.at(6), appeal=appeal, outcome="reversed", why="A joke about the heat")
    removal.refresh_from_db()
    assert removal.state == "overturned"
    assert carry(7) == {"done": 1}
    board_comment.refresh_from_db()
    assert (board_comment.state, Comment.objects.get().state) == ("visible", "shown")
    tell(8)
    assert mail.outbox[-1].subject.startswith("Your comment is back")
    assert "A joke about the heat" in mail.outbox[-1].body


def test_an_appeal_upheld_is_answered(removal, ben) -> None:
    carry(3)
    tell(4)
    decide_appeal(by=ben, at=factories.at(6), appeal=appealed(), outcome="upheld", why="It names a place")
    tell(7)
    assert "It names a place" in mail.outbox[-1].body
    assert Comment.objects.get().state == "removed"


def test_neither_of_two_reviewers_decides_the_appeal(removal, ben, cal) -> None:
    carry(3)
    tell(4)
    Decision.objects.update(second_by=ben)
    appeal = appealed()
    with pytest.raises(Refused, match="took part"):
        decide_appeal(by=ben, at=factories.at(6), appeal=appeal, outcome="upheld", why="No")
    assert decide_appeal(by=cal, at=factories.at(6), appeal=appeal, outcome="upheld", why="No").state == "upheld"


def test_an_appeal_is_filed_once_with_words_and_the_right_link(removal, ann) -> None:
    carry(3)
    tell(4)
    told = Notice.objects.get()
    with pytest.raises(Invalid, match="Write why"):
        file_appeal(by=READER, at=factories.at(5), token=told.token, text=" ")
    with pytest.raises(NotFound):
        file_appeal(by=READER, at=factories.at(5), token=told.token[:-1], text="Please")
    with pytest.raises(NotPermitted):
        file_appeal(by=ann, at=factories.at(5), token=told.token, text="Please")
    appealed()
    with pytest.raises(Refused, match="already"):
        appealed(6)


def test_a_removal_undone_before_it_left_never_reaches_the_channel(removal, board_comment, ann) -> None:
    undo(by=ann, at=factories.at(2.5), case=Case.objects.get())
    assert carry(3) == {}
    board_comment.refresh_from_db()
    assert board_comment.state == "visible"
    assert Case.objects.get().state == "open"


def test_a_removal_undone_after_it_left_is_put_back(removal, board_comment, ann) -> None:
    carry(3)
    undo(by=ann, at=factories.at(4), case=Case.objects.get())
    assert carry(5) == {"done": 1}
    board_comment.refresh_from_db()
    assert board_comment.state == "visible"


def test_a_restoral_needs_a_reason(removal, ben) -> None:
    with pytest.raises(Invalid):
        restore(by=ben, at=factories.at(3), decision=removal, why="")
    assert restore(by=ben, at=factories.at(3), decision=removal, why="A metaphor").state == "overturned"


def test_words_changed_before_the_hiding_are_not_hidden_unread(removal, presence, board_comment) -> None:
    edit_comment(by=READER, at=factories.at(2.2), comment_id=board_comment.pk, text="See you there")
    pull_presence(by=WORKER, at=factories.at(2.5), presence=presence, channel=channel_for(presence))
    assert carry(3) == {"cancelled": 1}
    board_comment.refresh_from_db()
    assert board_comment.state == "visible"
    assert Case.objects.get().state == "open"


def test_words_changed_between_two_tries_are_not_hidden_unread_either(removal, presence, board_comment) -> None:
    lost = Stubborn(channel_for(presence), Transient("The server is down.", cure="Wait."))
    assert carry(3, connect=lambda _: lost) == {"due": 1}
    # The try that failed might have reached the page all the same.
    channel_for(presence).moderate(Ref(Comment.objects.get().native_id), "hide", "a ground")
    edit_comment(by=READER, at=factories.at(4), comment_id=board_comment.pk, text="Thank you for story hour")
    pull_presence(by=WORKER, at=factories.at(5), presence=presence, channel=channel_for(presence))
    assert carry(30) == {"cancelled": 1}
    assert carry(31) == {"done": 1}
    board_comment.refresh_from_db()
    assert board_comment.state == "visible"
    assert Comment.objects.get().state == "shown"
    assert Case.objects.get().state == "open"


def test_words_changed_while_they_are_hidden_come_back_and_wait_for_a_person(removal, presence, board_comment) -> None:
    def edit() -> None:
        edit_comment(by=READER, at=factories.at(3.1), comment_id=board_comment.pk, text="Thank you for story hour")
        pull_presence(by=WORKER, at=factories.at(3.2), presence=presence, channel=channel_for(presence))
        assess_all(by=WORKER, at=factories.at(3.3))

    assert carry(3, connect=lambda _: Meanwhile(channel_for(presence), edit)) == {"cancelled": 1}
    assert (Comment.objects.get().state, Case.objects.get().state) == ("shown", "open")
    tell(4)
    assert not mail.outbox
    assert carry(5) == {"done": 1}
    board_comment.refresh_from_db()
    assert (board_comment.state, Comment.objects.get().state) == ("visible", "shown")
    assert Record.objects.filter(kind="case/reopened").count() == 1


class Meanwhile:
    """A channel on which something happens just before it does what `moderate` asks."""

    def __init__(self, real, happens) -> None:
        self.real, self.happens = real, happens

    def describe(self):
        return self.real.describe()

    def moderate(self, ref, action, reason):
        self.happens()
        return self.real.moderate(ref, action, reason)


class Stubborn:
    """A channel that answers `moderate` as told, one answer a call."""

    def __init__(self, real, *answers) -> None:
        self.real, self.answers = real, list(answers)

    def describe(self):
        return self.real.describe()

    def moderate(self, ref, action, reason):
        answer = self.answers.pop(0)
        if isinstance(answer, BaseException):
            raise answer
        return Moderated(ref, hidden=answer)


def test_what_fails_for_now_is_seen_and_tried_again(removal, presence) -> None:
    channel = Stubborn(channel_for(presence), Transient("The server is down.", cure="Wait."), False, True)
    assert carry(3, connect=lambda _: channel) == {"due": 1}
    row = Enforcement.objects.get()
    assert (row.error, row.cure, row.tries) == ("The server is down.", "Wait.", 1)
    assert carry(3.5, connect=lambda _: channel) == {}
    assert carry(10, connect=lambda _: channel) == {"due": 1}
    assert "still shown" in Enforcement.objects.get().error
    assert carry(30, connect=lambda _: channel) == {"done": 1}
    assert Comment.objects.get().state == "removed"


def test_a_refusal_waits_for_a_person_who_can_retry(removal, presence, ann) -> None:
    channel = Stubborn(channel_for(presence), Rejected("No such comment."), True)
    assert carry(3, connect=lambda _: channel) == {"failed": 1}
    assert list(needing_a_person()) == [Enforcement.objects.get()]
    assert Comment.objects.get().state == "shown"
    retry(by=ann, at=factories.at(5), enforcement=Enforcement.objects.get())
    assert carry(6, connect=lambda _: channel) == {"done": 1}


def test_an_interrupted_hiding_is_carried_again(removal, presence) -> None:
    crash = Stubborn(channel_for(presence), KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        carry(3, connect=lambda _: crash)
    assert Enforcement.objects.get().state == "carrying"
    assert carry(5) == {}
    assert carry(30) == {"done": 1}


def test_asking_who_wrote_it_is_a_record(removal, ann) -> None:
    with pytest.raises(Invalid):
        reveal_author(by=ann, at=factories.at(3), case=Case.objects.get(), why="")
    assert reveal_author(by=ann, at=factories.at(3), case=Case.objects.get(), why="Police report").shown == "Reader"
    assert Record.objects.get(kind="comment/author_revealed").by == ann.actor_id
