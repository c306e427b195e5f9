"""Today says what waits for whoever is signed in, most urgent first, in a fixed number of queries."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import factories
from masthead.agencies.models import Agency, Person
from masthead.conversations.models import Conversation
from masthead.desk.waiting import counts, waiting_for
from masthead.moderation.decide import remove
from masthead.moderation.models import Case
from masthead.presences.models import Connection
from moderated import case_on, comment_saying

pytestmark = pytest.mark.django_db


@pytest.fixture
def director(agency: Agency) -> Person:
    return factories.person("director")


def titles(person: Person) -> list[str]:
    return [line.title for line in waiting_for(person, at=factories.at(5))]


def test_nothing_waits_at_first_and_the_page_says_so(agency: Agency) -> None:
    answer = factories.client_for(factories.person()).get("/desk/")
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
    assert counts(factories.person()) == {}


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
