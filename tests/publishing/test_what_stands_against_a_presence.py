"""A draft is told what stands against the presence it would go through, as gravely as the policy says."""

from __future__ import annotations

import pytest

from factories import at, person
from masthead.agencies.actors import Worker
from masthead.agencies.models import Agency, Commitment, Person
from masthead.agencies.rights import Role
from masthead.presences import watch
from masthead.presences.models import Presence
from masthead.project import policy_source
from masthead.publishing import check, draft
from masthead.publishing.check import findings_for, findings_on_leaving
from masthead.publishing.facts import load
from masthead.publishing.models import Draft
from presences import roads


@pytest.fixture
def communicator(agency: Agency) -> Person:
    return person(Role.COMMUNICATOR)


@pytest.fixture
def presence(communicator: Person) -> Presence:
    return roads.launched(communicator, person(Role.DIRECTOR))


def written(by: Person, presence: Presence) -> Draft:
    wording = draft.Wording(
        title="Hours",
        text="The reading room opens at nine on Saturday.",
        audience="Everyone",
        commitment=Commitment.objects.get(),
        presences=[presence],
    )
    return draft.start(by=by, at=at(10), wording=wording)


def levels(made: Draft, *, days: float) -> dict[str, str]:
    found = findings_for(load(made.pk), at=at(days=days))
    return {one.finding.code: one.finding.level for one in found}


def test_an_overdue_review_asks_here_and_blocks_under_another_policy(communicator: Person, presence: Presence) -> None:
    made = written(communicator, presence)
    assert "review_overdue" not in levels(made, days=364)
    assert levels(made, days=366)["review_overdue"] == "asks"
    Agency.objects.update(policy="okatoma-city-library")
    policy_source.forget()
    assert levels(made, days=366)["review_overdue"] == "blocks"


def test_a_changed_profile_asks_for_a_reason(communicator: Person, presence: Presence) -> None:
    made = written(communicator, presence)
    watch.note(by=Worker(), at=at(11), presence=presence, found=roads.profile(name="Free Vouchers"))
    assert levels(made, days=1)["profile_changed"] == "asks"


def test_a_commitment_that_has_ended_by_the_day_it_leaves_is_none(communicator: Person, presence: Presence) -> None:
    made = written(communicator, presence)
    Commitment.objects.update(ends=at(days=5).date())
    assert "no_commitment" not in levels(made, days=5)
    assert "no_commitment" in levels(made, days=6)


def test_more_presences_cost_no_more_questions(
    communicator: Person, presence: Presence, django_assert_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    made = load(written(communicator, presence).pk)
    with CaptureQueriesContext(connection) as one:
        findings_for(made, at=at(days=1))
    fields = {field.name: getattr(presence, field.name) for field in presence._meta.fields if field.name != "id"}
    others = [Presence.objects.create(**{**fields, "handle": f"mlc-{number}.example"}) for number in range(4)]
    for other in others:
        made.variants.create(presence=other, text="")
    more = load(made.pk)
    with CaptureQueriesContext(connection) as many:
        findings_for(more, at=at(days=1))
    # A presence that was never read back costs one look for its profile, until it is.
    assert len(many) <= len(one) + len(others)


def test_what_leaves_is_asked_about_one_presence_however_many_there_are(
    communicator: Person, presence: Presence, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = load(written(communicator, presence).pk)
    fields = {field.name: getattr(presence, field.name) for field in presence._meta.fields if field.name != "id"}
    paused = Presence.objects.create(**{**fields, "handle": "paused.example", "state": "paused"})
    made.variants.create(presence=paused, text="")
    more = load(made.pk)
    asked = []
    plainly = check.on_presence
    monkeypatch.setattr(
        check, "on_presence", lambda *given, **named: asked.append(given[2]) or plainly(*given, **named)
    )
    there = {found.finding.code for found in findings_on_leaving(more, paused, at=at(days=1))}
    here = {found.finding.code for found in findings_on_leaving(more, presence, at=at(days=1))}
    assert "presence_not_official" in there - here
    assert asked == [paused, presence]
