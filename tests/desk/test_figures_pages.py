"""Figures on the desk: each program and goal with its dates, each bureau, over a chosen time, and as a table."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import factories
from factories import client_for
from masthead.agencies.days import local_day
from masthead.agencies.models import Agency, Commitment, Person
from masthead.kernel.clock import now
from publishing.test_served import answer, comment, post, presence

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer(agency: Agency) -> Person:
    return factories.person("communicator")


@pytest.fixture
def summer(agency: Agency) -> Commitment:
    return Commitment.objects.create(name="=Summer Library Program", starts=date(2026, 6, 1), ends=date(2030, 7, 31))


@pytest.fixture
def busy(writer: Person, summer: Commitment) -> Person:
    board = presence(writer, "Board", "Programs", summer)
    said = post(writer, board, summer, now() - timedelta(days=2))
    answer(writer, comment(board, said, now() - timedelta(days=1)), timedelta(hours=5))
    comment(board, said, now() - timedelta(days=1), state="removed")
    return writer


def test_each_program_stands_with_its_dates_and_each_bureau_with_its_figures(busy: Person, summer: Commitment) -> None:
    page = client_for(busy).get("/desk/figures/").content.decode()
    assert "=Summer Library Program" in page
    assert "June 1, 2026" in page and "July 31, 2030" in page
    assert "1 removed" in page and "5 hours" in page
    assert "Programs" in page and "/desk/figures/table.csv" in page
    one = client_for(busy).get(f"/desk/figures/{summer.pk}").content.decode()
    assert "Board" in one and "1 removed" in one and "5 hours" in one
    assert "Our replies" in page and "Our replies" in one and "Answers" not in page
    assert f"/desk/drafts/{busy.drafts.get().pk}" in one


def test_an_employee_reads_the_figures_and_no_drafts(busy: Person, summer: Commitment) -> None:
    employee = client_for(factories.person())
    assert "/desk/figures/" in employee.get("/desk/").content.decode(), "the navigation leads there"
    assert "/desk/drafts/" not in employee.get(f"/desk/figures/{summer.pk}").content.decode()


def test_the_time_is_chosen_and_a_wrong_one_is_told_beside_its_field(busy: Person) -> None:
    client = client_for(busy)
    earlier = client.get("/desk/figures/?since=2026-01-01&until=2026-01-31").content.decode()
    assert "Nothing was said in this time" not in earlier, "a presence still hangs on it"
    assert "5 hours" not in earlier
    wrong = client.get("/desk/figures/?since=2026-02-01&until=2026-01-31")
    assert wrong.status_code == 422
    assert b"This day is before the first." in wrong.content
    for nonsense in ("since=x", "until=0001-01-01", "until=9999-12-31", "bureau=x", "since=9999-12-31"):
        assert client.get(f"/desk/figures/?{nonsense}").status_code in (200, 422)
        assert client.get(f"/desk/figures/table.csv?{nonsense}").status_code in (200, 422)


def test_the_table_has_both_and_runs_no_formula(busy: Person) -> None:
    before = local_day(now())
    got = client_for(busy).get("/desk/figures/table.csv")
    assert got["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(got.content.decode("utf-8-sig"))))
    first, none, bureau = rows
    assert (first["name"], first["starts"], first["posts"]) == ("'=Summer Library Program", "2026-06-01", "1")
    assert (first["comments"], first["comments_removed"], first["hours_to_answer"]) == ("2", "1", "5.0")
    assert (none["name"], none["posts"]) == ("On none of them", "0")
    assert (bureau["kind"], bureau["name"], bureau["answers"]) == ("bureau", "Programs", "1")
    assert first["to"] in {before.isoformat(), local_day(now()).isoformat()}, "midnight may have passed meanwhile"


def test_a_desk_without_commitments_is_told_what_they_are_for(agency: Agency) -> None:
    page = client_for(factories.person("director")).get("/desk/figures/").content.decode()
    assert "No programs or goals yet" in page and "/desk/commitments/" in page
    assert "/desk/commitments/" not in client_for(factories.person()).get("/desk/figures/").content.decode()


def test_the_page_costs_the_same_however_many_programs_there_are(busy: Person) -> None:
    client = client_for(busy)
    client.get("/desk/figures/")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/desk/figures/").status_code == 200
        return len(captured)

    before = queries()
    for number in range(20):
        goal = Commitment.objects.create(name=f"Goal {number}")
        where = presence(busy, f"Page{number}", f"Bureau {number}", goal)
        comment(where, post(busy, where, goal, now() - timedelta(days=2)), now() - timedelta(days=1))
    assert queries() == before
