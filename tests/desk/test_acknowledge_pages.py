"""Reading and acknowledging the policy; who has and who has not."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import factories
from masthead.agencies.models import Person
from masthead.employees.models import Acknowledgement

pytestmark = pytest.mark.django_db


def test_what_the_policy_asks_is_read_and_acknowledged(agency, rulebook) -> None:
    barnaby = factories.person()
    desk = factories.client_for(barnaby)
    page = desk.get("/desk/acknowledge").content.decode()
    for clause_id in ("employees.8", "employees.2", "presence.5"):
        assert rulebook.clause(clause_id).duty.replace("'", "&#x27;") in page
    given = {"version": rulebook.stamp, "digest": rulebook.policy.digest}
    assert desk.post("/desk/acknowledge", given).status_code == 302
    assert Acknowledgement.objects.get().person == barnaby
    after = desk.get("/desk/acknowledge").content.decode()
    assert "You have acknowledged it" in after and "I have read it" not in after


def test_a_page_that_was_open_too_long_acknowledges_nothing(agency, rulebook) -> None:
    desk = factories.client_for(factories.person())
    answer = desk.post("/desk/acknowledge", {"version": "mlc-2012@older", "digest": "0" * 64}, follow=True)
    assert "came into force while you were reading" in answer.content.decode()
    assert not Acknowledgement.objects.exists()


@pytest.fixture
def owner(agency) -> Person:
    return factories.who_acknowledged(factories.person("policy_owner"))


def test_the_owner_sees_who_has_and_who_has_not(owner) -> None:
    factories.person(name="Late Larry")
    desk = factories.client_for(owner)
    page = desk.get("/desk/acknowledgements/").content.decode()
    assert "1 of 2 have acknowledged" in page
    assert "Late Larry" in desk.get("/desk/acknowledgements/?has=no").content.decode()
    assert "Late Larry" not in desk.get("/desk/acknowledgements/?has=yes").content.decode()
    assert "Nobody is like this" in desk.get("/desk/acknowledgements/?name=nobody").content.decode()


def test_the_table_is_for_a_spreadsheet_and_runs_nothing(owner, rulebook) -> None:
    factories.person(name="=cmd|' /C calc'!A0")
    answer = factories.client_for(owner).get("/desk/acknowledgements/table.csv")
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    by_name = {row["name"]: row for row in rows}
    assert by_name[owner.name]["acknowledged_at"].endswith("Z")
    assert by_name[owner.name]["digest"] == rulebook.policy.digest
    assert by_name["'=cmd|' /C calc'!A0"]["acknowledged_at"] == ""


def test_the_list_takes_as_many_questions_however_many_people(owner) -> None:
    desk = factories.client_for(owner)

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            desk.get("/desk/acknowledgements/")
        return len(seen)

    few = asked()
    for _ in range(20):
        factories.person()
    assert asked() == few


def test_the_list_is_read_a_page_at_a_time(owner) -> None:
    for number in range(60):
        factories.person(name=f"Person {number}")
    desk = factories.client_for(owner)
    first = desk.get("/desk/acknowledgements/").content.decode()
    assert "Person 59" in first and "Person 5<" not in first and "before=" in first
