"""Today says what waits for whoever is signed in, most urgent first, in a fixed number of queries."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import factories
from adoption import versions
from comment_events import a_presence
from masthead.adoption import draft, review
from masthead.adoption.models import Version
from masthead.agencies.models import Agency, Person
from masthead.conversations.models import Conversation
from masthead.desk.shell import set_last_beat
from masthead.desk.waiting import counts, waiting_for
from masthead.kernel.clock import now
from masthead.moderation.decide import remove
from masthead.moderation.models import Case
from masthead.outbox.models import Delivery
from masthead.outbox.stop import stop
from masthead.policy.edit import with_labels
from masthead.presences.models import Connection, Presence
from moderated import case_on, comment_saying
from presences import roads

pytestmark = pytest.mark.django_db


@pytest.fixture
def director(agency: Agency) -> Person:
    return factories.who_acknowledged(factories.person("director"))


@pytest.fixture
def presence_of_ours(agency: Agency, director: Person) -> Presence:
    return roads.launched(factories.person("communicator"), director)


def titles(person: Person) -> list[str]:
    return [line.title for line in waiting_for(person, at=factories.at(5))]


def test_nothing_waits_at_first_and_the_page_says_so(agency: Agency) -> None:
    answer = factories.client_for(factories.who_acknowledged(factories.person())).get("/desk/")
    assert b"Nothing waits for you." in answer.content


def test_what_waits_is_counted_in_the_navigation_in_one_query(director: Person) -> None:
    case_on("Vote for Jo Doe!", "c1")
    case_on("Buy now", "c2")
    with CaptureQueriesContext(connection) as captured:
        assert counts(director) == {"inbox": 1, "moderation": 2}
    assert len([q for q in captured if "COUNT" in q["sql"]]) == 1
    page = factories.client_for(director).get("/desk/").content.decode()
    assert '2<span class="usa-sr-only"> waiting</span>' in page


def test_an_employee_is_counted_nothing(agency: Agency) -> None:
    comment_saying("When do you open?")
    assert counts(factories.who_acknowledged(factories.person())) == {}


def test_the_policy_in_force_waits_until_it_is_acknowledged(agency: Agency) -> None:
    barnaby = factories.person()
    assert counts(barnaby) == {"acknowledge": 1}
    assert titles(barnaby) == ["The policy in force, to acknowledge"]
    factories.who_acknowledged(barnaby)
    assert counts(barnaby) == {}
    assert titles(barnaby) == []


def test_a_removal_of_ones_own_waits_for_somebody_else(agency: Agency) -> None:
    ann, ben = factories.person("moderator", name="Ann"), factories.person("moderator", name="Ben")
    case = case_on("Vote for Jo Doe!", opened_by=ann)
    place = {"quote_start": 0, "quote_end": 4}
    remove(
        by=ann, at=factories.at(2), case=case, version=case.version, ground="endorses_candidate", why="A vote",
        mirror=True, **place,
    )  # fmt: skip
    assert counts(ann).get("moderation") is None
    assert counts(ben)["moderation"] == 1
    assert "1 removal asks for a second person" in titles(ben)
    assert not [title for title in titles(ann) if "second person" in title]


def test_an_exchange_handed_over_is_nobodys_reply_owed(director: Person) -> None:
    Conversation.objects.create(root="x", title="Handed", handed_over_by=director, last_event_at=factories.at())
    assert titles(director) == []
    comment_saying("When do you open?")
    assert titles(director) == ["1 reply owed to the public"]


def test_the_oldest_that_waits_is_quoted_and_not_our_post(director: Person) -> None:
    asked = comment_saying("Do you lend telescopes on Sundays?")
    Conversation.objects.filter(pk=asked.conversation_id).update(title="Our post about the summer")
    page = factories.client_for(director).get("/desk/").content.decode()
    assert "Oldest: “Do you lend telescopes on Sundays?”" in page and "Our post about the summer" not in page


def test_while_all_is_stopped_today_says_who_stopped_it_and_promises_no_time(director: Person) -> None:
    set_last_beat(now)
    presence = a_presence(factories.person("communicator"))
    Delivery.objects.create(
        purpose="reply",
        subject="reply:1",
        presence=presence,
        payload={"text": "Story hour"},
        not_before=factories.at(),
        created_at=factories.at(),
        updated_at=factories.at(),
    )
    page = factories.client_for(director).get("/desk/").content.decode()
    assert "It is running" in page and "Held" not in page
    assert re.search(r"last seen at <time[^>]*>[^<]+</time>\. Posts leave", page), "each sentence ends"
    stop(by=director, at=now(), why="A storm.")
    page = factories.client_for(director).get("/desk/").content.decode()
    assert "It is running" not in page and "Posts leave" not in page
    assert "was to leave" in page and "held" in page and "mh-beat--late" in page
    assert page.count(f"topped by {director.name} since") == 3


def test_an_approved_presence_waits_to_be_connected_and_then_launched(director: Person) -> None:
    communicator = factories.who_acknowledged(factories.person("communicator"))
    presence = roads.approved(communicator, director)
    assert f"Connect {presence.name}: it is approved" in titles(communicator)
    assert f"Connect {presence.name}: it is approved" not in titles(factories.person("moderator"))
    Presence.objects.update(state="connected")
    assert f"Launch {presence.name}: it is connected" in titles(communicator)
    Presence.objects.update(state="live")
    assert not [title for title in titles(communicator) if presence.name in title]


def test_what_cannot_wait_comes_first(director: Person) -> None:
    comment_saying("When do you open?")
    Connection.objects.update(trouble="The token has ended.")
    assert titles(director) == ["MLC Noticeboard cannot be reached", "1 reply owed to the public"]


def test_a_longer_day_asks_no_more_queries(director: Person) -> None:
    client = factories.client_for(director)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/desk/").status_code == 200
        return len(captured)

    case_on("one", "c1", opened_by=director)
    Connection.objects.update(trouble="The token has ended.")
    queries()  # sessions and caches are warm from here on
    few = queries()
    for number in range(6):
        case_on(f"more {number}", f"d{number}", opened_by=director)
        comment_saying("And on Sundays?", f"e{number}", root=f"post:{number + 2}")
    assert Case.objects.count() == 7
    assert queries() == few


def test_a_version_of_the_policy_waits_for_whom_its_next_step_is(agency: Agency, director: Person) -> None:
    versions.started(agency)
    owner = factories.who_acknowledged(versions.owner())
    others = [factories.who_acknowledged(factories.person(role)) for role in ("communicator", "approver")]
    cleared = versions.cleared(versions.changed("2026-11", clause="presence.5", duty="Every link is read to its end."))
    # Its author wrote it, so the director records what the board decided.
    assert titles(director) == ["Version 2 of the policy waits for the board"]
    assert counts(director) == {"policy": 1}
    assert [titles(person) for person in (owner, *others)] == [[], [], []]
    review.send_back(by=director, at=factories.at(1), version=cleared, reason="Say who reads it.")
    assert (titles(owner), titles(director)) == (["Version 2 of the policy came back to you"], [])


def test_counsel_is_waited_for_and_working_rules_wait_for_the_director_alone(agency: Agency, director: Person) -> None:
    versions.started(agency)
    owner = factories.who_acknowledged(versions.owner())
    second = factories.who_acknowledged(factories.person("policy_owner"))
    raw = bytes(Version.objects.latest("number").file.raw)
    made = draft.draft(by=owner, at=factories.at(), raw=with_labels(raw, rules="2026-12"), why="A new year.")
    assert [titles(person) for person in (owner, director)] == [[], []]
    review.send_to_review(by=owner, at=factories.at(), version=made)
    for person in (owner, second, director):
        assert titles(person) == ["Version 2 of the policy is with counsel"]
    opinion = {"counsel": "Ada Pruitt", "reviewed_on": factories.at().date(), "opinion": "It can stand."}
    review.clear(by=owner, at=factories.at(), version=made, **opinion)  # type: ignore[arg-type]
    assert [titles(person) for person in (owner, second)] == [[], []]
    assert titles(director) == ["Version 2 of the policy waits for the Executive Director"]


@pytest.mark.parametrize(("days", "told"), [(-1, "ended on"), (13, "end on"), (15, "")])
def test_credentials_are_told_two_weeks_before_they_end(
    presence_of_ours: Presence, director: Person, days: int, told: str
) -> None:
    Connection.objects.filter(presence=presence_of_ours).update(ends_at=now() + timedelta(days=days))
    found = [line for line in waiting_for(director, at=now()) if "credentials" in line.title]
    assert [told in line.title for line in found] == ([True] if told else [])
    page = factories.client_for(director).get("/desk/").content.decode()
    assert ("The credentials of" in page) == bool(told)
