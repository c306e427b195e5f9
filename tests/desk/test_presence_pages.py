"""The pages of presences: what is read, decided and kept there, and what Today says of it."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from factories import at, client_for, person
from masthead.agencies.actors import Worker
from masthead.agencies.models import Agency, Commitment, Person
from masthead.agencies.rights import Role
from masthead.channels.errors import Rejected
from masthead.channels.profile import Profile
from masthead.kernel.clock import now
from masthead.presences import connection, discuss, lookalikes, propose, watch
from masthead.presences.models import Connection, Evidence, Lookalike, Presence
from masthead.publishing.models import Draft
from presences import roads


@pytest.fixture
def communicator(agency: Agency) -> Person:
    return person(Role.COMMUNICATOR)


@pytest.fixture
def director(agency: Agency) -> Person:
    return person(Role.DIRECTOR)


@pytest.fixture
def presence(communicator: Person, director: Person) -> Presence:
    return roads.launched(communicator, director)


def page_of(whom: Person, path: str) -> str:
    answer = client_for(whom).get(f"/desk/{path}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_changed_profile_stands_on_today_and_on_the_page_with_before_and_after(
    presence: Presence, communicator: Person, director: Person
) -> None:
    watch.note(by=Worker(), at=at(9), presence=presence, found=roads.profile(name="Free Vouchers"))
    for whom in (communicator, director):
        said = page_of(whom, "")
        assert "The live profile of Mississippi Library Commission has changed" in said
        assert "“Mississippi Library Commission” is now “Free Vouchers”" in said
        assert "Free Vouchers" in page_of(whom, f"presences/{presence.pk}")
    assert "Confirm the new profile" not in page_of(communicator, f"presences/{presence.pk}")
    answer = client_for(director).post(f"/desk/presences/{presence.pk}/confirm", {"reason": "Our campaign."})
    assert answer.status_code == 302
    assert "has changed" not in page_of(director, "")


def test_deciding_opens_once_the_director_has_spoken_and_the_page_says_so(
    communicator: Person, director: Person
) -> None:
    presence = propose.propose(by=communicator, at=at(), proposal=roads.proposal(communicator))
    discuss.say(by=communicator, at=at(1), presence=presence, text="Shall we?")
    address = f"presences/{presence.pk}"
    before = page_of(director, address)
    assert "Approve and Decline open once the Executive Director has written something" in before
    assert ">Approve</button>" not in before and ">Decline</button>" not in before
    assert "discussed" in before.partition("Approve and Decline open")[2]
    discuss.say(by=director, at=at(2), presence=presence, text="Who answers on weekends?")
    after = page_of(director, address)
    assert "Approve and Decline open once" not in after
    assert ">Approve</button>" in after and ">Decline</button>" in after
    assert ">Mend the proposal</a>" not in after and ">Mend it yourself</a>" in after
    assert ">Mend the proposal</a>" in page_of(communicator, address)


def test_a_director_who_proposed_it_reads_that_another_decides(agency: Agency, director: Person) -> None:
    both = person(Role.DIRECTOR, Role.COMMUNICATOR)
    waiting = roads.talked_over(both, both)
    said = page_of(both, f"presences/{waiting.pk}")
    assert "You proposed this presence yourself, so another director decides it." in said
    assert all(f"/{act}" not in said for act in ("approve", "return", "decline"))
    other = page_of(director, f"presences/{waiting.pk}")
    assert all(f"presences/{waiting.pk}/{act}" in other for act in ("approve", "return", "decline"))


def test_a_proposal_is_withdrawn_on_its_page_by_its_proposer(communicator: Person, director: Person) -> None:
    waiting = roads.talked_over(communicator, director)
    address = f"/desk/presences/{waiting.pk}"
    assert "Withdraw the proposal" in page_of(communicator, f"presences/{waiting.pk}")
    assert "Withdraw the proposal" not in page_of(director, f"presences/{waiting.pk}")
    done = client_for(communicator).post(f"{address}/withdraw", {"reason": "The branch has one."}, follow=True)
    assert "Withdrawn. Nobody has to decide it any more" in done.content.decode()
    after = page_of(director, f"presences/{waiting.pk}")
    assert "The branch has one." in after and "Approve and Decline" not in after
    assert str(waiting.pk) not in page_of(director, "")


def test_connecting_by_hand_starts_from_the_approved_address(communicator: Person, director: Person) -> None:
    there = "nextdoor.com/agency/mlc"
    presence = roads.approved(communicator, director, channel="hand", handle=there)
    assert f'value="https://{there}"' in page_of(communicator, f"presences/{presence.pk}/connect")


def test_a_length_by_hand_that_is_none_is_told_at_its_field_and_not_as_an_account_out_of_reach(
    communicator: Person, director: Person
) -> None:
    presence = roads.approved(communicator, director, channel="hand", handle="tumblr.com/mlc")
    given = {"platform": "Tumblr", "address": "https://tumblr.com/mlc", "limit": "a few"}
    answer = client_for(communicator).post(f"/desk/presences/{presence.pk}/connect", given)
    (said,) = answer.context["form"].errors["limit"]
    assert said.startswith("The longest post is a number of characters")


def test_credentials_that_end_within_two_weeks_are_told(presence: Presence, communicator: Person) -> None:
    Connection.objects.update(connected_at=now() - timedelta(days=40))
    Connection.objects.update(ends_at=now() + timedelta(days=15))
    assert "The credentials of" not in page_of(communicator, "")
    Connection.objects.update(ends_at=now() + timedelta(days=13))
    assert "The credentials of Mississippi Library Commission end on" in page_of(communicator, "")


def test_a_review_is_asked_for_and_decided(presence: Presence, director: Person) -> None:
    Presence.objects.update(state="due")
    assert "Review due: Mississippi Library Commission" in page_of(director, "")
    address, client = f"/desk/presences/{presence.pk}/review", client_for(director)
    assert client.post(address, {"outcome": "renew", "reason": ""}).status_code == 422
    assert client.post(address, {"outcome": "renew", "reason": "It is read."}).status_code == 302
    assert Presence.objects.get().state == "live"
    assert "It is read." in page_of(director, f"presences/{presence.pk}")


def test_a_farewell_is_a_draft_like_any_other(presence: Presence, communicator: Person) -> None:
    answer = client_for(communicator).post(f"/desk/presences/{presence.pk}/farewell")
    draft = Draft.objects.get()
    assert answer["Location"] == f"/desk/drafts/{draft.pk}"
    assert (draft.state, [v.presence_id for v in draft.variants.all()]) == ("writing", [presence.pk])
    assert "/official" in draft.text


def test_connecting_shows_the_steps_and_puts_trouble_at_its_field(
    communicator: Person, director: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    presence = roads.approved(communicator, director)
    said = page_of(communicator, f"presences/{presence.pk}/connect")
    assert "App passwords, make one" in said and 'value="mlc.example.gov"' in said

    class Refuses:
        def profile(self) -> Profile:
            raise Rejected("It does not know the password.", setting="app_password")

    monkeypatch.setattr(connection, "connect_channel", lambda *_: Refuses())
    answer = client_for(communicator).post(
        f"/desk/presences/{presence.pk}/connect", {"handle": "mlc.example.gov", "app_password": "x"}
    )
    assert answer.status_code == 422
    assert "does not know the password" in answer.context["form"].errors["app_password"][0]


def test_looking_now_says_what_stands_in_the_way(
    presence: Presence, communicator: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Refuses:
        def profile(self) -> Profile:
            raise Rejected("Refused.", cure="Ask for it.", scope="profile_read")

    monkeypatch.setattr(watch, "channel_for", lambda _: Refuses())
    client = client_for(communicator)
    said = client.post(f"/desk/presences/{presence.pk}/look", follow=True).content.decode()
    assert "The permission that is missing: profile_read. Ask for it." in said
    assert "cannot be reached" in page_of(communicator, "")


def test_a_look_alike_with_its_evidence(agency: Agency, communicator: Person) -> None:
    client = client_for(communicator)
    assert client.post("/desk/presences/look-alikes/log", {"address": "", "what": ""}).status_code == 422
    client.post(
        "/desk/presences/look-alikes/log", {"address": "https://host.example/mlc1", "what": "It uses our seal."}
    )
    row = Lookalike.objects.get()
    whole = io.BytesIO()
    Image.new("RGB", (4, 4)).save(whole, "PNG")
    for name, content, status in (("a.png", b"no picture", 422), ("seal.png", whole.getvalue(), 302)):
        file = SimpleUploadedFile(name, content, "image/png")
        assert client.post(f"/desk/presences/look-alikes/{row.pk}", {"file": file}).status_code == status
    kept = Evidence.objects.get()
    given = client.get(f"/desk/presences/look-alikes/{row.pk}/evidence/{kept.pk}")
    assert given.content == whole.getvalue() and given["Content-Type"] == "image/png"
    assert "attachment" in given["Content-Disposition"]
    client.post(f"/desk/presences/look-alikes/{row.pk}/report", {"words": "Case 4711"})
    assert Lookalike.objects.get().state == "reported"
    assert "Case 4711" in page_of(communicator, f"presences/look-alikes/{row.pk}")


def test_a_number_of_a_report_is_asked_for_once_there_can_be_one(agency: Agency, communicator: Person) -> None:
    from masthead.agencies.actors import Citizen

    lookalikes.tell(by=Citizen("lookalike"), at=at(), address="https://host.example/mlc1", what="")
    row = Lookalike.objects.get()
    page = page_of(communicator, f"presences/look-alikes/{row.pk}")
    assert "What you found" in page and "link of" not in page
    client_for(communicator).post(f"/desk/presences/look-alikes/{row.pk}/watch", {"words": "It has our seal."})
    assert "Number or link of the report" in page_of(communicator, f"presences/look-alikes/{row.pk}")


def test_what_the_public_told_waits_on_today(agency: Agency, communicator: Person) -> None:
    from masthead.agencies.actors import Citizen

    lookalikes.tell(by=Citizen("lookalike"), at=at(), address="https://host.example/mlc1", what="")
    assert "The public told of 1 account in our name" in page_of(communicator, "")


def test_a_commitment_is_changed_and_ended(agency: Agency, director: Person) -> None:
    goal, client = Commitment.objects.create(name="Bookmobile"), client_for(director)
    client.post(f"/desk/commitments/{goal.pk}", {"name": "Bookmobiles", "goal": "Each county."})
    goal.refresh_from_db()
    assert (goal.name, goal.goal) == ("Bookmobiles", "Each county.")
    client.post(f"/desk/commitments/{goal.pk}/end")
    goal.refresh_from_db()
    assert goal.ends is not None
    again = client.post(f"/desk/commitments/{goal.pk}/end", follow=True).content.decode()
    assert "It has ended already." in again
    Commitment.objects.update(ends=goal.ends - timedelta(days=1))
    assert "Bookmobiles" not in page_of(director, "commitments/")
    assert "Bookmobiles" in page_of(director, "commitments/?shown=ended")
    assert "Bookmobiles" not in page_of(director, "drafts/new")


def test_pages_cost_the_same_however_many_presences_there_are(
    presence: Presence, director: Person, django_assert_max_num_queries: object
) -> None:
    client = client_for(director)
    client.get("/desk/presences/")
    with django_assert_max_num_queries(26):  # type: ignore[operator]
        client.get(f"/desk/presences/{presence.pk}")


def test_why_it_was_paused_and_retired_stays_on_the_page_and_no_review_comes_after_the_end(
    presence: Presence, director: Person
) -> None:
    address, client = f"presences/{presence.pk}", client_for(director)
    assert "Next review" in page_of(director, address)
    for act, why in (("pause", "The account was broken into."), ("retire", "Nobody reads it any more.")):
        assert client.post(f"/desk/{address}/{act}", {"reason": why}).status_code == 302
    said = page_of(director, address)
    assert "The account was broken into." in said and "paused this" in said
    assert "Nobody reads it any more." in said and "retired this" in said
    assert "Next review" not in said


@pytest.mark.parametrize(("act", "word"), [("decline", "Declined"), ("return", "Returned")])
def test_the_proposer_reads_on_today_what_became_of_the_proposal(
    communicator: Person, director: Person, act: str, word: str
) -> None:
    waiting = roads.talked_over(communicator, director)
    client_for(director).post(f"/desk/presences/{waiting.pk}/{act}", {"reason": "The county has one."})
    said = page_of(communicator, "")
    assert f"{word}: your proposal of {waiting.name}" in said
    assert "The county has one." in said
    assert "your proposal of" not in page_of(director, "")
    assert "your proposal of" not in page_of(person(Role.COMMUNICATOR), "")


def test_what_was_done_is_said_in_the_words_of_a_sentence(communicator: Person, director: Person) -> None:
    waiting = roads.talked_over(communicator, director)
    client_for(communicator).post(f"/desk/presences/{waiting.pk}/withdraw", {"reason": ""})
    said = page_of(director, f"presences/{waiting.pk}")
    assert "withdrew this" in said and "withdrawn this" not in said


def test_after_approval_nobody_is_sent_to_a_discussion_that_is_over(communicator: Person, director: Person) -> None:
    both = person(Role.DIRECTOR, Role.COMMUNICATOR)
    waiting = roads.talked_over(communicator, director)
    assert "return it, or say in the discussion" in page_of(both, f"presences/{waiting.pk}")
    client_for(director).post(
        f"/desk/presences/{waiting.pk}/approve", {"seen": str(waiting.notes.count()), "reason": ""}
    )
    waiting.refresh_from_db()
    assert waiting.state == "approved"
    said = page_of(both, f"presences/{waiting.pk}")
    assert "in the discussion" not in said
    assert "talked over and decided again" in said
