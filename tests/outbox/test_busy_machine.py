"""What the suite changes for a busy machine is what the outbox and the fetchers go by."""

from __future__ import annotations

import time
from collections.abc import Callable

import factories
from masthead.agencies.actors import Worker
from masthead.outbox import carry
from masthead.outbox.models import Delivery
from masthead.records.models import Record


def test_a_slow_sweep_bears_the_moment_the_test_gave_it(queue: Callable[..., Delivery], monkeypatch) -> None:
    queue(), queue(subject="publication:2")
    drive = carry._drive_and_let_go

    def slowly(*told, **named):
        time.sleep(1.1)
        return drive(*told, **named)

    monkeypatch.setattr(carry, "_drive_and_let_go", slowly)
    assert carry.sweep(by=Worker(), at=factories.at()) == 2
    assert set(Record.objects.filter(kind="delivery/begun").values_list("at", flat=True)) == {factories.at()}
