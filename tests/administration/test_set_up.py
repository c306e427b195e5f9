"""The first run's operations: in order, repeatable until the desk opens, closed after."""

from dataclasses import replace
from datetime import date

import pytest

from factories import at, person
from masthead.administration.commitments import add_bureau, add_commitment
from masthead.administration.set_up import AgencyFacts, change_agency, choose_policy, name_agency, open_desk
from masthead.agencies.actors import Worker
from masthead.agencies.models import the_agency
from masthead.kernel.refusals import Invalid, NotPermitted, Refused
from masthead.policy.in_force import rulebook
from masthead.records.models import Record

pytestmark = pytest.mark.django_db
FIRST_RUN = Worker("first-run")
FACTS = AgencyFacts(
    name="Okatoma City Library",
    short_name="OCL",
    public_url="https://desk.okatoma.example",
    records_address="records@okatoma.example",
)


def test_an_agency_is_named_takes_its_policy_and_opens():
    name_agency(by=FIRST_RUN, at=at(), facts=FACTS)
    choose_policy(by=FIRST_RUN, at=at(1), policy="mlc-2012")
    person("administrator")
    opened = open_desk(by=FIRST_RUN, at=at(2))
    assert opened.set_up_at == at(2)
    assert rulebook().policy.id == "mlc-2012"
    assert list(Record.objects.values_list("kind", flat=True)) == [
        "agency/named",
        "agency/policy_chosen",
        "agency/opened",
    ]


def test_going_back_corrects_the_same_agency():
    first = name_agency(by=FIRST_RUN, at=at(), facts=FACTS)
    again = name_agency(by=FIRST_RUN, at=at(1), facts=replace(FACTS, short_name="Okatoma"))
    assert first.pk == again.pk
    assert the_agency().short_name == "Okatoma"


def test_an_open_desk_cannot_be_claimed_again(agency):
    for act in (
        lambda: name_agency(by=FIRST_RUN, at=at(), facts=FACTS),
        lambda: choose_policy(by=FIRST_RUN, at=at(), policy="mlc-2012"),
        lambda: open_desk(by=FIRST_RUN, at=at()),
    ):
        with pytest.raises(Refused, match="already set up"):
            act()
    assert the_agency().name == agency.name


def test_the_desk_does_not_open_while_something_is_missing():
    with pytest.raises(Refused, match="Name the agency"):
        open_desk(by=FIRST_RUN, at=at())
    name_agency(by=FIRST_RUN, at=at(), facts=FACTS)
    with pytest.raises(Refused, match="Choose the policy"):
        open_desk(by=FIRST_RUN, at=at())
    choose_policy(by=FIRST_RUN, at=at(), policy="mlc-2012")
    with pytest.raises(Refused, match="administrator"):
        open_desk(by=FIRST_RUN, at=at())


def test_a_policy_nobody_has_is_refused():
    name_agency(by=FIRST_RUN, at=at(), facts=FACTS)
    with pytest.raises(Invalid) as refusal:
        choose_policy(by=FIRST_RUN, at=at(), policy="../../etc/passwd")
    assert refusal.value.field == "policy"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("name", "x" * 201),
        ("short_name", ""),
        ("public_url", "javascript:alert(1)"),
        ("public_url", "desk"),
        ("records_address", "records"),
        ("time_zone", "Mars/Olympus"),
    ],
)
def test_what_cannot_be_used_names_its_field(field, value):
    with pytest.raises(Invalid) as refusal:
        name_agency(by=FIRST_RUN, at=at(), facts=replace(FACTS, **{field: value}))
    assert refusal.value.field == field
    assert the_agency() is None


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000", "http://library-desk:8000", "https://desk.example/social"])
def test_a_desk_inside_the_building_has_an_address_too(url):
    assert name_agency(by=FIRST_RUN, at=at(), facts=replace(FACTS, public_url=url)).public_url == url


def test_later_only_an_administrator_changes_the_agency(agency):
    with pytest.raises(NotPermitted):
        change_agency(by=person("communicator"), at=at(), facts=FACTS)
    change_agency(by=person("administrator"), at=at(), facts=FACTS)
    assert the_agency().name == "Okatoma City Library"


def test_commitments_and_bureaus_are_entered_once(agency):
    admin = person("administrator")
    add_commitment(by=admin, at=at(), name="Summer Library Program", starts=date(2026, 6, 1), ends=date(2026, 7, 31))
    add_bureau(by=admin, at=at(), name="Public Services")
    with pytest.raises(Invalid, match="already entered"):
        add_commitment(by=admin, at=at(), name="summer library program")
    with pytest.raises(Invalid, match="already entered"):
        add_bureau(by=admin, at=at(), name="public services")
    with pytest.raises(Invalid, match="before it starts"):
        add_commitment(by=admin, at=at(), name="Backwards", starts=date(2026, 7, 1), ends=date(2026, 6, 1))
