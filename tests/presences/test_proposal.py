"""What is wrong with a proposal is told all at once, each at its field."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories import at, client_for
from masthead.agencies.models import Commitment, Person
from masthead.kernel.refusals import Invalid
from masthead.presences import propose
from masthead.presences.models import Presence
from presences import roads


def test_every_fault_is_told_at_once_and_cites_its_clause(communicator: Person) -> None:
    wrong = roads.proposal(communicator, name="Book Talk", handle="no handle", purpose="", commitments=[])
    with pytest.raises(Invalid) as refusal:
        propose.propose(by=communicator, at=at(), proposal=wrong)
    told = {one.field: one for one in (refusal.value, *refusal.value.others)}
    assert set(told) == {"purpose", "handle", "name", "commitments"}
    assert told["name"].clause == "presence.2"


def test_the_page_tells_the_name_rule_beside_the_name_while_other_fields_are_empty(communicator: Person) -> None:
    answer = client_for(communicator).post(
        "/desk/presences/propose", {"channel": "bluesky", "name": "Book Talk", "handle": "booktalk.bsky.social"}
    )
    errors = answer.context["form"].errors
    assert answer.status_code == 422
    assert {"purpose", "audience", "why_channel", "commitments", "run_by", "name"} <= set(errors)
    assert "should carry" in errors["name"][0] and "Presence 2" in errors["name"][0]


def test_the_noticeboard_is_one_page_and_takes_one_presence(communicator: Person, director: Person) -> None:
    changes = {"channel": "noticeboard", "handle": "mlc-news"}
    first = propose.propose(by=communicator, at=at(), proposal=roads.proposal(communicator, **changes))
    second = roads.proposal(communicator, **{**changes, "handle": "mlc-more"})
    with pytest.raises(
        Invalid, match="is one page, and Mississippi Library Commission speaks there already"
    ) as refusal:
        propose.propose(by=communicator, at=at(1), proposal=second)
    assert refusal.value.field == "channel"
    propose.revise(by=communicator, at=at(2), presence=first, proposal=second)
    Presence.objects.update(state="retired")
    assert propose.propose(by=communicator, at=at(3), proposal=second).pk != first.pk


@pytest.mark.parametrize("handle", ["no-domain", "two words.example", "https://bsky.app/profile/mlc"])
def test_a_handle_the_channel_does_not_know_is_refused_with_its_rule(communicator: Person, handle: str) -> None:
    with pytest.raises(Invalid, match="a domain name, such as") as refusal:
        propose.propose(by=communicator, at=at(), proposal=roads.proposal(communicator, handle=handle))
    assert refusal.value.field == "handle"


def test_nothing_new_is_hung_on_a_commitment_that_has_ended(communicator: Person) -> None:
    over = Commitment.objects.create(name="Bookmobile 2019", ends=(at() - timedelta(days=2)).date())
    with pytest.raises(Invalid, match="Bookmobile 2019 has ended"):
        propose.propose(by=communicator, at=at(), proposal=roads.proposal(communicator, commitments=[over]))
    page = client_for(communicator).get("/desk/presences/propose").content.decode()
    assert "Bookmobile 2019" not in page


def test_an_existing_account_says_since_when_and_who_ran_it(communicator: Person) -> None:
    day = (at() - timedelta(days=900)).date()
    with pytest.raises(Invalid, match="who has run") as refusal:
        propose.propose(by=communicator, at=at(), proposal=roads.proposal(communicator, existing_since=day))
    assert refusal.value.field == "existing_run_by"
    whole = roads.proposal(communicator, existing_since=day, existing_run_by="A trainee", official_duty=True)
    presence = propose.propose(by=communicator, at=at(), proposal=whole)
    assert (presence.state, presence.existing_since, presence.official_duty) == ("proposed", day, True)
