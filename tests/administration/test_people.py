"""People come, hold roles, and leave; each change is a record, and the desk never loses its last administrator."""

import json

import pytest

from factories import at, person
from masthead.administration.people import add_person, end_access, grant_role, withdraw_role
from masthead.agencies.models import Person
from masthead.agencies.rights import Role, may
from masthead.kernel.refusals import Invalid, NotPermitted, Refused
from masthead.records.models import Record

pytestmark = pytest.mark.django_db


def kinds():
    return list(Record.objects.values_list("kind", flat=True))


def test_an_added_person_may_do_what_their_roles_carry():
    admin = person("administrator")
    made = add_person(
        by=admin, at=at(), name=" Delphine Okoro ", email="D.Okoro@Agency.invalid", roles=[Role.COMMUNICATOR]
    )
    assert (made.name, made.email) == ("Delphine Okoro", "d.okoro@agency.invalid")
    assert may(made, "drafts.write")
    assert not may(made, "drafts.approve")
    assert not made.has_usable_password()
    body = json.loads(bytes(Record.objects.get(kind="person/added").payload))["body"]
    assert body["roles"] == ["communicator"]


def test_an_address_is_used_once_whatever_its_case():
    admin = person("administrator")
    add_person(by=admin, at=at(), name="One", email="one@agency.invalid")
    with pytest.raises(Invalid, match="already here"):
        add_person(by=admin, at=at(), name="Two", email="ONE@agency.invalid")


@pytest.mark.parametrize(
    ("fields", "at_fault"),
    [({"name": "  "}, "name"), ({"email": "nowhere"}, "email"), ({"password": "password1234"}, "password")],
)
def test_what_cannot_be_used_names_its_field(fields, at_fault):
    given = {"name": "Delphine Okoro", "email": "d@agency.invalid", **fields}
    with pytest.raises(Invalid) as refusal:
        add_person(by=person("administrator"), at=at(), **given)
    assert refusal.value.field == at_fault
    assert kinds() == []


def test_a_role_is_granted_once_and_withdrawn():
    admin, colleague = person("administrator"), person(name="Delphine Okoro")
    grant_role(by=admin, at=at(), person=colleague, role=Role.MODERATOR)
    assert may(Person.objects.get(pk=colleague.pk), "cases.decide")
    with pytest.raises(Refused, match="already holds"):
        grant_role(by=admin, at=at(), person=colleague, role=Role.MODERATOR)
    withdraw_role(by=admin, at=at(1), person=colleague, role=Role.MODERATOR)
    assert not may(Person.objects.get(pk=colleague.pk), "cases.decide")
    assert kinds() == ["person/role_granted", "person/role_withdrawn"]


def test_the_last_administrator_stays():
    admin = person("administrator")
    with pytest.raises(Refused, match="only administrator"):
        withdraw_role(by=admin, at=at(), person=admin, role=Role.ADMINISTRATOR)
    with pytest.raises(Refused, match="only administrator"):
        end_access(by=admin, at=at(), person=admin)
    second = person("administrator", name="Hollis Byrd")
    end_access(by=second, at=at(), person=admin)
    assert Person.objects.get(pk=admin.pk).role_names == frozenset()


def test_somebody_who_left_is_given_no_role():
    admin, gone = person("administrator"), person(name="Delphine Okoro")
    end_access(by=admin, at=at(), person=gone)
    with pytest.raises(Refused, match="has left"):
        grant_role(by=admin, at=at(1), person=Person.objects.get(pk=gone.pk), role=Role.APPROVER)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_nobody_else_adds_people(role):
    with pytest.raises(NotPermitted):
        add_person(by=person(role), at=at(), name="Somebody", email="s@agency.invalid")
