"""From a proposal to a launched presence, and every way that is closed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import at, client_for, person
from masthead.agencies.models import Agency, Commitment, Person
from masthead.agencies.rights import Role
from masthead.channels.profile import Profile
from masthead.kernel.refusals import Invalid, NotPermitted, Refused
from masthead.presences import connection, decide, discuss, launch, propose
from masthead.presences.gates import carries
from masthead.presences.models import Connection, Presence
from masthead.presences.official import is_this_us, official_presences
from masthead.presences.states import PRESENCE
from masthead.records.models import Record


@pytest.fixture
def communicator(agency: Agency) -> Person:
    return person(Role.COMMUNICATOR)


@pytest.fixture
def director(agency: Agency) -> Person:
    return person(Role.DIRECTOR)


def account(handle: str, name: str = "Mississippi Library Commission", **more: object) -> Profile:
    return Profile(handle, name, "", "http://testserver/", **more)  # type: ignore[arg-type]


def proposal(communicator: Person, **changes: object) -> propose.Proposal:
    goal, _ = Commitment.objects.get_or_create(name="Summer Library Program")
    settled: dict[str, object] = {
        "channel": "noticeboard",
        "name": "Mississippi Library Commission News",
        "handle": "news",
        "purpose": "Tell the public what the Commission does.",
        "audience": "Library users statewide",
        "why_channel": "It is our own page and needs no account.",
        "run_by": communicator,
        "commitments": [goal],
    }
    return propose.Proposal(**{**settled, **changes})  # type: ignore[arg-type]


def proposed(communicator: Person, **changes: object) -> Presence:
    return propose.propose(by=communicator, at=at(), proposal=proposal(communicator, **changes))


def launched(communicator: Person, director: Person) -> Presence:
    presence = proposed(communicator)
    discuss.say(by=director, at=at(1), presence=presence, text="Who answers on weekends?")
    decide.approve(by=director, at=at(2), presence=presence)
    connection.connect(
        by=communicator,
        at=at(3),
        presence=presence,
        settings={},
        secrets={"password": "quite secret"},
        account=account("news"),
    )
    return launch.launch(by=communicator, at=at(4), presence=presence)


def kinds_of(presence: Presence) -> list[str]:
    return list(Record.objects.filter(subject=presence.subject).values_list("kind", flat=True))


def test_the_whole_road_leaves_a_record_for_every_step(communicator: Person, director: Person) -> None:
    presence = launched(communicator, director)
    assert presence.state == "live"
    assert kinds_of(presence) == [
        "presence/proposed",
        "presence/discussed",
        "presence/approved",
        "presence/connected",
        "presence/launched",
    ]
    assert list(official_presences()) == [presence]


def test_secrets_are_sealed_at_rest_and_forgotten_on_retirement(communicator: Person, director: Person) -> None:
    presence = launched(communicator, director)
    stored = Connection.objects.get(presence=presence).secrets
    assert stored and "quite secret" not in stored
    assert not Record.objects.filter(payload__contains=b"quite secret").exists()
    launch.retire(by=director, at=at(9), presence=presence, reason="The program ended.")
    assert Connection.objects.get(presence=presence).secrets == ""
    assert not official_presences().exists()


@pytest.mark.holds("presence_is_discussed_before_decision")
def test_the_director_cannot_approve_what_nobody_discussed(communicator: Person, director: Person) -> None:
    presence = proposed(communicator)
    with pytest.raises(Refused, match="discussed this with the Executive Director"):
        decide.approve(by=director, at=at(1), presence=presence)
    discuss.say(by=communicator, at=at(2), presence=presence, text="May I explain?")
    with pytest.raises(Refused) as refusal:
        decide.approve(by=director, at=at(3), presence=presence)
    assert refusal.value.clause, "a refusal names the clause it keeps"
    presence.refresh_from_db()
    assert presence.state == "in_discussion"


@pytest.mark.holds("presence_is_approved_by_the_director")
def test_nobody_decides_their_own_proposal(agency: Agency) -> None:
    both = person(Role.DIRECTOR, Role.COMMUNICATOR)
    presence = proposed(both)
    discuss.say(by=both, at=at(1), presence=presence, text="Talking to myself.")
    for act in (decide.approve, decide.send_back, decide.decline):
        words = {"remark": ""} if act is decide.approve else {"reason": "No."}
        with pytest.raises(Refused, match="You proposed this presence yourself") as refusal:
            act(by=both, at=at(2), presence=presence, **words)  # type: ignore[operator]
        assert refusal.value.clause == "presence.approval"
    presence.refresh_from_db()
    assert presence.state == "in_discussion"


def test_whoever_mended_a_proposal_may_hand_it_back_and_not_decline_it(communicator: Person, director: Person) -> None:
    presence = proposed(communicator)
    propose.revise(by=director, at=at(1), presence=presence, proposal=proposal(communicator, audience="Teens"))
    discuss.say(by=director, at=at(2), presence=presence, text="Is this what you mean?")
    with pytest.raises(Refused, match="mended it since"):
        decide.decline(by=director, at=at(3), presence=presence, reason="No.")
    returned = decide.send_back(by=director, at=at(4), presence=presence, reason="Look at my changes.")
    record = Record.objects.get(kind="presence/returned")
    assert returned.state == "returned"
    assert b"presence.approval" in bytes(record.payload)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.DIRECTOR])
def test_only_the_director_decides(communicator: Person, director: Person, role: Role) -> None:
    presence = proposed(communicator)
    discuss.say(by=director, at=at(1), presence=presence, text="Go on.")
    for act in (decide.approve, decide.send_back, decide.decline):
        words = {"remark": ""} if act is decide.approve else {"reason": "No."}
        with pytest.raises(NotPermitted):
            act(by=person(role), at=at(2), presence=presence, **words)  # type: ignore[operator]


def test_a_returned_proposal_says_why_and_can_be_mended(communicator: Person, director: Person) -> None:
    presence = proposed(communicator)
    with pytest.raises(Invalid, match="Say why"):
        decide.send_back(by=director, at=at(1), presence=presence, reason="  ")
    decide.send_back(by=director, at=at(1), presence=presence, reason="Name the audience better.")
    propose.revise(by=communicator, at=at(2), presence=presence, proposal=proposal(communicator, audience="Teens"))
    presence.refresh_from_db()
    assert (presence.state, presence.audience) == ("in_discussion", "Teens")


@pytest.mark.holds("presence_name_carries_the_agency")
def test_a_name_without_the_agency_asks_why(communicator: Person) -> None:
    with pytest.raises(Refused, match="should carry") as refusal:
        proposed(communicator, name="Book Talk", handle="booktalk")
    assert refusal.value.clause
    assert proposed(communicator, name="Book Talk", handle="booktalk", name_reason="Handles end at 8 letters.").pk


def test_a_gap_in_the_proposal_names_its_field(communicator: Person) -> None:
    for field in ("name", "purpose", "audience", "why_channel", "commitments"):
        with pytest.raises(Invalid) as refusal:
            proposed(communicator, **{field: [] if field == "commitments" else "  "})
        assert refusal.value.field == field
    assert not Presence.objects.exists()


@pytest.mark.holds("presence_is_approved_before_launch")
@pytest.mark.parametrize("state", sorted(PRESENCE.states - {"connected"}))
def test_nothing_but_a_connected_presence_can_be_launched(communicator: Person, director: Person, state: str) -> None:
    presence = proposed(communicator)
    Presence.objects.filter(pk=presence.pk).update(state=state)
    with pytest.raises(Refused) as refusal:
        launch.launch(by=communicator, at=at(1), presence=presence)
    assert refusal.value.clause == "presence.approval"


def test_is_this_us_knows_links_and_handles_exactly(communicator: Person, director: Person) -> None:
    presence = launched(communicator, director)
    assert is_this_us("http://testserver/") == presence
    assert is_this_us("@NEWS") == presence
    for other in ("http://testserver.evil/", "newss", "", "   ", "@"):
        assert is_this_us(other) is None


@given(st.sampled_from(["Mississippi Library Commission", "MLC"]), st.text(max_size=20), st.text(max_size=20))
def test_a_name_that_contains_the_agency_carries_it(part: str, before: str, after: str) -> None:
    assert carries(f"{before}{part.upper()}{after}", "Mississippi Library Commission", "MLC")


@pytest.mark.parametrize(
    "changes",
    [
        {"channel": "nowhere"},
        {"name": "Mississippi Library Commission" + " and friends" * 20},
        {"handle": "mlc" * 100},
        {"audience": "Everyone " * 50},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_a_proposal_no_page_could_show_is_refused_by_its_field(communicator: Person, changes: dict[str, str]) -> None:
    with pytest.raises(Invalid) as refusal:
        proposed(communicator, **changes)
    assert refusal.value.field == next(iter(changes))
    assert not Presence.objects.exists()


def test_what_was_mended_since_the_page_was_opened_is_not_approved(communicator: Person, director: Person) -> None:
    presence = proposed(communicator)
    discuss.say(by=director, at=at(1), presence=presence, text="Who answers on weekends?")
    browser = client_for(director)
    page = browser.get(f"/desk/presences/{presence.pk}").content.decode()
    assert '<input type="hidden" name="seen" value="1">' in page
    propose.revise(by=communicator, at=at(2), presence=presence, proposal=proposal(communicator, handle="other"))
    browser.post(f"/desk/presences/{presence.pk}/approve", {"seen": "1"})
    presence.refresh_from_db()
    assert presence.state == "in_discussion"
    browser.post(f"/desk/presences/{presence.pk}/approve", {"seen": "2"})
    presence.refresh_from_db()
    assert presence.state == "approved"


def test_mending_a_proposal_is_neither_a_discussion_nor_a_second_pair_of_eyes(
    communicator: Person, director: Person
) -> None:
    presence = proposed(communicator)
    discuss.say(by=communicator, at=at(1), presence=presence, text="May we?")
    propose.revise(by=director, at=at(2), presence=presence, proposal=proposal(communicator, handle="other"))
    with pytest.raises(Refused, match="Nobody has discussed this"):
        decide.approve(by=director, at=at(3), presence=presence)
    discuss.say(by=director, at=at(4), presence=presence, text="Go on.")
    with pytest.raises(Refused, match="or mended it since"):
        decide.approve(by=director, at=at(5), presence=presence)
    decide.approve(by=person(Role.DIRECTOR), at=at(6), presence=presence)


def test_mending_before_somebody_else_did_is_still_mending(communicator: Person, director: Person) -> None:
    presence = proposed(communicator)
    discuss.say(by=director, at=at(1), presence=presence, text="Go on.")
    propose.revise(by=director, at=at(2), presence=presence, proposal=proposal(communicator, handle="other"))
    propose.revise(by=communicator, at=at(3), presence=presence, proposal=proposal(communicator, handle="another"))
    with pytest.raises(Refused, match="or mended it since") as refusal:
        decide.approve(by=director, at=at(4), presence=presence)
    assert refusal.value.clause == "presence.approval"
    decide.send_back(by=person(Role.DIRECTOR), at=at(5), presence=presence, reason="Who reads it?")
    propose.revise(by=communicator, at=at(6), presence=presence, proposal=proposal(communicator, handle="third"))
    assert decide.approve(by=director, at=at(7), presence=presence).state == "approved"


def test_a_proposal_is_withdrawn_by_its_proposer_alone_and_frees_its_account(
    communicator: Person, director: Person
) -> None:
    presence = propose.propose(by=communicator, at=at(), proposal=proposal(communicator))
    with pytest.raises(Refused, match="Only whoever proposed"):
        propose.withdraw(by=director, at=at(1), presence=presence)
    propose.withdraw(by=communicator, at=at(1), presence=presence, reason="The branch has an account already.")
    presence.refresh_from_db()
    assert presence.state == "withdrawn"
    assert presence.notes.get().act == "withdrawn"
    assert Record.objects.filter(kind="presence/withdrawn", subject=presence.subject).count() == 1
    with pytest.raises(Refused):
        decide.approve(by=director, at=at(2), presence=presence)
    again = propose.propose(by=communicator, at=at(3), proposal=proposal(communicator))
    assert again.handle == presence.handle
