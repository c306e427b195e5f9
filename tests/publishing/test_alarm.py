"""No post stays behind unnoticed: what is late, held or refused is told once, with its link and the cure."""

from __future__ import annotations

import smtplib
from datetime import timedelta

import pytest
from django.core.mail.backends.base import BaseEmailBackend

import factories
from factories import at
from fakes.presence import live_presence
from masthead.agencies.actors import Worker
from masthead.agencies.models import Agency, Commitment, MailSettings, Person
from masthead.agencies.rights import Role
from masthead.conversations.models import Reply
from masthead.desk.waiting import waiting_for
from masthead.jobs import tell_of_trouble
from masthead.outbox.models import Delivery
from masthead.outbox.settle import release, settle
from masthead.outbox.states import DELIVERY
from masthead.publishing import approve, draft
from masthead.publishing.alarm import LOST_AFTER, late_after, raise_alarms, send_due
from masthead.publishing.models import Alarm, Draft
from masthead.publishing.schedule import schedule
from masthead.records.models import Record
from moderated import comment_saying

pytestmark = pytest.mark.django_db
CLERK = Worker("outbox")
DUE = at(hours=3)


class Post(BaseEmailBackend):
    """Takes every message; or refuses or loses it, while told so."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list = []
        self.wrong: Exception | None = None

    def open(self) -> bool:
        return True

    def send_messages(self, messages) -> int:
        if self.wrong:
            raise self.wrong
        self.taken += messages
        return len(messages)


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def author(agency: Agency) -> Person:
    return factories.person(Role.COMMUNICATOR)


@pytest.fixture
def approver(agency: Agency) -> Person:
    return factories.person(Role.APPROVER)


@pytest.fixture
def scheduled(author: Person, approver: Person) -> Draft:
    """A post for two presences, to leave at noon in Jackson."""
    words = draft.Wording(
        title="Saturday hours",
        text="The reading room opens at nine on Saturday.",
        audience="Everyone",
        commitment=Commitment.objects.create(name="Open doors"),
        presences=[live_presence("noticeboard"), live_presence("noticeboard", handle="branches")],
    )
    written = draft.start(by=author, at=at(), wording=words)
    asked = approve.ask(by=author, at=at(1), draft=written)
    approve.approve(by=approver, at=at(2), approval=asked, content_hash=asked.content_hash)
    schedule(by=author, at=at(3), draft=written, leaves_at=DUE)
    return written


def turn(post: Post, minutes: float, *, after=DUE) -> int:
    """One turn of the job, so long after the post's time. Returns how many e-mails left."""
    moment = after + timedelta(minutes=minutes)
    raise_alarms(by=CLERK, at=moment)
    return send_due(by=CLERK, at=moment, connection=post)


def goes_wrong(state: str, *, minutes: float = 0, **more: object) -> None:
    Delivery.objects.update(state=state, updated_at=DUE + timedelta(minutes=minutes), **more)


def test_ten_minutes_after_its_time_whoever_wrote_it_is_told_once(scheduled: Draft, author: Person, post: Post) -> None:
    assert [turn(post, minutes) for minutes in (-60, 0, 9.9, 10, 10.5, 600)] == [0, 0, 0, 1, 0, 0]
    (message,) = post.taken
    assert message.to == [author.email]
    assert message.subject == "MLC: 2 deliveries did not go out as planned"
    assert "“Saturday hours” has not arrived on MLC on noticeboard." in message.body
    assert "It was to leave on November 23 at 12:00 PM CST." in message.body
    assert f"http://testserver/desk/drafts/{scheduled.pk}" in message.body
    assert "Ask whoever keeps this machine whether it runs" in message.body
    assert Record.objects.filter(kind="delivery/alarm").count() == 6  # due, sending and sent, of each of the two


def test_the_minutes_are_those_of_the_working_rule(agency: Agency, rulebook) -> None:
    (clause, _) = rulebook.bound("notice", "delivery_alarm")[0]
    assert (clause.basis, late_after()) == ("working_rule", timedelta(minutes=10))


def test_a_policy_that_says_nothing_of_it_still_lets_nothing_stay_behind(scheduled, agency: Agency, post) -> None:
    agency.policy = "okatoma-city-library"
    agency.save()
    assert turn(post, 10) == 1


def test_what_waits_for_the_platform_is_late_all_the_same(scheduled: Draft, post: Post) -> None:
    until = DUE + timedelta(hours=9)
    wait = {"not_before": until, "error": "YouTube takes no more today.", "cure": "Nothing to do: it is sent later."}
    goes_wrong("ready", **wait)
    assert turn(post, 10) == 1
    body = post.taken[0].body
    assert "Why: YouTube takes no more today.\n  What to do: Nothing to do: it is sent later.\n" in body
    assert "Tried next: on November 23 at 9:00 PM CST\n" in body


@pytest.mark.parametrize(("state", "said"), [("held", "is held on"), ("rejected", "was refused by the channel on")])
def test_what_cannot_go_on_is_told_within_two_minutes_with_its_cure(scheduled, post, state: str, said: str) -> None:
    Delivery.objects.filter(presence__handle="branches").delete()
    goes_wrong(state, error="The picture is too large.", cure="Attach a smaller one.")
    assert [turn(post, minutes) for minutes in (0.5, 1, 1.5, 30)] == [0, 1, 0, 0]
    (message,) = post.taken
    assert message.subject == f"MLC: “Saturday hours” {said} MLC on noticeboard"
    assert "Why: The picture is too large.\n  What to do: Attach a smaller one.\n  Where: http" in message.body


@pytest.mark.parametrize("state", sorted(DELIVERY.states))
def test_there_is_no_state_in_which_a_post_stays_behind_untold(scheduled: Draft, post: Post, state: str) -> None:
    goes_wrong(state)
    assert turn(post, 10) == (0 if state in {"delivered", "said", "cancelled"} else 1)


def test_what_is_held_again_after_somebody_released_it_is_told_again(scheduled, author: Person, post: Post) -> None:
    first = Delivery.objects.all()[0]
    goes_wrong("held", error="Everything is stopped.")
    assert turn(post, 1) == 1
    release(by=author, at=DUE + timedelta(minutes=30), delivery_id=first.pk)
    first.refresh_from_db()
    assert first.due_at == DUE + timedelta(minutes=30)
    assert [turn(post, minutes) for minutes in (31, 39)] == [0, 0]
    Delivery.objects.filter(pk=first.pk).update(state="held", updated_at=DUE + timedelta(minutes=40))
    assert turn(post, 41) == 1
    assert post.taken[-1].subject.startswith("MLC: “Saturday hours” is held")


def test_a_post_sent_again_on_a_persons_word_has_ten_minutes_anew(scheduled, author: Person, post: Post) -> None:
    goes_wrong("unknown")
    assert turn(post, 10) == 1
    assert "may or may not be public" in post.taken[0].body
    again = DUE + timedelta(hours=1)
    settle(by=author, at=again, delivery_id=Delivery.objects.all()[0].pk, found=False)
    assert [turn(post, minutes, after=again) for minutes in (9, 10)] == [0, 1]


def test_a_trouble_that_is_over_before_the_mail_leaves_is_not_told(scheduled: Draft, post: Post) -> None:
    goes_wrong("held")
    raise_alarms(by=CLERK, at=DUE + timedelta(minutes=1))
    Delivery.objects.update(state="delivered")
    assert turn(post, 2) == 0
    assert set(Alarm.objects.values_list("state", flat=True)) == {"over"}


def test_a_mail_server_that_is_down_is_tried_until_it_takes_it(scheduled: Draft, post: Post) -> None:
    goes_wrong("held")
    post.wrong = smtplib.SMTPResponseException(451, b"later")
    assert [turn(post, minutes) for minutes in (1, 1.5, 4)] == [0, 0, 0]
    assert set(Alarm.objects.values_list("attempts", "error")) == {(2, "The mail server answered 451: later")}
    post.wrong = None
    assert [turn(post, minutes) for minutes in (7, 9)] == [0, 1]
    assert set(Alarm.objects.values_list("state", flat=True)) == {"sent"}


def test_an_address_that_is_refused_for_days_is_given_up(scheduled: Draft, post: Post) -> None:
    goes_wrong("held")
    post.wrong = smtplib.SMTPRecipientsRefused({"x": (550, b"no such user")})
    turn(post, 1)
    turn(post, 60 * 24 * 5)
    assert set(Alarm.objects.values_list("state", flat=True)) == {"untold"}
    assert turn(post, 60 * 24 * 6) == 0


def test_told_twice_is_better_than_not_at_all(scheduled: Draft, post: Post) -> None:
    """An answer of the mail server that is lost, and a worker killed while it spoke to it."""
    goes_wrong("held")
    post.wrong = OSError("reset")
    assert turn(post, 1) == 1
    post.wrong = KeyboardInterrupt()  # type: ignore[assignment]
    with pytest.raises(KeyboardInterrupt):
        turn(post, 4)
    post.wrong = None
    assert set(Alarm.objects.values_list("state", flat=True)) == {"sending"}
    later = 4 + LOST_AFTER.total_seconds() / 60
    assert [turn(post, minutes) for minutes in (6, later, later + 16)] == [0, 0, 1]


def test_when_its_author_has_left_whoever_approves_is_told(scheduled, author: Person, approver, post: Post) -> None:
    author.is_active = False
    author.save()
    director = factories.person(Role.DIRECTOR)
    assert turn(post, 10) == 2
    assert {to for message in post.taken for to in message.to} == {approver.email, director.email}


def test_where_nobody_is_left_to_tell_the_trouble_is_on_record(scheduled: Draft, post: Post) -> None:
    Person.objects.update(is_active=False)
    assert [turn(post, 10), turn(post, 11)] == [0, 0]
    assert set(Alarm.objects.values_list("state", "person")) == {("untold", None)}


def test_a_reply_that_is_late_is_told_to_whoever_wrote_it(agency: Agency, post: Post) -> None:
    writer, comment = factories.person(Role.MODERATOR), comment_saying("When do you open?")
    moment = {"not_before": DUE, "due_at": DUE, "created_at": DUE, "updated_at": DUE}
    said = {
        "purpose": "reply",
        "presence": comment.presence,
        "payload": {"text": "At nine."},
        "state": "by_hand",
        **moment,
    }
    delivery = Delivery.objects.create(key="k", **said)
    reply = Reply.objects.create(
        conversation=comment.conversation,
        comment=comment,
        text="At nine.",
        author=writer,
        delivery_id=delivery.pk,
        created_at=DUE,
    )
    Delivery.objects.update(subject=f"reply:{reply.pk}")
    assert turn(post, 10) == 1
    (message,) = post.taken
    assert message.to == [writer.email]
    assert f"/desk/inbox/{comment.conversation_id}" in message.body
    assert "is still to be posted by hand" in message.body


def test_an_old_trouble_is_not_mailed_by_a_desk_that_learns_to_tell_it(scheduled: Draft, post: Post) -> None:
    goes_wrong("rejected")
    assert turn(post, 60 * 24 * 8) == 0


def test_without_a_mail_server_nothing_is_queued_and_today_tells_it(scheduled, author: Person, post: Post) -> None:
    moment = DUE + timedelta(minutes=10)
    assert not tell_of_trouble.needed(moment)
    titles = [line.title for line in waiting_for(author, at=moment)]
    assert "“Saturday hours” is late on MLC on noticeboard" in titles
    MailSettings.objects.create(host="mail.invalid", sender="desk@agency.invalid")
    assert tell_of_trouble.needed(moment)
    assert not tell_of_trouble.needed(moment - timedelta(seconds=1))
    assert turn(post, 10) == 1
    assert not tell_of_trouble.needed(moment)


def test_today_names_what_is_late_and_says_where_to_look(scheduled: Draft, author: Person) -> None:
    early, late = (waiting_for(author, at=DUE + timedelta(minutes=minutes)) for minutes in (9, 10))
    assert [line for line in early if "is late" in line.title] == []
    first, _ = (line for line in late if "is late" in line.title)
    assert (first.urgency, first.url) == ("now", f"/desk/drafts/{scheduled.pk}")
    assert first.body.startswith("Nothing has carried it yet")
    Delivery.objects.update(error="The forum is away.", cure="Nothing to do: it is tried again.", state="ready")
    (first, _) = (line for line in waiting_for(author, at=DUE + timedelta(minutes=10)) if "is late" in line.title)
    assert first.body == "The forum is away. Nothing to do: it is tried again."
