"""Acknowledging the policy: once a version, and never changed afterwards."""

from __future__ import annotations

import json

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import factories
from masthead.employees.acknowledge import acknowledge, acknowledged_by, ask_everybody, employees
from masthead.employees.asked_of_me import asked_of_me
from masthead.employees.models import Acknowledgement
from masthead.kernel.refusals import Refused
from masthead.policy.in_force import rulebook_of
from masthead.policy.pack import known_packs
from masthead.records.models import Record

pytestmark = pytest.mark.django_db


def sign(person, book, minutes: float = 0) -> Acknowledgement:
    return acknowledge(by=person, at=factories.at(minutes), stamp=book.stamp, digest=book.policy.digest)


def test_it_names_the_version_by_stamp_and_digest_in_row_and_record(barnaby, rulebook) -> None:
    made = sign(barnaby, rulebook)
    assert (made.stamp, made.digest) == (rulebook.stamp, rulebook.policy.digest)
    record = Record.objects.get(subject=made.subject)
    body = json.loads(bytes(record.payload))["body"]
    assert (record.kind, body["version"], body["digest"]) == ("acknowledgement/made", made.stamp, made.digest)
    assert acknowledged_by(barnaby, rulebook.stamp) == made


def test_once_for_each_version(barnaby, rulebook) -> None:
    sign(barnaby, rulebook)
    with pytest.raises(Refused, match="already"):
        sign(barnaby, rulebook, 1)


def test_a_new_version_asks_again_and_leaves_the_old_one_as_it_was(barnaby, rulebook, put_in_force) -> None:
    old = sign(barnaby, rulebook)
    newer = put_in_force("2027-01-01")
    assert not employees(newer.stamp, acknowledged=True).exists()
    with pytest.raises(Refused, match="Another version"):
        sign(barnaby, rulebook, 1)
    sign(barnaby, newer, 2)
    assert set(Acknowledgement.objects.values_list("stamp", flat=True)) == {old.stamp, newer.stamp}


def test_who_has_left_is_not_asked(barnaby, rulebook) -> None:
    barnaby.is_active = False
    barnaby.save()
    assert not employees(rulebook.stamp, acknowledged=False).filter(pk=barnaby.pk).exists()


def test_everybody_is_asked_once_for_a_version(barnaby, rulebook) -> None:
    from masthead.agencies.actors import Worker

    ask_everybody(by=Worker(), at=factories.at())
    with pytest.raises(Refused):
        ask_everybody(by=Worker(), at=factories.at(1))


FIELDS = ("stamp", "digest", "person_id", "at")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    field=st.sampled_from(FIELDS),
    value=st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=64),
    door=st.sampled_from(["save", "queryset", "sql", "bulk_update", "update_or_create"]),
)
def test_no_door_changes_the_version_an_acknowledgement_names(barnaby, rulebook, field, value, door) -> None:
    made = acknowledged_by(barnaby, rulebook.stamp) or sign(barnaby, rulebook)
    before = Acknowledgement.objects.values().get(pk=made.pk)
    payload = bytes(Record.objects.get(subject=made.subject).payload)
    with pytest.raises((TypeError, IntegrityError)), transaction.atomic():
        if door == "save":
            setattr(made, field, value)
            made.save()
        elif door == "queryset":
            Acknowledgement.objects.filter(pk=made.pk).update(**{field: value})
        elif door == "bulk_update":
            made.stamp = value
            Acknowledgement.objects.bulk_update([made], ["stamp"])
        elif door == "update_or_create":
            Acknowledgement.objects.update_or_create(pk=made.pk, defaults={"stamp": value})
        else:
            with connection.cursor() as cursor:
                cursor.execute("UPDATE employees_acknowledgement SET stamp = %s", [value])
    assert Acknowledgement.objects.values().get(pk=made.pk) == before
    assert bytes(Record.objects.get(subject=made.subject).payload) == payload


def test_the_page_s_parts_come_from_the_policy(rulebook) -> None:
    told = asked_of_me(rulebook)
    ids = {part: [clause.id for clause in getattr(told, part)] for part in ("official", "personal", "not_private")}
    assert ids["not_private"] == ["employees.8"]
    assert {"employees.1", "employees.2", "employees.5", "employees.6"} <= set(ids["personal"])
    assert {"presence.5", "employees.7", "law.endorsement", "preamble.standards"} <= set(ids["official"])
    assert "preamble.standards" in ids["personal"]
    assert "employees.2" not in ids["official"]


@pytest.mark.parametrize("pack", known_packs())
def test_every_duty_of_a_written_policy_is_read_somewhere(pack: str) -> None:
    book = rulebook_of(pack)
    told = asked_of_me(book)
    read = {clause.id for part in (told.official, told.personal, told.not_private) for clause in part}
    assert {clause.id for clause in book.policy.clauses if clause.basis == "clause"} <= read
