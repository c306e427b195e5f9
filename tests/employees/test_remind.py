"""Reminders: as often as the working rule says, and never more often."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import factories
from masthead.agencies.actors import Worker
from masthead.employees.acknowledge import acknowledge
from masthead.employees.models import Acknowledgement, AskedVersion, Reminder
from masthead.employees.remind import days_between, remind_all
from masthead.policy.in_force import rulebook_of

pytestmark = pytest.mark.django_db
CLERK = Worker("reminders")


class Post(BaseEmailBackend):
    """Takes every message, or none while it is down."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[object] = []
        self.down = False

    def open(self) -> None:
        if self.down:
            raise ConnectionRefusedError("down")

    def send_messages(self, messages) -> int:
        self.taken += messages
        return len(messages)


@pytest.fixture
def post() -> Post:
    return Post()


def turn(post: Post, days: float) -> int:
    return remind_all(by=CLERK, at=factories.at(days=days), connection=post)


def test_the_days_come_from_the_working_rule(rulebook) -> None:
    assert days_between() == 14
    (clause, _) = rulebook.bound("notice", "acknowledgement_reminder")[0]
    assert clause.basis == "working_rule"


def test_who_has_not_acknowledged_is_reminded_after_the_days_and_not_sooner(barnaby, post) -> None:
    assert turn(post, 0) == 0
    assert AskedVersion.objects.count() == 1
    assert [turn(post, days) for days in (1, 13.9, 14, 14.1, 27, 28)] == [0, 0, 1, 0, 0, 1]
    (first, _) = post.taken
    assert first.to == [barnaby.email]
    assert "/desk/acknowledge" in first.body
    assert "every 14 days" in first.body


def test_who_has_acknowledged_or_left_is_not_reminded(barnaby, rulebook, post) -> None:
    gone = factories.person(name="Gone")
    turn(post, 0)
    acknowledge(by=barnaby, at=factories.at(1), stamp=rulebook.stamp, digest=rulebook.policy.digest)
    gone.is_active = False
    gone.save()
    assert turn(post, 30) == 0


def test_a_new_version_asks_again_but_does_not_remind_sooner(barnaby, rulebook, post, put_in_force) -> None:
    turn(post, 0)
    assert turn(post, 14) == 1
    put_in_force("2027-01-01")
    assert [turn(post, days) for days in (15, 28.5, 29, 43)] == [0, 0, 1, 1]
    assert AskedVersion.objects.count() == 2


def test_a_server_that_is_down_counts_as_no_reminder(barnaby, post) -> None:
    turn(post, 0)
    post.down = True
    assert turn(post, 14) == 0
    assert Reminder.objects.get().state == "not_sent"
    post.down = False
    assert turn(post, 14.05) == 1


def test_a_policy_without_the_rule_reminds_nobody(agency, post) -> None:
    assert rulebook_of("okatoma-city-library").bound("notice", "acknowledgement_reminder") == []
    agency.policy = "okatoma-city-library"
    agency.save()
    factories.person()
    assert [turn(post, days) for days in (0, 30, 60)] == [0, 0, 0]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(st.tuples(st.floats(0.01, 20), st.booleans()), min_size=1, max_size=12))
def test_never_more_often_whenever_the_job_runs(barnaby, steps) -> None:
    Reminder.objects.all().delete()
    AskedVersion.objects.all().delete()
    assert not Acknowledgement.objects.exists()
    post, days = Post(), 0.0
    turn(post, 0)
    for step, down in steps:
        days, post.down = days + step, down
        turn(post, days)
    sent = sorted(Reminder.objects.exclude(state="not_sent").values_list("at", flat=True))
    assert len(sent) == len(post.taken)
    assert all(later - earlier >= timedelta(days=14) for earlier, later in pairwise(sent))
    assert all(moment - factories.at() >= timedelta(days=14) for moment in sent)
