"""A live presence on the misbehaving fake, and a journey that answers for its publications."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import transaction

import factories
from fakes.channel import FakeServer, install
from fakes.presence import live_presence
from masthead.agencies.actors import Worker
from masthead.agencies.models import Agency
from masthead.outbox import clearance
from masthead.outbox.enqueue import enqueue
from masthead.outbox.models import Delivery
from masthead.outbox.payload import freeze
from masthead.presences.models import Presence


@pytest.fixture
def server(tmp_path: Path) -> FakeServer:
    install()
    return FakeServer(tmp_path / "fake.sqlite3")


@pytest.fixture
def presence(agency: Agency, server: FakeServer) -> Presence:
    return live_presence("fake", handle="library", settings={"store": str(server.store)})


@pytest.fixture
def objections(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What the journey has against sending: nothing, until a test adds a sentence."""
    said: list[str] = []
    monkeypatch.setitem(clearance._clearances, "publication", lambda delivery, at: said[0] if said else None)
    yield said


@pytest.fixture
def queue(presence: Presence, objections: list[str]) -> Callable[..., Delivery]:
    def queue(text: str = "The library opens at nine.", *, subject: str = "publication:1", **more: object) -> Delivery:
        with transaction.atomic():
            return enqueue(
                by=Worker(),
                at=factories.at(),
                purpose="publication",
                subject=subject,
                presence=presence,
                payload=freeze(text=text, created_at=factories.at()),
                **more,  # type: ignore[arg-type]
            )

    return queue
