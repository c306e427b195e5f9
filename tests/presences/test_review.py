"""After the months the policy gives, the director looks at the evidence and renews, pauses or retires."""

from __future__ import annotations

from datetime import date

import pytest

from factories import at, person
from masthead.agencies.actors import Worker
from masthead.agencies.models import Agency, Commitment, Person, the_agency
from masthead.agencies.rights import Role
from masthead.jobs import fall_due_for_review
from masthead.kernel.refusals import Invalid, NotPermitted, Refused
from masthead.outbox.models import Delivery
from masthead.presences import review
from masthead.presences.evidence import evidence_for
from masthead.presences.gates import presence_is_live_before_posting
from masthead.presences.models import Connection, Presence
from masthead.presences.official import official_presences
from masthead.presences.standing import faults_of
from masthead.project import policy_source
from masthead.records.models import Record
from presences import roads

YEAR = 366


@pytest.fixture
def presence(communicator: Person, director: Person) -> Presence:
    return roads.launched(communicator, director)


@pytest.mark.parametrize(
    ("day", "months", "due"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 11, 23), 12, date(2027, 11, 23)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_months_are_counted_by_the_calendar(day: date, months: int, due: date) -> None:
    assert review.months_after(day, months) == due


@pytest.mark.holds("presence_is_reviewed_in_time")
def test_it_falls_due_on_its_day_and_not_before(presence: Presence, monkeypatch: pytest.MonkeyPatch) -> None:
    assert review.review_day(presence) == date(2027, 11, 23)
    assert review.due_for_review(at=at(days=364)) == []
    with pytest.raises(Refused, match="has not come"):
        review.fall_due(by=Worker("reviews"), at=at(days=364), presence=presence)
    monkeypatch.setattr(fall_due_for_review, "now", lambda: at(days=YEAR))
    assert fall_due_for_review.needed(at(days=YEAR))
    assert fall_due_for_review.run.func() == 1
    presence.refresh_from_db()
    assert presence.state == "due"
    assert presence_is_live_before_posting(name="X", state="due") is None
    assert presence in official_presences()
    codes = dict(faults_of(presence, at=at(days=YEAR), agency=the_agency()))
    assert "November 23, 2027" in codes["review_overdue"]
    assert not fall_due_for_review.needed(at(days=YEAR))


def test_another_agency_gives_six_months(presence: Presence) -> None:
    Agency.objects.update(policy="okatoma-city-library")
    policy_source.forget()
    assert review.review_day(presence) == date(2027, 5, 23)


def test_the_director_decides_with_the_evidence_on_record(presence: Presence, director: Person) -> None:
    Commitment.objects.update(ends=at(days=30).date())
    review.fall_due(by=Worker("reviews"), at=at(days=YEAR), presence=presence)
    for bad in ("", "forget"):
        with pytest.raises(Invalid):
            review.decide(by=director, at=at(days=YEAR), presence=presence, outcome=bad, reason="x")
    with pytest.raises(Invalid, match="Say why"):
        review.decide(by=director, at=at(days=YEAR), presence=presence, outcome="renew", reason=" ")
    with pytest.raises(NotPermitted):
        review.decide(by=person(Role.APPROVER), at=at(days=YEAR), presence=presence, outcome="renew", reason="x")
    made = review.decide(by=director, at=at(days=YEAR), presence=presence, outcome="renew", reason="People ask there.")
    found = {figure["what"]: figure["says"] for figure in made.evidence}
    assert found["Posts"] == "0" and found["Last used"] == "Not once."
    assert found["Commitments that have ended"] == "Summer Library Program"
    presence.refresh_from_db()
    assert (presence.state, review.review_day(presence)) == ("live", date(2028, 11, 24))
    assert Record.objects.filter(kind="presence/reviewed", subject=presence.subject).count() == 1
    assert "review_overdue" not in dict(faults_of(presence, at=at(days=YEAR), agency=the_agency()))


@pytest.mark.parametrize(("outcome", "state"), [("pause", "paused"), ("retire", "retired")])
def test_a_review_may_end_otherwise(presence: Presence, director: Person, outcome: str, state: str) -> None:
    review.decide(by=director, at=at(days=40), presence=presence, outcome=outcome, reason="Nobody reads it.")
    presence.refresh_from_db()
    assert presence.state == state
    assert bool(Connection.objects.get().secrets) == (outcome == "pause")


def test_evidence_costs_the_same_however_much_there_is(
    presence: Presence, django_assert_max_num_queries: object
) -> None:
    fresh = Presence.objects.select_related("run_by").get(pk=presence.pk)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        assert len(evidence_for(fresh, at=at(days=3))) > 5


def test_a_profile_nobody_can_read_is_not_said_to_be_as_confirmed(presence: Presence) -> None:
    Presence.objects.filter(pk=presence.pk).update(channel="hand")
    presence.refresh_from_db()
    (profile,) = [figure for figure in evidence_for(presence, at=at(days=3)) if figure.what == "Profile"]
    assert "look at it yourself" in profile.says
    assert profile.asks


def test_the_day_it_was_last_used_is_the_agencys_own(presence: Presence) -> None:
    late = at(hours=14)  # eleven in the evening in Jackson, the next day in Greenwich
    Delivery.objects.create(
        presence=presence,
        purpose="publication",
        subject="publication:1",
        key="k",
        payload={},
        content_hash="",
        state="delivered",
        not_before=late,
        updated_at=late,
        created_at=late,
        delivered_at=late,
    )
    (used,) = [figure for figure in evidence_for(presence, at=at(days=3)) if figure.what == "Last used"]
    assert used.says == "November 23, 2026"
