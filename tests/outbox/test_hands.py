"""The timetable wakes when a post is due. That several hands carry each post once is proved in test_kill.py."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

import factories
from fakes.channel import FakeServer
from masthead.agencies.actors import Worker
from masthead.jobs.periodic import Periodic, until_next
from masthead.outbox import carry
from masthead.outbox.claims import next_due
from masthead.outbox.models import Delivery

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_that_is_due_is_carried_by_the_worker_itself(queue: Callable[..., Delivery], server: FakeServer) -> None:
    queue("Alone")
    assert carry.sweep_together(by=Worker(), at=factories.at()) == 1
    assert server.posts() == ["Alone"]


def test_the_timetable_wakes_for_the_next_post(queue: Callable[..., Delivery]) -> None:
    from masthead.jobs import carry_deliveries

    due = factories.at() + timedelta(seconds=0.4)
    queue("Soon", not_before=due)
    assert next_due(after=factories.at()) == due
    job = Periodic("carry_deliveries", 0.5, carry_deliveries.run, next_at=carry_deliveries.next_at)
    assert until_next(factories.at(), longest=1.0, jobs=(job,)) == pytest.approx(0.4)
    assert until_next(due, longest=1.0, jobs=(job,)) == 1.0
