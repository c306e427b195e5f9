"""A delivery that cannot even be read is not carried over and over while everything behind it waits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

import factories
from fakes.channel import FakeServer
from masthead.agencies.actors import Worker
from masthead.outbox.carry import sweep
from masthead.outbox.claims import DELIVERY_LEASE
from masthead.outbox.models import Delivery


@pytest.mark.django_db(transaction=True)
def test_what_is_behind_a_broken_delivery_still_goes_out(queue: Callable[..., Delivery], server: FakeServer) -> None:
    broken = queue("First in line", subject="publication:1")
    behind = queue("Behind it", subject="publication:2")
    Delivery.objects.filter(pk=broken.pk).update(payload={"made": "by nobody"})
    sweep(by=Worker(), at=factories.at(1))
    assert Delivery.objects.get(pk=behind.pk).state == "delivered"
    left = Delivery.objects.get(pk=broken.pk)
    assert (left.state, left.claimed_until) == ("queued", factories.at(1) + DELIVERY_LEASE)


@pytest.mark.django_db(transaction=True)
def test_it_is_tried_again_once_its_lease_has_ended(queue: Callable[..., Delivery], server: FakeServer) -> None:
    broken = queue("First in line")
    whole = broken.payload
    Delivery.objects.filter(pk=broken.pk).update(payload={})
    sweep(by=Worker(), at=factories.at(1))
    Delivery.objects.filter(pk=broken.pk).update(payload=whole)
    sweep(by=Worker(), at=factories.at(1) + DELIVERY_LEASE - timedelta(seconds=1))
    assert Delivery.objects.get().state == "queued"
    sweep(by=Worker(), at=factories.at(1) + DELIVERY_LEASE)
    assert Delivery.objects.get().state == "delivered"
