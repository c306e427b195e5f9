"""Official addresses open presences that were approved, and nothing else."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import factories
from masthead.employees.official_addresses import (
    approved_presences,
    is_official,
    note_address,
    official_domains,
    uses,
    without_address,
)
from masthead.kernel.refusals import Invalid, NotPermitted, Refused
from masthead.presences.models import Presence
from masthead.records.models import Record

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer(agency):
    return factories.person("communicator")


def presence(writer, state: str = "live", name: str = "MLC on the web") -> Presence:
    return Presence.objects.create(
        channel="noticeboard",
        name=name,
        handle=name,
        purpose="p",
        audience="a",
        why_channel="w",
        run_by=writer,
        proposed_by=writer,
        proposed_at=factories.at(),
        state=state,
        decided_at=None if state in ("proposed", "in_discussion") else factories.at(),
    )


def note(writer, shown, address: str = "social@mlc.lib.ms.us", minutes: float = 0):
    return note_address(by=writer, at=factories.at(minutes), presence=shown, address=address)


def test_which_address_opened_which_presence_is_kept_with_its_record(writer) -> None:
    shown = presence(writer)
    assert list(without_address()) == [shown]
    used = note(writer, shown, "Social@MLC.lib.ms.us")
    assert (used.address, used.presence) == ("social@mlc.lib.ms.us", shown)
    assert not without_address().exists()
    record = Record.objects.get(kind="presence/address_noted")
    said = json.loads(bytes(record.payload))
    assert said["body"] == {"address": "social@mlc.lib.ms.us", "channel": "noticeboard", "before": ""}
    assert said["clauses"] == ["employees.5"]


def test_a_change_of_address_keeps_what_was_before(writer) -> None:
    shown = presence(writer)
    note(writer, shown)
    note(writer, shown, "web@mlc.lib.ms.us", 1)
    assert [use.address for use in uses()] == ["web@mlc.lib.ms.us"]
    last = Record.objects.filter(kind="presence/address_noted").order_by("-number")[0]
    assert json.loads(bytes(last.payload))["body"]["before"] == "social@mlc.lib.ms.us"
    with pytest.raises(Invalid, match="already"):
        note(writer, shown, "web@mlc.lib.ms.us", 2)


@pytest.mark.holds("official_address_opens_only_a_presence")
@pytest.mark.parametrize("state", ["proposed", "in_discussion", "returned", "declined"])
def test_an_account_that_was_not_approved_is_opened_with_no_official_address(writer, state) -> None:
    shown = presence(writer, state)
    assert shown not in approved_presences()
    with pytest.raises(Refused, match="Propose it first") as refusal:
        note(writer, shown)
    assert refusal.value.clause == "employees.5"


@pytest.mark.holds("official_address_opens_only_a_presence")
def test_a_private_address_does_not_open_a_presence(writer) -> None:
    with pytest.raises(Refused, match="not an official address"):
        note(writer, presence(writer), "ann@home.example")


@pytest.mark.parametrize("address", ["", "ann", "ann@", "a" * 300 + "@mlc.lib.ms.us", "a\x00b@mlc.lib.ms.us"])
def test_what_is_no_address_is_refused(writer, address) -> None:
    with pytest.raises(Invalid):
        note(writer, presence(writer), address)


def test_an_employee_notes_none(writer) -> None:
    with pytest.raises(NotPermitted):
        note(factories.person(), presence(writer))


def test_domains_are_the_policy_s_and_the_records_mailbox_s(agency) -> None:
    assert official_domains() == {"mlc.lib.ms.us", "agency.invalid"}


@given(st.sampled_from(["mlc.lib.ms.us", "branch.mlc.lib.ms.us", "MLC.LIB.MS.US"]))
def test_below_the_domain_is_official_and_beside_it_is_not(domain: str) -> None:
    assert is_official(f"ann@{domain}", {"mlc.lib.ms.us"})
    assert not is_official(f"ann@not{domain.casefold()}", {"mlc.lib.ms.us"}) or "." in domain.split("mlc")[0]
    assert not is_official("ann@mlc.lib.ms.us.example", {"mlc.lib.ms.us"})


def test_the_list_is_searched_and_shown(writer) -> None:
    note(writer, presence(writer))
    note(writer, presence(writer, name="MLC news"), "news@mlc.lib.ms.us")
    page = factories.client_for(writer).get("/desk/official-addresses/?words=news").content.decode()
    assert "news@mlc.lib.ms.us" in page and "social@mlc.lib.ms.us" not in page
    assert "Nothing" not in page


def test_it_is_noted_on_the_page_and_refusals_stand_there(writer) -> None:
    shown, desk = presence(writer), factories.client_for(writer)
    refused = desk.post("/desk/official-addresses/", {"presence": str(shown.pk), "address": "ann@home.example"})
    assert refused.status_code == 422 and "not an official address" in refused.content.decode()
    assert (
        desk.post("/desk/official-addresses/", {"presence": str(shown.pk), "address": "s@mlc.lib.ms.us"}).status_code
        == 302
    )
    officer = factories.client_for(factories.person("records_officer"))
    assert "s@mlc.lib.ms.us" in officer.get("/desk/official-addresses/").content.decode()
    assert (
        officer.post("/desk/official-addresses/", {"presence": str(shown.pk), "address": "x@mlc.lib.ms.us"}).status_code
        == 403
    )
