"""Records on the desk: found by what one knows of them, proved while one looks, given out whole."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import factories
from masthead.administration.commitments import add_commitment
from masthead.agencies.actors import Worker
from masthead.agencies.models import Person
from masthead.desk.views import give_out, records
from masthead.exporters.verify import verify_bag
from masthead.jobs import verify_ledger as verify_job
from masthead.records.checkpoint import make_checkpoint
from masthead.records.health import last_look
from masthead.records.models import Record
from masthead.records.seal import commit, leaf_of
from masthead.records.signing import verifier
from moderated import comment_saying

SEERS = {"records_officer", "director", "policy_owner"}
GIVERS = {"records_officer", "director"}
ROLES = ["communicator", "approver", "director", "moderator", "records_officer", "policy_owner", "administrator"]


@pytest.fixture
def officer(agency) -> Person:
    return factories.person("records_officer")


@pytest.fixture
def desk(officer) -> Client:
    return factories.client_for(officer)


@pytest.fixture
def two(officer) -> list[Record]:
    """Two records, a day apart."""
    director = factories.person("director")
    add_commitment(by=director, at=factories.at(), name="Talking Book Services", goal="Free by mail")
    add_commitment(by=Worker(), at=factories.at(days=1), name="Summer Program", goal="Said “hello” <b>loud</b>")
    return list(Record.objects.order_by("number"))


def found(desk: Client, **query: str) -> list[int]:
    return [said.record.number for said in desk.get("/desk/records/", query).context["page"].rows]


@pytest.mark.parametrize("role", [*ROLES, "employee", None])
@pytest.mark.parametrize(
    ("method", "address", "allowed"),
    [
        ("get", "/desk/records/", SEERS),
        ("get", "/desk/records/0", SEERS),
        ("get", "/desk/records/0.json", SEERS),
        ("get", "/desk/records/ledger", SEERS),
        ("post", "/desk/records/ledger/look", GIVERS),
        ("post", "/desk/records/ledger/sign", GIVERS),
        ("get", "/desk/records/export", GIVERS),
        ("post", "/desk/records/export", GIVERS),
    ],
)
def test_who_may_open_it(two, role, method, address, allowed) -> None:
    client = factories.client_for(factories.person(role)) if role else Client()
    before = Record.objects.count()
    answer = getattr(client, method)(address)
    if role is None:
        assert answer.status_code == 302 and "/sign-in/" in answer["Location"]
    else:
        assert (answer.status_code == 403) is (role not in allowed)
    if role not in allowed:
        assert Record.objects.count() == before


def test_each_filter_narrows_by_what_it_says(desk, two) -> None:
    assert found(desk) == [1, 0]
    assert found(desk, q="talking book") == [0]
    assert found(desk, q="Said “hello”") == [1]
    assert found(desk, kind="commitment/") == [1, 0]
    assert found(desk, kind="draft/") == []
    assert found(desk, by=two[0].by) == [0]
    assert found(desk, by=Person.objects.get(pk=two[0].by.partition(":")[2]).name[1:].upper()) == [0]
    assert found(desk, by="The desk") == [1]
    assert found(desk, subject=two[1].subject) == [1]
    assert found(desk, since="2026-11-24") == [1]
    assert found(desk, until="2026-11-23") == [0]
    assert found(desk, q="talking", since="2026-11-24") == []


def test_whom_nobody_or_too_many_are_called_is_said(desk, two) -> None:
    assert "Nobody here is called “Zebulon”" in desk.get("/desk/records/", {"by": "Zebulon"}).content.decode()
    Person.objects.bulk_create(Person(email=f"p{n}@agency.invalid", name=f"Pat {n}") for n in range(51))
    assert "Write more of the name" in desk.get("/desk/records/", {"by": "pat"}).content.decode()
    assert "Write more of the name" not in desk.get("/desk/records/", {"by": "pat 50"}).content.decode()


def test_a_day_is_a_day_where_the_agency_is(desk, agency) -> None:
    """Half past eleven in the evening in Jackson is the next day in UTC."""
    add_commitment(by=Worker(), at=factories.at(hours=14.5), name="Late")
    assert found(desk, until="2026-11-23") == [0]
    assert found(desk, since="2026-11-24") == []


def test_a_number_leads_straight_to_its_record(desk, two) -> None:
    assert desk.get("/desk/records/", {"q": "1"})["Location"] == "/desk/records/1"
    assert desk.get("/desk/records/", {"q": "99"}).status_code == 200
    assert desk.get("/desk/records/", {"q": "9" * 40}).status_code == 200


@pytest.mark.parametrize("query", [{"since": "soon"}, {"kind": "no/such"}, {"by": "person:x"}])
def test_a_filter_that_cannot_be_read_is_said(desk, two, query) -> None:
    answer = desk.get("/desk/records/", query)
    assert answer.status_code == 422
    assert "put right" in answer.content.decode()


@pytest.mark.parametrize(
    "cursor", [{"before": "x"}, {"after": "-1"}, {"before": "1", "after": "0"}, {"after": "9" * 30}]
)
def test_a_cursor_of_nonsense_breaks_nothing(desk, two, cursor) -> None:
    assert desk.get("/desk/records/", cursor).status_code == 200


def test_pages_lead_to_each_other_and_miss_nothing(desk, agency) -> None:
    for number in range(120):
        add_commitment(by=Worker(), at=factories.at(number), name=f"Goal {number}")
    seen, query = [], {}
    while True:
        page = desk.get("/desk/records/", query).context["page"]
        seen += [said.record.number for said in page.rows]
        if not page.older:
            break
        query = {"before": page.older}
    assert seen == list(range(119, -1, -1))
    back = desk.get("/desk/records/", {"after": page.newer}).context["page"]
    assert min(said.record.number for said in back.rows) == int(page.newer) + 1


def test_a_record_is_shown_whole_and_to_the_letter(desk, two) -> None:
    page = desk.get("/desk/records/1").content.decode()
    assert "&lt;b&gt;loud&lt;/b&gt;" in page and "<b>loud" not in page
    assert desk.get("/desk/records/1.json").content == bytes(two[1].payload)
    assert desk.get("/desk/records/2").status_code == 404


def test_a_record_waits_for_the_checkpoint_then_is_proved_by_it(desk, two) -> None:
    assert "The next signature, within a day, covers it" in desk.get("/desk/records/0").content.decode()
    make_checkpoint(by=Worker(), at=factories.at(days=2))
    assert "the whole is signed" in desk.get("/desk/records/0").content.decode()


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("payload", b'{"forged":true}', "words or a salt"),
        ("subject", "draft:other", "another subject"),
        ("leaf", b"x" * 32, "does not lead to"),
    ],
)
@pytest.mark.parametrize("signed", [False, True])
def test_a_record_that_was_tampered_with_is_not_proved(desk, two, column, value, told, signed) -> None:
    if signed:
        make_checkpoint(by=Worker(), at=factories.at(days=2))
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE records_record SET {column} = %s WHERE number = 0", [value])
    page = desk.get("/desk/records/0").content.decode()
    assert "Not as it was written" in page
    assert told in page


@pytest.mark.parametrize("signed", [False, True])
def test_a_forgery_that_fits_its_own_seal_has_no_place_in_the_tree(desk, two, signed) -> None:
    if signed:
        make_checkpoint(by=Worker(), at=factories.at(days=2))
    payload = bytes(two[0].payload).replace(b"Talking", b"Walking")
    commitment = commit(bytes(two[0].salt), payload)
    Record.objects.filter(number=0).update(payload=payload, commitment=commitment, leaf=leaf_of(commitment))
    page = desk.get("/desk/records/0").content.decode()
    assert "Walking Book Services" in page
    assert "Its place in the ledger cannot be proved" in page


def test_a_checkpoint_signed_by_another_key_proves_nothing(desk, two) -> None:
    made = make_checkpoint(by=Worker(), at=factories.at(days=2))
    made.note = made.note.replace("—", "— x")
    made.save()
    assert "not signed as it should be" in desk.get("/desk/records/0").content.decode()


def test_looking_the_ledger_over_is_recorded_and_shown(desk, two) -> None:
    assert "Nobody has looked yet" in desk.get("/desk/records/ledger").content.decode()
    page = desk.post("/desk/records/ledger/look", follow=True).content.decode()
    assert "All 2 records" in page
    look = last_look()
    assert look is not None and (look.size, look.fault) == (2, "")
    assert Record.objects.get(kind="records/verified").by.startswith("person:")


def test_damage_is_told_as_an_error_and_stays_on_the_page(desk, two) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE records_record SET subject = 'draft:other' WHERE number = 1")
    assert "tell whoever keeps this machine" in desk.post("/desk/records/ledger/look", follow=True).content.decode()
    assert "another subject" in desk.get("/desk/records/ledger").content.decode()


def test_the_worker_looks_every_day(two) -> None:
    assert verify_job.run.func() is True
    assert last_look().by == "worker:ledger"


def test_a_ledger_too_long_is_left_to_the_worker(desk, two, monkeypatch) -> None:
    monkeypatch.setattr(records, "HERE", 1)
    assert "too long" in desk.post("/desk/records/ledger/look", follow=True).content.decode()
    assert last_look() is None


def test_a_person_signs_the_ledger(desk, two) -> None:
    assert "Signed" in desk.post("/desk/records/ledger/sign", follow=True).content.decode()
    assert "the whole is signed" in desk.get("/desk/records/1").content.decode()


def test_what_is_given_out_proves_itself_and_is_recorded(desk, two, tmp_path: Path) -> None:
    answer = desk.post("/desk/records/export", {"form": "bagit", "until": "2026-11-23"})
    name = re.search(r'filename="(records-\d{8}-\d{6})\.zip"', answer["Content-Disposition"])[1]
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as whole:
        whole.extractall(tmp_path)
    checked = verify_bag(tmp_path / name, key=str(verifier()))
    assert (checked.problems, checked.records) == ((), 1)
    own = Record.objects.get(kind="records/exported")
    assert own.subject == f"export:{name}"
    assert own.by.startswith("person:")


@pytest.mark.parametrize(("form", "begins"), [("csv", b"\xef\xbb\xbfnumber"), ("html", b"<!doctype html>")])
def test_other_forms_come_as_one_file(desk, two, form, begins) -> None:
    answer = desk.post("/desk/records/export", {"form": form})
    assert answer["Content-Disposition"].endswith(f'.{form}"')
    assert b"".join(answer.streaming_content).startswith(begins)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"form": "bagit", "conversation": "nobody"}, "no records to export"),
        ({"form": "bagit", "since": "2026-11-25", "until": "2026-11-01"}, "ends before it begins|end before it begins"),
        ({"form": "pdf"}, "Choose one from the list"),
    ],
)
def test_what_cannot_be_given_out_is_said_on_the_form(desk, two, given, told) -> None:
    answer = desk.post("/desk/records/export", given)
    assert answer.status_code == 422
    assert re.search(told, answer.content.decode()), answer.content.decode()
    assert not Record.objects.filter(kind="records/exported").exists()


def test_too_much_for_a_browser_is_given_out_at_the_machine(desk, two, monkeypatch) -> None:
    monkeypatch.setattr(give_out, "AT_ONCE", 1)
    answer = desk.post("/desk/records/export", {"form": "bagit"})
    assert "masthead export" in answer.content.decode()


def test_nothing_of_an_export_is_left_on_the_disk(desk, two, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    answer = desk.post("/desk/records/export", {"form": "bagit"})
    b"".join(answer.streaming_content)
    answer.close()
    assert list(tmp_path.iterdir()) == []


def test_a_record_disposed_of_is_still_shown_in_its_place(desk, two) -> None:
    Record.objects.filter(number=0).update(payload=None, salt=None)
    page = desk.get("/desk/records/0").content.decode()
    assert "retention schedule" in page
    assert "Not as it was written" not in page
    assert desk.get("/desk/records/").status_code == 200
    assert desk.get("/desk/records/0.json").status_code == 404


def test_a_person_named_on_every_row_is_looked_up_once(desk) -> None:
    for number in range(30):
        add_commitment(by=factories.person("administrator"), at=factories.at(number), name=f"Goal {number}")
    by_many = _queries(desk)
    one = factories.person("administrator")
    Record.objects.update(by=one.actor_id)
    assert _queries(desk) <= by_many - 20


def _queries(desk: Client) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert desk.get("/desk/records/").status_code == 200
    return len(seen)


def test_a_conversation_is_found_by_its_words_and_given_out(desk, agency) -> None:
    comment_saying("When does the map room open?", "c1")
    other = comment_saying("Where is the parking lot?", "c2", root="post:2")
    page = desk.get("/desk/records/export?find=parking").content.decode()
    assert f'value="{other.conversation_id}"' in page
    assert "map room" not in page
    answer = desk.post(
        "/desk/records/export", {"form": "csv", "conversation": other.conversation_id, "find": "parking"}
    )
    assert b"map room" not in b"".join(answer.streaming_content)
    assert "No conversation holds these words" in desk.get("/desk/records/export?find=giraffe").content.decode()
    nowhere = desk.post("/desk/records/export", {"form": "", "find": "a\x00b"})
    assert nowhere.status_code == 422 and "No conversation holds these words" in nowhere.content.decode()


def test_the_page_of_a_conversation_leads_to_giving_it_out(desk, agency) -> None:
    key = comment_saying("When does the map room open?").conversation_id
    assert f"/desk/records/export?conversation={key}" in desk.get(f"/desk/inbox/{key}").content.decode()
    form = desk.get(f"/desk/records/export?conversation={key}").content.decode()
    assert re.search(rf'value="{key}" checked', form)
