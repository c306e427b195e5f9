"""The machine looks and proposes. It never hides."""

from __future__ import annotations

from dataclasses import replace

import pytest

import factories
from masthead.kernel.refusals import Refused
from masthead.moderation.assess import (
    assess_all,
    assess_comment,
    assessed_under_another_policy,
    not_yet_assessed,
    open_case,
)
from masthead.moderation.decide import keep, remove
from masthead.moderation.models import Assessment, Case, Decision, Enforcement
from masthead.policy.in_force import rulebook
from masthead.policy.rulebook import Rulebook
from masthead.records.models import Record
from masthead.signals.engine import assess as engine
from masthead.signals.engine.facts import Assessment as Proposal

from .conftest import WORKER

REAL = engine.assess


def test_a_threat_is_put_before_a_person_and_stays_visible(comment_saying) -> None:
    comment = comment_saying("I am going to shoot everyone at the library tomorrow.")
    assert assess_all(by=WORKER, at=factories.at(1)) == 1
    case = Case.objects.get()
    assert "threatening" in case.proposal["grounds"]
    assert case.proposal["spans"]
    comment.refresh_from_db()
    assert comment.state == "shown"
    assert not Enforcement.objects.exists()
    assert list(Record.objects.filter(kind__in=["assessment/made", "case/opened"]).values_list("kind", flat=True)) == [
        "assessment/made",
        "case/opened",
    ]


def test_the_signals_of_the_house_are_asked(comment_saying, monkeypatch) -> None:
    monkeypatch.setattr(engine, "assess", REAL)
    comment_saying("I will kill you.")
    assess_all(by=WORKER, at=factories.at(1))
    assert Case.objects.get().engine.startswith("signals/")


def test_criticism_is_assessed_and_left_alone(comment_saying) -> None:
    comment_saying("Your opening hours are a disgrace and this agency wastes our money.")
    assess_all(by=WORKER, at=factories.at(1))
    assert Assessment.objects.get().remove is False
    assert not Case.objects.exists()


def test_each_wording_is_assessed_once(comment_saying) -> None:
    comment = comment_saying("When do you open?")
    assess_all(by=WORKER, at=factories.at(1))
    assert not not_yet_assessed().exists()
    comment_saying("When do you close?", minutes=5, version="2")
    assert list(not_yet_assessed()) == [comment]


def test_the_same_words_are_not_assessed_twice_by_one_engine(comment_saying) -> None:
    comment = comment_saying("When do you open?")
    assess_comment(by=WORKER, at=factories.at(1), comment=comment)
    with pytest.raises(Refused, match="already"):
        assess_comment(by=WORKER, at=factories.at(2), comment=comment)
    assert Record.objects.filter(kind="assessment/made").count() == 1


def test_other_words_after_a_kept_case_can_open_another(case_on, comment_saying, ann) -> None:
    case = case_on("A fine post")
    keep(by=ann, at=factories.at(2), case=case, version=case.version)
    comment = comment_saying("I am going to shoot everyone at the library tomorrow.", minutes=5, version="2")
    assess_comment(by=WORKER, at=factories.at(6), comment=comment)
    assert list(Case.objects.values_list("state", flat=True)) == ["decided", "open"]


def test_the_author_changing_a_removed_comment_is_looked_at(comment_saying) -> None:
    comment = comment_saying("Something")
    comment.state = "removed"
    comment.save()
    comment = comment_saying("When do you open?", minutes=5, version="2")
    assess_comment(by=WORKER, at=factories.at(6), comment=comment)
    assert Case.objects.get().why.startswith("Its author has changed the words")


def test_a_comment_is_in_the_queue_once(case_on, ann) -> None:
    case = case_on("Look")
    with pytest.raises(Refused, match="already"):
        open_case(by=ann, at=factories.at(3), comment=case.comment, why="Again")


@pytest.fixture
def another_policy(monkeypatch):
    """From when it is called, a policy is in force under which the machine proposes nothing."""

    def begin() -> str:
        book = Rulebook(replace(rulebook().policy, version="another"))
        monkeypatch.setattr("masthead.moderation.assess.rulebook", lambda: book)
        monkeypatch.setattr(engine, "assess", lambda facts, *, grounds: Proposal(False, (), {}, (), "test/1"))
        return book.stamp

    return begin


def test_what_waits_is_assessed_again_under_another_policy(comment_saying, another_policy) -> None:
    comment_saying("I am going to shoot everyone at the library tomorrow.")
    assess_all(by=WORKER, at=factories.at(1))
    assert not assessed_under_another_policy().exists()
    before, stamp = rulebook().stamp, another_policy()
    assert assess_all(by=WORKER, at=factories.at(2)) == 1
    assert list(Assessment.objects.values_list("policy", "remove")) == [(before, True), (stamp, False)]
    case = Case.objects.get()
    assert (case.state, case.proposal["grounds"]) == ("open", [])
    assert case.why == "Under the policy now in force, the machine proposes no ground for it any more."
    assert assess_all(by=WORKER, at=factories.at(3)) == 0


def test_what_is_decided_or_waits_for_a_second_person_is_left_as_it_was(comment_saying, another_policy, ann) -> None:
    for number in (1, 2):
        comment_saying(f"I am going to shoot everyone in room {number}.", f"c{number}")
    comment_saying("When do you open?", "c3")
    assess_all(by=WORKER, at=factories.at(1))
    first, second = Case.objects.order_by("pk")
    keep(by=ann, at=factories.at(2), case=first, version=first.version)
    remove(
        by=ann, at=factories.at(2), case=second, version=second.version, ground="off_topic", quote_start=0,
        quote_end=4, why="It is about something else.", mirror=True,
    )  # fmt: skip
    another_policy()
    assert assess_all(by=WORKER, at=factories.at(3)) == 0


def test_a_look_at_the_same_words_takes_no_decision_back(comment_saying, ann) -> None:
    comment = comment_saying("I am going to shoot everyone at the library tomorrow.")
    case = open_case(by=ann, at=factories.at(1), comment=comment, why="Look")
    remove(
        by=ann, at=factories.at(2), case=case, version=case.version, ground="off_topic", quote_start=0, quote_end=4,
        why="It is about something else.", mirror=True,
    )  # fmt: skip
    assess_all(by=WORKER, at=factories.at(3))
    case.refresh_from_db()
    assert (case.state, case.why, case.proposal["grounds"]) == ("second_review", "Look", ["threatening"])
    assert Decision.objects.get().state == "pending"
