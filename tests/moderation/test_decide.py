"""A comment stays unless a person removes it under a ground, in words it really contains."""

from __future__ import annotations

import json

import pytest

import factories
from masthead.agencies.models import Person
from masthead.kernel.refusals import Invalid, NotPermitted, Refused
from masthead.moderation.assess import assess_comment
from masthead.moderation.decide import confirm_removal, disagree, keep, remove
from masthead.moderation.models import Case, Decision, Enforcement
from masthead.records.models import Record

from .conftest import WORKER

THREAT = "I will burn the library down"


def take_down(by: Person, case: Case, ground: str = "threatening", **changes) -> Decision:
    said = {"quote_start": 0, "quote_end": 11, "mirror": True, "why": "", "version": case.version} | changes
    return remove(by=by, at=factories.at(2), case=case, ground=ground, **said)


def last(kind: str) -> dict:
    return json.loads(bytes(Record.objects.filter(kind=kind).latest("number").payload))


def test_a_removal_cites_ground_clause_policy_and_words(case_on, ann, rulebook) -> None:
    decision = take_down(ann, case_on(THREAT))
    assert (decision.state, decision.quote) == ("final", "I will burn")
    assert Case.objects.get().state == "decided"
    assert Enforcement.objects.get().action == "hide"
    record = last("decision/made")
    ground = rulebook.ground("threatening")
    assert ground.clause in record["clauses"]
    body = record["body"]
    assert (body["ground"], body["clause"], body["quote"]) == ("threatening", ground.clause, "I will burn")
    assert body["policy"] == record["policy"] == rulebook.stamp
    assert record["by"] == ann.actor_id


def test_kept_comments_stay_and_leave_a_record(case_on, ann) -> None:
    case = case_on("This agency wastes our money")
    decision = keep(by=ann, at=factories.at(2), case=case, version=case.version, why="Criticism of the agency")
    assert (decision.outcome, decision.state) == ("keep", "final")
    assert not Enforcement.objects.exists()
    assert last("decision/made")["body"]["why"] == "Criticism of the agency"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        pytest.param({"ground": "other"}, "Choose the ground", marks=pytest.mark.holds("removal_cites_a_ground")),
        pytest.param(
            {"ground": "misinformation"}, "Choose the ground", marks=pytest.mark.holds("removal_cites_a_ground")
        ),
        pytest.param({"quote_end": 0}, "Mark the words", marks=pytest.mark.holds("removal_quotes_the_comment")),
        pytest.param({"quote_end": 10_000}, "Mark the words", marks=pytest.mark.holds("removal_quotes_the_comment")),
        pytest.param({"quote_start": -5}, "Mark the words", marks=pytest.mark.holds("removal_quotes_the_comment")),
        pytest.param(
            {"quote_start": 1, "quote_end": 2}, "blank space", marks=pytest.mark.holds("removal_quotes_the_comment")
        ),
        ({"mirror": None}, "Answer the question"),
        ({"mirror": False}, "this comment stays"),
        pytest.param({"ground": "off_topic"}, "write why", marks=pytest.mark.holds("removal_says_why")),
        pytest.param(
            {"ground": "endorses_candidate", "why": "  "}, "write why", marks=pytest.mark.holds("removal_says_why")
        ),
    ],
)
def test_what_is_missing_is_said_and_nothing_changes(case_on, ann, changes, sentence) -> None:
    case = case_on(THREAT)
    with pytest.raises(Refused, match=sentence):
        take_down(ann, case, **changes)
    assert not Decision.objects.exists()
    assert Case.objects.get().state == "open"


def test_all_that_is_missing_is_said_at_once(case_on, ann, rulebook) -> None:
    with pytest.raises(Invalid) as refusal:
        take_down(ann, case_on(THREAT), "off_topic", quote_end=0, mirror=None)
    told = [refusal.value, *refusal.value.others]
    assert [one.field for one in told] == ["quote", "mirror", "why"]
    assert told[2].clause == rulebook.gate("removal_says_why").id


def test_a_gate_refuses_by_its_clause(case_on, ann, rulebook) -> None:
    with pytest.raises(Refused) as refusal:
        take_down(ann, case_on(THREAT), ground="other")
    assert refusal.value.clause == rulebook.gate("removal_cites_a_ground").id


@pytest.mark.holds("another_person_reviews")
def test_an_endorsement_waits_for_a_second_person(case_on, ann, ben) -> None:
    decision = take_down(ann, case_on(), "endorses_candidate", why="It urges a vote for a named candidate")
    assert (decision.state, Case.objects.get().state) == ("pending", "second_review")
    assert not Enforcement.objects.exists()
    with pytest.raises(Refused, match="Another person"):
        confirm_removal(by=ann, at=factories.at(3), decision=decision, mirror=True)
    with pytest.raises(Invalid, match="Answer the question"):
        confirm_removal(by=ben, at=factories.at(3), decision=decision)
    confirmed = confirm_removal(by=ben, at=factories.at(3), decision=decision, mirror=True)
    assert (confirmed.state, confirmed.second_by, Case.objects.get().state) == ("final", ben, "decided")
    assert Enforcement.objects.count() == 1
    assert last("decision/confirmed")["body"]["first"] == ann.actor_id


def test_a_second_person_who_disagrees_opens_the_case_again(case_on, ann, ben) -> None:
    decision = take_down(ann, case_on(), "endorses_candidate", why="It urges a vote")
    disagree(by=ben, at=factories.at(3), decision=decision, reason="It only names her")
    assert Case.objects.get().state == "open"
    assert Decision.objects.get().state == "withdrawn"
    assert not Enforcement.objects.exists()


def test_a_comment_edited_after_it_was_read_is_not_decided(case_on, comment_saying, ann) -> None:
    case = case_on(THREAT)
    comment_saying("I will return my book", minutes=5, version="2")
    with pytest.raises(Refused, match="changed this comment"):
        take_down(ann, case)
    fresh = Case.objects.get()
    new = fresh.comment.versions.get(version="2")
    assert keep(by=ann, at=factories.at(6), case=fresh, version=new).version == new


def test_other_words_end_a_pending_second_review(case_on, comment_saying, ann, ben) -> None:
    decision = take_down(ann, case_on(), "endorses_candidate", why="It urges a vote")
    comment = comment_saying("See you at story hour", minutes=5, version="2")
    with pytest.raises(Refused, match="changed this comment"):
        confirm_removal(by=ben, at=factories.at(6), decision=decision, mirror=True)
    assess_comment(by=WORKER, at=factories.at(7), comment=comment)
    assert Decision.objects.get().state == "withdrawn"
    case = Case.objects.get()
    assert (case.state, case.version.text) == ("open", "See you at story hour")


def test_a_case_is_decided_once(case_on, ann, ben) -> None:
    case = case_on(THREAT)
    take_down(ann, case)
    with pytest.raises(Refused, match="decided"):
        keep(by=ben, at=factories.at(4), case=case, version=case.version)


def test_only_moderators_decide(case_on) -> None:
    case = case_on(THREAT)
    with pytest.raises(NotPermitted):
        take_down(factories.person("communicator"), case)
