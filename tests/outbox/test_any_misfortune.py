"""Whatever goes wrong, in whatever order: a post is public at most once, and its state says what is true."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

import factories
from fakes.channel import FakeServer
from masthead.agencies.actors import Worker
from masthead.outbox.carry import carry
from masthead.outbox.models import Delivery

BEFORE = {
    "begin": ("429", "timeout", "401", "402", "422", "crash", "unreachable"),
    "advance": ("429", "timeout", "401", "unreachable"),
    "commit": ("429", "500", "timeout", "401", "402", "422", "drop", "crash", "unreachable"),
    "probe": ("429", "timeout", "401", "crash", "cannot_tell", "unreachable"),
    "read_back": ("429", "timeout", "401", "crash"),
}
AFTER = {"commit": ("drop", "500", "timeout", "crash"), "begin": ("timeout",)}


@pytest.mark.parametrize("seed", range(40))
def test_a_post_is_public_at_most_once(queue: Callable[..., Delivery], server: FakeServer, seed: int) -> None:
    dice = random.Random(seed)
    delivery = queue()
    for _ in range(dice.randint(1, 7)):
        moment, faults = dice.choice([("before", BEFORE), ("before", BEFORE), ("after", AFTER)])
        call = dice.choice(sorted(faults))
        server.plan(call, dice.choice(faults[call]), moment=moment)  # type: ignore[arg-type]
    for round_ in range(12):
        state = carry(delivery.pk, by=Worker(), at=factories.at(hours=2 * round_))
        published = len(server.posts())
        assert published <= 1
        assert published == 1 or state != "delivered"
        assert published == 0 or state in ("delivered", "unknown")
    server.forget_plans()
    # Once nothing goes wrong any more, what the machine may finish is finished.
    state = carry(delivery.pk, by=Worker(), at=factories.at(days=3))
    assert state in ("delivered", "rejected", "held")
    assert len(server.posts()) == (1 if state == "delivered" else 0)
    delivery.refresh_from_db()
    assert state == "delivered" or (delivery.error and delivery.cure)
