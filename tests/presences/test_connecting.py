"""Only the account that was approved is connected, and only under a name that carries the agency's."""

from __future__ import annotations

import pytest

from factories import at
from masthead.agencies.models import Person
from masthead.kernel.refusals import Refused
from masthead.presences import connection, decide, propose
from masthead.presences.models import LiveProfile, Presence
from presences import roads


@pytest.mark.holds("approval_names_the_account")
def test_an_approval_is_of_one_account_by_its_handle(communicator: Person, director: Person) -> None:
    presence = roads.talked_over(communicator, director, handle="")
    with pytest.raises(Refused, match="names no handle on Bluesky") as refusal:
        decide.approve(by=director, at=at(2), presence=presence)
    assert refusal.value.clause == "presence.approval"
    propose.revise(by=communicator, at=at(3), presence=presence, proposal=roads.proposal(communicator))
    assert decide.approve(by=director, at=at(4), presence=presence).state == "approved"


def test_what_was_approved_without_a_handle_before_is_not_connected(communicator: Person, director: Person) -> None:
    presence = roads.approved(communicator, director)
    Presence.objects.update(handle="")
    with pytest.raises(Refused, match="No account was approved") as refusal:
        roads.connected(communicator, presence, roads.profile("anybody.example"))
    assert refusal.value.clause == "presence.approval"


@pytest.mark.holds("connected_account_is_the_approved_one")
def test_another_domain_behind_the_approved_handle_is_another_account(communicator: Person, director: Person) -> None:
    presence = roads.approved(communicator, director)
    with pytest.raises(Refused, match=r"What was approved is mlc\.example\.gov;") as refusal:
        roads.connected(communicator, presence, roads.profile("mlc.example.gov.attacker.example"))
    assert refusal.value.clause == "presence.approval"


def test_the_live_name_is_asked_for_the_agencys(communicator: Person, director: Person) -> None:
    presence = roads.approved(communicator, director, handle="books.example")
    with pytest.raises(Refused, match="should carry") as refusal:
        roads.connected(communicator, presence, roads.profile("books.example", "Book Talk"))
    assert refusal.value.clause == "presence.2"
    assert roads.connected(communicator, presence, roads.profile("books.example")).state == "connected"


def test_a_reason_that_was_approved_still_counts_when_connecting(communicator: Person, director: Person) -> None:
    presence = roads.approved(
        communicator, director, name="Book Talk", handle="books.example", name_reason="It belongs to a national series."
    )
    assert roads.connected(communicator, presence, roads.profile("books.example", "Book Talk")).state == "connected"


def test_one_page_is_one_presence_whatever_its_handle(communicator: Person, director: Person) -> None:
    roads.connected(communicator, roads.approved(communicator, director), roads.profile(url="https://host.example/"))
    other = roads.approved(communicator, director, handle="mlc-two.example")
    with pytest.raises(Refused, match="This is the same page as"):
        roads.connected(communicator, other, roads.profile("mlc-two.example", url="https://host.example/"))


def test_mending_an_approved_proposal_takes_the_approval_back(communicator: Person, director: Person) -> None:
    presence = roads.approved(communicator, director)
    mended = propose.revise(
        by=communicator, at=at(3), presence=presence, proposal=roads.proposal(communicator, handle="taken.example")
    )
    assert mended.state == "in_discussion"
    with pytest.raises(Refused):
        roads.connected(communicator, mended, roads.profile("taken.example"))


def test_connecting_again_does_not_confirm_what_has_changed(communicator: Person, director: Person) -> None:
    presence = roads.launched(communicator, director)
    roads.connected(communicator, presence, roads.profile(name="Free Vouchers"))
    kept = LiveProfile.objects.get(presence=presence)
    assert (kept.confirmed["name"], kept.shown["name"]) == (roads.NAME, "Free Vouchers")
    assert kept.drifted_at == at(3)


def test_declining_asks_for_the_discussion_and_returning_is_a_turn_of_it(
    communicator: Person, director: Person
) -> None:
    presence = propose.propose(by=communicator, at=at(), proposal=roads.proposal(communicator))
    with pytest.raises(Refused, match="Nobody has discussed this") as refusal:
        decide.decline(by=director, at=at(1), presence=presence, reason="No.")
    assert refusal.value.clause == "presence.1"
    decide.send_back(by=director, at=at(2), presence=presence, reason="Who answers on weekends?")
    propose.revise(by=communicator, at=at(3), presence=presence, proposal=roads.proposal(communicator))
    assert decide.decline(by=director, at=at(4), presence=presence, reason="Nobody does.").state == "declined"


def test_a_server_inside_the_house_is_refused_at_its_field(agency: object, settings: object) -> None:
    settings.MASTHEAD_CHANNELS_ON_LOOPBACK = False  # type: ignore[attr-defined]
    for service in ("http://host.example", "https://127.0.0.1", "https://10.0.0.5", "https://u:p@host.example"):
        with pytest.raises(Refused) as refusal:
            connection.try_connection("bluesky", {"handle": "mlc.example", "service": service}, {"app_password": "x"})
        assert "https://" in str(refusal.value) or "private network" in str(refusal.value)
