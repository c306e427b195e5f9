"""Taking a permission back puts every post that shows it before staff, with a time, by mail and on Today; one press."""

from __future__ import annotations

import smtplib
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.mail.backends.base import BaseEmailBackend

import asked
import factories
from asked import listed, picture
from factories import at, person
from fakes.channel import FakeServer, install
from fakes.presence import live_presence
from masthead.agencies.actors import Worker
from masthead.agencies.models import Agency, MailSettings, Person
from masthead.agencies.rights import Role
from masthead.desk.waiting import waiting_for
from masthead.jobs import propose_takedowns as job
from masthead.kernel.refusals import NotPermitted, Refused
from masthead.media.models import Asset
from masthead.outbox.carry import sweep
from masthead.outbox.models import Delivery
from masthead.presences.models import Presence
from masthead.publishing.alarm import GIVE_UP_AFTER, LOST_AFTER
from masthead.publishing.models import Publication, Takedown, TakedownProposal
from masthead.publishing.propose_takedown import due_by, gone_within, propose, propose_takedowns, tell, unproposed
from masthead.publishing.take_down import take_down_pictures
from masthead.records.models import Record
from pictured_posts import publish

pytestmark = pytest.mark.django_db(transaction=True)
CLERK = Worker("outbox")
BACK = at(hours=5)


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
def writer(agency: Agency, settings: object, tmp_path: Path) -> Person:
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]
    return factories.who_acknowledged(person(Role.COMMUNICATOR))


@pytest.fixture
def presences(writer: Person, tmp_path: Path) -> list[Presence]:
    install()
    store = {"store": str(FakeServer(tmp_path / "fake.sqlite3").store)}
    return [live_presence("noticeboard"), live_presence("fake", handle="library", settings=store)]


@pytest.fixture
def asset(writer: Person, presences: list[Presence]) -> Asset:
    """Shown in two publications, on two presences, by somebody who took the permission back."""
    shown = picture(writer)
    row, token = asked.asked(writer, listed(writer, shown))
    own = asked.given(row, token)
    publish(writer, presences, shown, title="Two places")
    publish(writer, presences[:1], shown, title="One place")
    sweep(by=CLERK, at=at(hours=3))
    sweep(by=CLERK, at=at(hours=3, minutes=1))
    assert unproposed(at=at(hours=4)) == []
    asked.taken_back(row, own, minutes=300)
    return shown


def test_every_publication_is_proposed_once_with_the_time_by_which_it_is_gone(asset: Asset) -> None:
    made = propose_takedowns(by=CLERK, at=BACK)
    assert {one.publication.draft.title for one in made} == {"Two places", "One place"}
    assert {one.since for one in made} == {at(300)}
    assert {one.due_at for one in made} == {BACK + timedelta(hours=24)} and gone_within() == timedelta(hours=24)
    assert propose_takedowns(by=CLERK, at=BACK) == []
    records = Record.objects.filter(kind="publication/takedown_proposed")
    said = sorted(bytes(record.payload).decode().count('"deliveries":["') for record in records)
    assert said == [1, 1] and all('"clauses":["rules.taken_back"]' in bytes(r.payload).decode() for r in records)
    written = " ".join(bytes(record.payload).decode() for record in records)
    assert Delivery.objects.count() == 3 and all(str(row.pk) in written for row in Delivery.objects.all())
    assert not Takedown.objects.exists(), "nothing goes without a person"


def test_those_responsible_are_told_and_nobody_shown_is_named(asset: Asset, writer: Person, post: Post) -> None:
    director, moderator = person(Role.DIRECTOR), person(Role.MODERATOR)
    propose_takedowns(by=CLERK, at=BACK)
    assert tell(by=CLERK, at=BACK, connection=post) == 3
    [message] = post.taken
    told = set(message.to)
    approver = Person.objects.get(grants__role="approver")
    assert told == {writer.email, approver.email, director.email} and moderator.email not in told
    words = message.body
    assert "“Two places”, by November 24 at" in words and "“One place”" in words
    assert "/desk/media/permissions/no-longer" in words and asked.PERSON not in words and "Z. Q." not in words
    assert {row.state for row in TakedownProposal.objects.all()} == {"sent"}
    assert tell(by=CLERK, at=BACK + timedelta(minutes=1), connection=post) == 0, "each is told once"
    assert Record.objects.filter(kind="publication/takedown_told").count() == 4


@pytest.mark.parametrize("wrong", [smtplib.SMTPServerDisconnected("gone"), smtplib.SMTPDataError(451, b"later")])
def test_a_server_that_does_not_take_it_is_asked_again_and_at_last_given_up(
    asset: Asset, post: Post, wrong: Exception
) -> None:
    propose_takedowns(by=CLERK, at=BACK)
    post.wrong = wrong
    assert tell(by=CLERK, at=BACK, connection=post) == 0
    assert {row.state for row in TakedownProposal.objects.all()} == {"due"}
    later = BACK + timedelta(minutes=3)
    post.wrong = None
    assert tell(by=CLERK, at=later, connection=post) == 2
    TakedownProposal.objects.update(state="due")
    post.wrong = smtplib.SMTPDataError(451, b"later")
    tell(by=CLERK, at=BACK + GIVE_UP_AFTER, connection=post)
    assert {row.state for row in TakedownProposal.objects.all()} == {"untold"}


def test_with_nobody_left_to_tell_it_is_not_called_told(asset: Asset, post: Post) -> None:
    propose_takedowns(by=CLERK, at=BACK)
    Person.objects.update(is_active=False)
    assert tell(by=CLERK, at=BACK, connection=post) == 0 and post.taken == []
    assert {(row.state, "works here" in row.error) for row in TakedownProposal.objects.all()} == {("due", True)}


def test_a_worker_that_ended_in_between_is_followed_by_another(asset: Asset, post: Post) -> None:
    propose_takedowns(by=CLERK, at=BACK)
    TakedownProposal.objects.update(state="sending", claimed_at=BACK)
    assert tell(by=CLERK, at=BACK + LOST_AFTER - timedelta(seconds=1), connection=post) == 0
    tell(by=CLERK, at=BACK + LOST_AFTER, connection=post)
    assert tell(by=CLERK, at=BACK + LOST_AFTER + timedelta(minutes=5), connection=post) == 2


def test_today_says_by_when_and_one_press_takes_all_of_it_down(asset: Asset, writer: Person, post: Post) -> None:
    propose_takedowns(by=CLERK, at=BACK)
    [line] = [one for one in waiting_for(writer, at=BACK) if "taken back" in one.title]
    assert "2 publications on 2 presences" in line.title and "It is to be gone by November 24" in line.body
    [late] = [one for one in waiting_for(writer, at=BACK + timedelta(hours=24)) if "taken back" in one.title]
    assert "It was to be gone by November 24" in late.body and late.urgency == "now"
    page = factories.client_for(writer).get(line.url).content.decode()
    assert "Two places" in page and "One place" in page and page.count("to be gone") == 2
    factories.client_for(writer).post(line.url, dict(line.sends))
    assert Takedown.objects.count() == 2
    assert all("taken back" not in one.title for one in waiting_for(writer, at=BACK))
    assert tell(by=CLERK, at=BACK, connection=post) == 0, "what is done is not told any more"
    assert {row.state for row in TakedownProposal.objects.all()} == {"over"}


def test_taken_back_once_more_is_proposed_once_more(asset: Asset, writer: Person, post: Post) -> None:
    propose_takedowns(by=CLERK, at=BACK)
    row, token = asked.asked(writer, asset.depictions.get())
    own = asked.given(row, token, minutes=400)
    assert unproposed(at=at(401)) == []
    assert tell(by=CLERK, at=at(401), connection=post) == 0, "signed anew before anybody was told"
    asked.taken_back(row, own, minutes=410)
    again = propose_takedowns(by=CLERK, at=at(411))
    assert len(again) == 2 and {one.since for one in again} == {at(410)}
    assert set(due_by(Publication.objects.all()).values()) == {at(411) + timedelta(hours=24)}


def test_it_runs_by_itself_also_without_a_mail_server(asset: Asset, settings: object) -> None:
    assert job.needed(BACK)
    job.run.func()
    assert TakedownProposal.objects.count() == 2 and not job.needed(BACK)
    MailSettings.objects.create(host="mail.invalid", sender="desk@agency.invalid")
    TakedownProposal.objects.update(next_try=BACK)
    assert job.needed(BACK)
    job.run.func()
    assert {row.state for row in TakedownProposal.objects.all()} == {"sent"} and not job.needed(BACK)


def test_only_the_desk_itself_proposes_and_only_once(asset: Asset, writer: Person) -> None:
    [(one, since), *_] = unproposed(at=BACK)
    with pytest.raises(NotPermitted):
        propose(by=writer, at=BACK, showing=one, since=since)
    propose(by=CLERK, at=BACK, showing=one, since=since)
    with pytest.raises(Refused, match="already"):
        propose(by=CLERK, at=BACK, showing=one, since=since)
    take_down_pictures(by=writer, at=BACK, assets=[asset.pk], why="Taken back.")
    assert unproposed(at=BACK) == []
